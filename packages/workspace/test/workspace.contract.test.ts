import { mkdir, readdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { NeedsHuman, Retryable, Terminal } from '@patchwright/faults';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, context, type Machine, openBench, REPOSITORY } from './bench.ts';

const AUTHOR = { name: 'Patchwright', email: 'patchwright@example.com' };
const DATE = '2026-11-20T10:00:00Z';
const repository = REPOSITORY;

let bench: Bench;
let machine: Machine;
let machines = 0;

beforeAll(async () => {
  bench = await openBench();
  await bench.host.commit('main', {
    'package.json': '{"type":"module","scripts":{"test":"node --test"}}\n',
    'src/cart.js': 'export const total = (items) => items.length;\n',
    'test/cart.test.js':
      "import { test } from 'node:test';\nimport assert from 'node:assert';\nimport { total } from '../src/cart.js';\ntest('an empty cart costs nothing', () => assert.equal(total([]), 0));\n",
    'logo.bin': 'a\0b',
    '.gitignore': 'cache/\n',
  });
});
afterAll(() => bench[Symbol.asyncDispose]());
beforeEach(() => {
  machines += 1;
  machine = bench.machine(`machine-${machines}`);
});

async function main(at = machine) {
  return at.open({ repository, ref: 'main' });
}

describe('files as values', () => {
  it('opens a branch, a tag and a sha at the same commit', async () => {
    await bench.host.git('tag', '-f', 'v1', 'main');
    const byBranch = await main();
    expect(await machine.open({ repository, ref: 'v1' })).toEqual(byBranch);
    expect(await machine.open({ repository, ref: byBranch.commit })).toEqual(byBranch);
    await expect(machine.open({ repository, ref: 'nowhere' })).rejects.toThrow(Terminal);
  });

  it('lists, reads and searches a tree, and answers null for what is no text file', async () => {
    const { tree } = await main();
    const files = await machine.listFiles({ repository, tree });
    expect(files.map((file) => file.path)).toContain('src/cart.js');
    expect(await machine.readFile({ repository, tree, path: 'src/cart.js' })).toContain('total');
    for (const path of [
      'logo.bin',
      'src',
      'nothing',
      '../../etc/passwd',
      '.git/config',
      '/etc/passwd',
    ]) {
      expect(await machine.readFile({ repository, tree, path })).toBeNull();
    }
    expect(await machine.search({ repository, tree, text: 'items.length' })).toEqual([
      { path: 'src/cart.js', line: 1, text: 'export const total = (items) => items.length;' },
    ]);
    expect(await machine.search({ repository, tree, text: 'items.(length' })).toEqual([]);
    const texts = await machine.readFiles({ repository, tree, maxFiles: 3, maxBytes: 60 });
    expect(texts.map((file) => file.path)).toEqual(['.gitignore', 'package.json', 'src/cart.js']);
    expect(texts[2]?.text).toBe('export const total = (items) => items.length;\n');
  });

  it('writes files into a new tree and leaves the old one as it was', async () => {
    const { tree } = await main();
    const written = await machine.writeFiles({
      repository,
      tree,
      files: [
        { path: 'src/cart.js', content: 'export const total = () => 0;\n' },
        { path: 'docs/new.md', content: 'é\n' },
        { path: 'logo.bin', content: null },
      ],
    });
    expect(written.tree).not.toBe(tree);
    expect(await machine.readFile({ repository, tree, path: 'src/cart.js' })).toContain('length');
    const { files, patch } = await machine.diff({ repository, from: tree, to: written.tree });
    expect(files).toEqual([
      { path: 'docs/new.md', added: 1, removed: 0, status: 'added' },
      { path: 'logo.bin', added: 0, removed: 0, status: 'deleted' },
      { path: 'src/cart.js', added: 1, removed: 1, status: 'modified' },
    ]);
    expect(patch).toContain('+export const total = () => 0;');
    const again = await machine.writeFiles({
      repository,
      tree,
      files: [
        { path: 'logo.bin', content: null },
        { path: 'docs/new.md', content: 'é\n' },
        { path: 'src/cart.js', content: 'export const total = () => 0;\n' },
      ],
    });
    expect(again).toEqual(written);
  });

  it('runs a command on exactly the tree named and answers the tree after it', async () => {
    const { tree } = await main();
    const tests = await machine.run({ repository, tree, command: 'npm test' });
    expect(tests).toMatchObject({ exitCode: 0, timedOut: false, tree });
    expect(tests.counts).toEqual({ total: 1, passed: 1, failed: 0, skipped: 0, failing: [] });
    const made = await machine.run({
      repository,
      tree,
      command: 'echo new > made.txt && mkdir -p cache && echo x > cache/x && rm logo.bin',
    });
    expect(await machine.readFile({ repository, tree: made.tree, path: 'made.txt' })).toBe('new\n');
    const back = await machine.run({ repository, tree, command: 'ls; ls cache' });
    expect(back.excerpt.split('\n')).toEqual([
      'cache',
      'logo.bin',
      'package.json',
      'src',
      'test',
      'x',
    ]);
    const fresh = await machine.run({ repository, tree, command: 'ls', fresh: true });
    expect(fresh.excerpt).not.toContain('cache');
  });

  it('leaves what tools cached in their home to the next command, but never to a fresh checkout', async () => {
    const { tree } = await main();
    const fill =
      'mkdir -p ~/.cache/compiler && echo compiled > ~/.cache/compiler/a && touch ~/other';
    await machine.run({ repository, tree, command: fill });
    const look = 'cat ~/.cache/compiler/a; ls ~';
    const next = await machine.run({ repository, tree, command: look });
    expect(next.excerpt.trim()).toBe('compiled');
    const fresh = await machine.run({ repository, tree, command: look, fresh: true });
    expect(fresh.excerpt).not.toContain('compiled');
  });

  it('keeps no cache of a command that a limit stopped', async () => {
    const small = bench.machine(`small-${machines}`, { limits: { diskMb: 8 } });
    const { tree } = await main(small);
    const fill =
      'mkdir -p ~/.cache && dd if=/dev/zero of="$HOME/.cache/a" bs=1M count=64; sleep 20';
    const stopped = await small.run({ repository, tree, command: fill });
    expect(stopped.exitCode).not.toBe(0);
    const next = await small.run({ repository, tree, command: 'ls ~/.cache; echo done' });
    expect(next).toMatchObject({ exitCode: 0 });
  });

  it('answers the exit code, the telling excerpt and the whole of a long output', async () => {
    const { tree } = await main();
    const result = await machine.run({
      repository,
      tree,
      command:
        'i=0; while [ $i -lt 3000 ]; do echo "line $i"; i=$((i+1)); done; echo "TypeError: boom at $PWD/src/cart.js" >&2; exit 3',
    });
    expect(result.exitCode).toBe(3);
    expect(result.excerpt.length).toBeLessThanOrEqual(4_000);
    expect(result.excerpt).toContain('TypeError: boom at src/cart.js');
    expect(bench.outputs.get(result.output?.ref ?? '')).toContain('line 1500\n');
  });

  it('leaves repositories inside the repository out of the tree', async () => {
    const { tree } = await main();
    const result = await machine.run({
      repository,
      tree,
      command:
        'git init -q . && git init -q inner && touch inner/x && mkdir inner/deep && echo y > kept',
    });
    const paths = (await machine.listFiles({ repository, tree: result.tree })).map((f) => f.path);
    expect(paths).toContain('kept');
    expect(paths.filter((path) => path.startsWith('inner'))).toEqual([]);
    const again = await machine.run({ repository, tree, command: 'ls -a' });
    expect(again.excerpt.split('\n')).not.toContain('.git');
  });
});

