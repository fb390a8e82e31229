import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { toolchainsMarkdown } from './toolchains-markdown.ts';

const path = fileURLToPath(new URL('../../../../docs/reference/toolchains.md', import.meta.url));
await writeFile(path, await toolchainsMarkdown());
process.stderr.write(`wrote ${path}\n`);
