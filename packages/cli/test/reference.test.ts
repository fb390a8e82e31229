import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '@patchwright/local';
import { expect, test } from 'vitest';
import { buildProgram } from '../src/program.ts';
import { referenceMarkdown } from '../src/reference/reference-markdown.ts';
import { fakeIo } from './fake-io.ts';

const reference = referenceMarkdown(buildProgram(fakeIo()));

test('docs/reference/cli.md is what the program says; npm run docs writes it', () => {
  expect(readFileSync(join(PROJECT, 'docs', 'reference', 'cli.md'), 'utf8')).toBe(reference);
});

test('the reference has every command', () => {
  const names = buildProgram(fakeIo())
    .commands.map((command) => command.name())
    .filter((name) => name !== 'help');
  for (const name of names) expect(reference).toMatch(new RegExp(`^### patchwright ${name}`, 'm'));
});