describe('a root', () => {
  it('is shared by several processes that fetch and run at once', async () => {
    const shared = join(bench.folder, 'shared');
    const workers = ['a', 'b', 'c', 'd'].map((worker) =>
      bench.machine('shared', { worker, root: shared }),
    );
    for (let round = 1; round <= 3; round += 1) {
      const head = await bench.host.commit('busy', { 'round.txt': `${round}\n` });
      const opened = await Promise.all(
        workers.map((worker) => worker.open({ repository, ref: 'busy' })),
      );
      expect(new Set(opened.map(({ commit }) => commit))).toEqual(new Set([head]));
      const results = await Promise.all(
        workers.map((worker, position) =>
          worker.run({
            repository,
            tree: opened[position]?.tree ?? '',
            command: `echo ${position} > own; cat round.txt own`,
          }),
        ),
      );
      expect(results.map(({ excerpt }) => excerpt)).toEqual(
        workers.map((_worker, position) => `${round}\n${position}`),
      );
    }
  });

  it('is cleared of the trees of processes that ended without doing so', async () => {
    const left = join(machine.root, 'trees', `${hostname().replace(/[^\w.-]/g, '-')}-4194305`);
    const kept = join(machine.root, 'trees', 'elsewhere-4194305');
    await mkdir(join(left, 'acme+shop-0', 'tree'), { recursive: true });
    await mkdir(kept, { recursive: true });
    const { tree } = await main();
    await machine.run({ repository, tree, command: 'true' });
    const workers = await readdir(join(machine.root, 'trees'));
    expect(workers).not.toContain(basename(left));
    expect(workers).toContain(basename(kept));
  });
});

