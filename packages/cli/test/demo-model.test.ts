import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { givenFor } from '../src/demo-model.ts';

const environment = {
  ANTHROPIC_API_KEY: 'of-the-environment',
  ANTHROPIC_BASE_URL: 'http://127.0.0.1:9',
  OPENAI_API_KEY: 'other',
};

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'demo-model-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

test.each(['scripted', 'openai', 'claude-code'] as const)(
  'a mesh that plays the script by way of %s is given nothing of the environment',
  async (model) => {
    expect(await givenFor({ environment, cwd }, { model })).toEqual({});
  },
);

test('for Claude the key and the address of the environment are taken, and nothing else', async () => {
  expect(await givenFor({ environment, cwd }, { model: 'anthropic' })).toEqual({
    ANTHROPIC_API_KEY: 'of-the-environment',
    ANTHROPIC_BASE_URL: 'http://127.0.0.1:9',
  });
});

test('a key in a file never goes to an address of the environment, and no other setting is read there', async () => {
  await writeFile(join(cwd, 'claude.env'), 'ANTHROPIC_API_KEY=of-the-file\nGITHUB_TOKEN=x\n');
  const given = await givenFor({ environment, cwd }, { model: 'anthropic', envFile: 'claude.env' });

  expect(given).toEqual({ ANTHROPIC_API_KEY: 'of-the-file' });
});

test('where there is no key it is said how one is given', async () => {
  await expect(
    givenFor({ environment: { OPENAI_API_KEY: 'other' }, cwd }, { model: 'anthropic' }),
  ).rejects.toMatchObject({ why: expect.stringContaining('--env-file') });
});
