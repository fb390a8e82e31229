import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { apiMarkdown } from './api-markdown.ts';
import { describeApi } from './describe-api.ts';

const folder = join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'reference');
await mkdir(folder, { recursive: true });
const { description } = await describeApi();
await writeFile(join(folder, 'api.md'), apiMarkdown(description));
process.stderr.write(`wrote ${join(folder, 'api.md')}\n`);
