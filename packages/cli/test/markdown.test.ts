import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ran } from './fake-io.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'markdown-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('skills are listed with whose they are, and shown whole', async () => {
  mkdirSync(join(folder, 'planning'));
  const text =
    '---\nname: planning\ndescription: Plans as we plan here, always.\n---\n\nOur way.\n';
  writeFileSync(join(folder, 'planning', 'SKILL.md'), text);
  const environment = { PATCHWRIGHT_SKILLS: folder };
  const listed = await ran(['skills', 'list', '--json'], { environment });
  expect(listed.exit).toBe(0);
  const all: readonly { name: string; origin: string }[] = JSON.parse(listed.stdout);
  expect(all).toHaveLength(11);
  expect(all.find(({ name }) => name === 'planning')?.origin).toBe('organisation');
  const { stdout } = await ran(['skills', 'show', 'planning'], { environment });
  expect(stdout).toContain('Our way.');
});

test('agents are listed and shown', async () => {
  expect((await ran(['agents', 'list'])).stdout).toMatch(/verifier +patchwright +Checks after/);
  expect((await ran(['agents', 'show', 'verifier'])).stdout).toContain('cannot be told');
});

test('what is not there, or cannot be read, is said with its name', async () => {
  const missing = await ran(['agents', 'show', 'nobody']);
  expect([missing.exit, missing.stderr]).toEqual([1, expect.stringContaining('no agent nobody')]);
  writeFileSync(join(folder, 'broken.md'), 'no front matter');
  const broken = await ran(['agents', 'list'], {
    environment: { PATCHWRIGHT_AGENTS_FOLDER: folder },
  });
  expect([broken.exit, broken.stderr]).toEqual([1, expect.stringContaining('broken.md: front')]);
});
