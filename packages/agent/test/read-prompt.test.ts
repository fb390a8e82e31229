import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPrompt } from '../src/index.ts';

let folder: string;
let file: URL;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'prompt-'));
  file = pathToFileURL(join(folder, 'plan.md'));
  writeFileSync(file, 'Write at most {{ steps }} steps, in {{language}}.\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

test('placeholders are filled, word for word', () => {
  expect(readPrompt(file, { steps: '$& {{steps}}', language: 'Go' })).toBe(
    'Write at most $& {{steps}} steps, in Go.',
  );
});

test('a placeholder without a value is refused', () => {
  expect(() => readPrompt(file, { steps: '3' })).toThrow('asks for {{language}}');
});

test('a value without a placeholder is refused', () => {
  const values = { steps: '3', language: 'Go', tone: 'dry' };

  expect(() => readPrompt(file, values)).toThrow('has no placeholder {{tone}}');
});