describe('commits and pushes', () => {
  async function change(branch: string, content: string, at = machine) {
    const base = await main(at);
    const { tree } = await at.writeFiles({
      repository,
      tree: base.tree,
      files: [{ path: 'src/cart.js', content }],
    });
    const input = {
      repository,
      tree,
      parent: base.commit,
      message: 'fix(cart): count items\n\nTask: shop-1',
      author: AUTHOR,
      date: DATE,
    };
    return { base, input, branch: `agent/${branch}`, ...(await at.commit(input)) };
  }

  it('makes the same commit of the same input on every machine', async () => {
    const one = await change('same', 'export const total = () => 1;\n');
    const other = await change('same', 'export const total = () => 1;\n', bench.machine('other'));
    expect(other.sha).toBe(one.sha);
    expect(await machine.commit(one.input)).toEqual({ sha: one.sha });
  });

  it('pushes a new branch, then the next commit onto it, and finds each push again', async () => {
    const { sha, branch, input } = await change('two', 'export const total = () => 2;\n');
    const first = { key: 'k1', repository, branch, sha, expect: null };
    const { probe } = machine.port.writes.push;
    expect(await probe(first, context())).toBeUndefined();
    expect(await machine.push(first)).toEqual({ sha });
    expect(await probe(first, context())).toEqual({ sha });
    expect(await machine.remoteHead({ repository, branch })).toBe(sha);
    expect(await machine.remoteHead({ repository, branch: 'agent/none' })).toBeNull();

    const next = await machine.commit({ ...input, parent: sha, message: 'docs: more' });
    await machine.push({ key: 'k2', repository, branch, sha: next.sha, expect: sha });
    expect(await bench.host.git('rev-parse', branch)).toBe(next.sha);
    // Pushed once more after its answer was lost: still one effect.
    await machine.push({ key: 'k2', repository, branch, sha: next.sha, expect: sha });
    expect(await probe(first, context())).toEqual({ sha });
    expect(await bench.host.git('rev-list', '--count', `main..${branch}`)).toBe('2');
  });

  it('leaves a foreign push as it is and asks a person, naming the foreign commit', async () => {
    const { sha, branch, input } = await change('race', 'export const total = () => 3;\n');
    await machine.push({ key: 'k1', repository, branch, sha, expect: null });
    const foreign = await bench.host.commit(branch, { 'human.txt': 'mine\n' });
    const next = await machine.commit({ ...input, parent: sha, message: 'fix: next' });
    const push = machine.push({ key: 'k2', repository, branch, sha: next.sha, expect: sha });
    await expect(push).rejects.toThrow(NeedsHuman);
    await expect(push).rejects.toThrow(foreign);
    const taken = machine.push({ key: 'k3', repository, branch, sha: next.sha, expect: null });
    await expect(taken).rejects.toThrow(foreign);
    expect(await bench.host.git('rev-parse', branch)).toBe(foreign);
  });

  it('never rewrites a branch, even when its head is the expected one', async () => {
    const { sha, branch, base } = await change('rewrite', 'export const total = () => 4;\n');
    await machine.push({ key: 'k1', repository, branch, sha, expect: null });
    const push = machine.push({ key: 'k2', repository, branch, sha: base.commit, expect: sha });
    await expect(push).rejects.toThrow(/would rewrite/);
    expect(await bench.host.git('rev-parse', branch)).toBe(sha);
  });

  it('refuses a protected branch before anything is sent', async () => {
    const { sha, base } = await change('protected', 'export const total = () => 5;\n');
    const before = bench.host.requests.length;
    for (const branch of ['main', 'release/2']) {
      const push = machine.push({ key: 'k', repository, branch, sha, expect: base.commit });
      await expect(push).rejects.toThrow(/protected branch/);
    }
    await expect(
      machine.push({ key: 'k', repository, branch: '--mirror', sha, expect: null }),
    ).rejects.toThrow(Terminal);
    expect(bench.host.requests.length).toBe(before);
  });

  it('tells a host in trouble from a host that refuses us', async () => {
    const { sha, branch } = await change('trouble', 'export const total = () => 6;\n');
    const push = { key: 'k', repository, branch, sha, expect: null };
    try {
      bench.host.failure = { status: 503 };
      await expect(machine.push(push)).rejects.toThrow(Retryable);
      await expect(main()).rejects.toThrow(Retryable);
      bench.host.failure = { status: 403 };
      await expect(machine.push(push)).rejects.toThrow(NeedsHuman);
      bench.host.failure = { status: 404 };
      await expect(main()).rejects.toThrow(NeedsHuman);
    } finally {
      bench.host.failure = undefined;
    }
    const gone = bench.machine('gone', { remote: () => ({ url: 'http://127.0.0.1:9/x.git' }) });
    await expect(main(gone)).rejects.toThrow(Retryable);
  });
});

