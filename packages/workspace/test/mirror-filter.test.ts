import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isWithoutContents } from '../src/git/mirror-filter.ts';

let mirror: string;
beforeEach(async () => {
  mirror = await mkdtemp(join(tmpdir(), 'pw-filter-'));
});
afterEach(() => rm(mirror, { recursive: true, force: true }));

const told = (megabytes: number | undefined) => () => ({
  url: 'http://host/acme/shop.git',
  megabytes: async () => megabytes,
});

describe('a mirror that nothing was fetched into yet', () => {
  it.each([
    ['larger than the limit', 500.5, 500, true],
    ['as large as the limit', 500, 500, false],
    ['of a size that nobody knows', undefined, 500, false],
    ['of any size where there is no limit', 90_000, 0, false],
  ])('of a repository %s', async (_name, megabytes, limit, without) => {
    expect(await isWithoutContents(mirror, limit, told(megabytes))).toBe(without);
  });

  it('is whole when the host does not answer, or says nothing of sizes', async () => {
    const refusing = () => Promise.reject(new Error('no token'));
    expect(await isWithoutContents(mirror, 500, refusing)).toBe(false);
    expect(await isWithoutContents(mirror, 500, () => ({ url: '/repository' }))).toBe(false);
  });
});

describe('a mirror stays what it is, whatever is said of the size later', () => {
  it('without contents', async () => {
    await isWithoutContents(mirror, 500, told(501));
    expect(await isWithoutContents(mirror, 0, told(1))).toBe(true);
  });

  it.each(['refs/heads/main', 'packed-refs'])('whole, known by %s', async (path) => {
    await mkdir(join(mirror, 'refs', 'heads'), { recursive: true });
    await writeFile(join(mirror, path), '');
    expect(await isWithoutContents(mirror, 500, told(501))).toBe(false);
  });
});
