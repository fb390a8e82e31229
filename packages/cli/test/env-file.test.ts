import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mergedText, mergeEnvFile, readEnvFile } from '../src/connect/env-file.ts';

const PEM = '-----BEGIN RSA PRIVATE KEY-----\nabc+/=\n-----END RSA PRIVATE KEY-----\n';
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'env-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('settings in an environment file', () => {
  test('are replaced where they stand; comments, order and the rest stay', () => {
    const before = '# ours\nJIRA_URL=https://old.example\n\nexport OTHER="a b"\n# the end';
    expect(mergedText(before, { JIRA_URL: 'https://new.example', JIRA_PROJECT: 'SHOP' })).toBe(
      '# ours\nJIRA_URL=https://new.example\n\nexport OTHER="a b"\n# the end\nJIRA_PROJECT=SHOP\n',
    );
  });

  test('stand there once, though they stood there twice', () => {
    expect(mergedText('A=1\nB=2\nA=3\n', { A: '4' })).toBe('A=4\nB=2\n');
  });

  test('of several lines are one setting, also where they are replaced', () => {
    const before = 'KEY="one\ntwo\nA=three"\nB=2\n';
    expect(parseEnv(mergedText(before, { B: '3' }))).toEqual({ KEY: 'one\ntwo\nA=three', B: '3' });
    expect(mergedText(before, { KEY: 'short' })).toBe('KEY=short\nB=2\n');
  });

  test.each([
    ['a token', 'xoxb-1-2/+='],
    ['spaces and a hash', 'a # b'],
    ['double quotes', 'say "a b"'],
    ['a single quote', "it's so"],
    ['a dollar', 'a$HOME'],
  ])('are read back as they were written: %s', (_, value) => {
    expect(parseEnv(mergedText('', { VALUE: value }))).toEqual({ VALUE: value });
  });

  test('that are a key are one line, whose line ends are written out', () => {
    const text = mergedText('', { KEY: PEM });
    expect(text.trim().split('\n')).toHaveLength(1);
    expect(`${parseEnv(text).KEY?.replaceAll('\\n', '\n')}\n`).toBe(PEM);
  });

  test('that no such file can hold are refused, and not shown', () => {
    const value = 'both " and \' in it';
    expect(() => mergedText('', { VALUE: value })).toThrow('VALUE has both kinds of quotes');
    expect(() => mergedText('', { VALUE: value })).not.toThrow(value);
  });
});

describe('the file', () => {
  test('is for its owner alone, also where it was open before', async () => {
    const path = join(folder, '.env');
    await writeFile(path, 'A=1\n', { mode: 0o644 });
    await mergeEnvFile(path, { B: '2' });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readFile(path, 'utf8')).toBe('A=1\nB=2\n');
    expect(await readEnvFile(path)).toEqual({ A: '1', B: '2' });
  });

  test('that is not there yet holds nothing', async () => {
    expect(await readEnvFile(join(folder, 'none'))).toEqual({});
  });

  test('that cannot be written is named', async () => {
    await expect(mergeEnvFile(join(folder, 'no', '.env'), { A: '1' })).rejects.toThrow(
      'cannot be written',
    );
  });
});
