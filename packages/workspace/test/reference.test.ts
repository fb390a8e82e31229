import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { toolchainsMarkdown } from '../src/reference/toolchains-markdown.ts';

test('docs/reference/toolchains.md is what detection says; npm run docs writes it', async () => {
  const file = new URL('../../../docs/reference/toolchains.md', import.meta.url);
  expect(readFileSync(file, 'utf8')).toBe(await toolchainsMarkdown());
});
