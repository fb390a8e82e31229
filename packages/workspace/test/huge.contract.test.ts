import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { NeedsHuman } from '@patchwright/faults';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, type Machine, openBench, REPOSITORY } from './bench.ts';

const repository = REPOSITORY;
const AUTHOR = { name: 'Patchwright', email: 'patchwright@localhost' };
const DATE = '2026-01-02T03:04:05Z';
/** What the history once had, and no branch has any more. */
const OLD = { 'art/film.txt': randomBytes(200_000).toString('hex') };

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  await bench.host.git('config', 'uploadpack.allowFilter', 'true');
  await bench.host.commit('main', { ...OLD, 'README.md': 'one\n', 'src/a.txt': 'a\n' });
  await bench.host.commit('main', { 'art/film.txt': 'short\n', 'README.md': 'two\n' });
});
afterEach(() => bench[Symbol.asyncDispose]());

/** A machine to which the host says how large the repository is. */
function machineTold(name: string, megabytes: number | undefined, wholeUpToMb?: number): Machine {
  const { url, token } = bench.host;
  return bench.machine(name, {
    remote: () => ({ url, authorization: { token }, megabytes: async () => megabytes }),
    ...(wholeUpToMb === undefined ? {} : { wholeUpToMb }),
  });
}

/** The objects that the branches of a machine's mirror lead to and that it does not have. */
async function missingAt(machine: Machine): Promise<readonly string[]> {
  const gitDir = join(machine.root, 'mirrors', 'acme+shop.git');
  const { stdout } = await execa(
    'git',
    ['--git-dir', gitDir, 'rev-list', '--objects', '--all', '--missing=print'],
    { env: { PATH: process.env.PATH ?? '', GIT_CONFIG_GLOBAL: '/dev/null' }, extendEnv: false },
  );
  return stdout.split('\n').filter((line) => line.startsWith('?'));
}

describe('a repository that its host calls huge', () => {
  it('is mirrored without what files once were, and each commit that is worked on with all of its files', async () => {
    const machine = machineTold('one', 501);
    const { tree } = await machine.open({ repository, ref: 'main' });
    const old = await bench.host.git('rev-parse', 'main~1:art/film.txt');
    expect(await missingAt(machine)).toContain(`?${old}`);

    expect(await machine.listFiles({ repository, tree })).toContainEqual({
      path: 'art/film.txt',
      size: 6,
    });
    expect(await missingAt(machine)).toHaveLength(2);
    expect(await missingAt(machine)).toContain(`?${old}`);

    const before = await machine.open({
      repository,
      ref: await bench.host.git('rev-parse', 'main~1'),
    });
    const film = { repository, tree: before.tree, path: 'art/film.txt' };
    expect(await machine.readFile(film)).toBe(OLD['art/film.txt']);
    expect(await missingAt(machine)).toEqual([]);
  });

  it('is worked on without its host once the files of its commit are here, up to the push', async () => {
    const machine = machineTold('one', 501);
    const { tree, commit } = await machine.open({ repository, ref: 'main' });
    await machine.listFiles({ repository, tree });

    bench.host.failure = { status: 503 };
    bench.host.requests.length = 0;
    const command =
      'cat README.md art/film.txt && git --version >/dev/null; env | grep -i token; echo three > README.md';
    const ran = await machine.run({ repository, tree, command, fresh: true });
    expect(ran).toMatchObject({ exitCode: 0, excerpt: 'two\nshort' });
    expect(await machine.search({ repository, tree, text: 'short' })).toHaveLength(1);
    const { files } = await machine.diff({ repository, from: commit, to: ran.tree });
    expect(files.map(({ path }) => path)).toEqual(['README.md']);
    const order = {
      repository,
      parent: commit,
      message: 'docs: three',
      author: AUTHOR,
      date: DATE,
    };
    const { sha } = await machine.commit({ ...order, tree: ran.tree });
    expect(bench.host.requests).toEqual([]);

    bench.host.failure = undefined;
    const branch = 'agent/huge';
    await machine.push({ key: 'k', repository, branch, sha, expect: null });
    expect(await bench.host.git('show', `${branch}:README.md`)).toBe('three');

    // On another machine it goes on from the checkpoint, there as sparingly.
    const other = machineTold('two', 501);
    const verified = await other.run({
      repository,
      tree: ran.tree,
      command: 'cat README.md src/a.txt',
    });
    expect(verified).toMatchObject({ exitCode: 0, excerpt: 'three\na', tree: ran.tree });
    const old = await bench.host.git('rev-parse', 'main~1:art/film.txt');
    expect(await missingAt(other)).toContain(`?${old}`);
    expect((await other.commit({ ...order, tree: ran.tree })).sha).toBe(sha);
    expect(await other.push({ key: 'k', repository, branch, sha, expect: null })).toEqual({ sha });
  });

  it('is followed sparingly when its branches move, also by another process that has seen nothing of its size', async () => {
    const machine = machineTold('one', 501);
    await machine.open({ repository, ref: 'main' });
    await bench.host.commit('main', { 'art/film.txt': randomBytes(1_000).toString('hex') });
    await bench.host.commit('main', { 'art/film.txt': 'shorter\n' });
    const later = machineTold('one', undefined);
    const { tree } = await later.open({ repository, ref: 'main' });
    expect(await later.readFile({ repository, tree, path: 'art/film.txt' })).toBe('shorter\n');
    expect((await missingAt(later)).length).toBeGreaterThanOrEqual(3);
  });

  it('has no credentials in its mirror, and what is missing there is asked of nobody by a call that has none', async () => {
    const machine = machineTold('one', 501);
    const { commit } = await machine.open({ repository, ref: 'main' });
    const mirror = join(machine.root, 'mirrors', 'acme+shop.git');
    const { stdout } = await execa('grep', ['-rlE', 'http://|canary|promisor', mirror], {
      reject: false,
    });
    expect(stdout).toBe('');
    const nowhere = machine.diff({ repository, from: commit, to: '1'.repeat(40) });
    await expect(nowhere).rejects.toThrow('neither on its host nor among the checkpoints');
    expect(bench.host.strangers).toEqual([]);
  });

  it('whose host gives no single files is refused, saying what to do', async () => {
    bench.host.modern = false;
    const machine = machineTold('one', 501);
    const { tree } = await machine.open({ repository, ref: 'main' });
    const listing = machine.listFiles({ repository, tree });
    await expect(listing).rejects.toThrow(NeedsHuman);
    await expect(listing).rejects.toMatchObject({
      diagnosis: expect.stringContaining('Set PATCHWRIGHT_WHOLE_MIRROR_MB to 0'),
    });
  });

  it('whose host cannot leave anything out comes whole', async () => {
    await bench.host.git('config', 'uploadpack.allowFilter', 'false');
    const machine = machineTold('one', 501);
    const { tree } = await machine.open({ repository, ref: 'main' });
    expect(await machine.listFiles({ repository, tree })).toHaveLength(3);
    expect(await missingAt(machine)).toEqual([]);
  });
});