describe('resuming', () => {
  it('survives edits that undo one another on different machines', async () => {
    const { tree: zero } = await main();
    async function write(at: Machine, tree: string, content: string | null) {
      const files = [{ path: 'toggle.txt', content }];
      return (await at.writeFiles({ repository, tree, files })).tree;
    }
    const one = await write(machine, zero, 'on\n');
    const two = await write(machine, one, 'off\n');
    const other = bench.machine('undoing');
    expect(await write(other, two, 'on\n')).toBe(one);
    expect(await write(other, one, null)).toBe(zero);
    const third = bench.machine('reading');
    expect(await third.readFile({ repository, tree: two, path: 'toggle.txt' })).toBe('off\n');
  });

  it('goes on from any tree and commit on an empty machine, from checkpoints alone', async () => {
    const base = await main();
    let tree = base.tree;
    for (let edit = 1; edit <= 20; edit += 1) {
      const files = [{ path: `notes/${edit}.md`, content: `note ${edit}\n` }];
      tree = (await machine.writeFiles({ repository, tree, files })).tree;
    }
    const ran = await machine.run({ repository, tree, command: 'echo made > by-command.txt' });
    const first = await machine.commit({
      repository,
      tree,
      parent: base.commit,
      message: 'docs: notes',
      author: AUTHOR,
      date: DATE,
    });

    const second = bench.machine('successor');
    expect(await second.readFile({ repository, tree: ran.tree, path: 'notes/7.md' })).toBe(
      'note 7\n',
    );
    const result = await second.run({ repository, tree: ran.tree, command: 'cat by-command.txt' });
    expect(result).toMatchObject({ excerpt: 'made', tree: ran.tree });
    const next = await second.commit({
      repository,
      tree: ran.tree,
      parent: first.sha,
      message: 'docs: made',
      author: AUTHOR,
      date: DATE,
    });

    const third = bench.machine('third');
    await third.push({
      key: 'k',
      repository,
      branch: 'agent/resumed',
      sha: next.sha,
      expect: null,
    });
    expect(await bench.host.git('show', 'agent/resumed:by-command.txt')).toBe('made');
    expect(await bench.host.git('fsck', '--full')).not.toContain('missing');
    const diff = await bench.machine('fourth').diff({ repository, from: base.tree, to: next.sha });
    expect(diff.files).toHaveLength(21);
  });

  it('says so when nobody has a tree', async () => {
    const tree = 'a'.repeat(40);
    await expect(machine.listFiles({ repository, tree })).rejects.toThrow(
      /neither on its host nor among the checkpoints/,
    );
    await expect(machine.listFiles({ repository, tree: '--all' })).rejects.toThrow(Terminal);
  });
});
