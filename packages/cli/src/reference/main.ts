import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PROJECT } from '@patchwright/local';
import { nodeIo } from '../node-io.ts';
import { buildProgram } from '../program.ts';
import { referenceMarkdown } from './reference-markdown.ts';

const path = join(PROJECT, 'docs', 'reference', 'cli.md');
const io = nodeIo({}, new AbortController().signal);
await mkdir(dirname(path), { recursive: true });
await writeFile(path, referenceMarkdown(buildProgram(io)));
io.stderr.write(`wrote ${path}\n`);
