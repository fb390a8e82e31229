import { execFile } from 'node:child_process';
import { access, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { NeedsHuman, Terminal } from '@patchwright/faults';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, openBench, REPOSITORY } from './bench.ts';

const repository = REPOSITORY;
const AUTHOR = { name: 'Patchwright', email: 'patchwright@example.com' };
const DATE = '2026-11-20T10:00:00Z';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench[Symbol.asyncDispose]());

/** Puts entries of any mode on top of a branch, as `git ls-tree` would print them, and answers the new commit. */
async function plant(branch: string, entries: readonly string[]): Promise<string> {
  const { git } = bench.host;
  const head = await git('rev-parse', `refs/heads/${branch}`);
  await git('read-tree', head);
  for (const entry of entries) await git('update-index', '--add', '--cacheinfo', entry);
  const tree = await git('write-tree');
  const commit = await git(
    ...['-c', 'user.name=Ines', '-c', 'user.email=i@x', 'commit-tree', tree],
    ...['-p', head, '-m', 'plant'],
  );
  await git('update-ref', `refs/heads/${branch}`, commit);
  return commit;
}

describe('file names', () => {
  const names = ['sp ace.txt', 'zażółć-日本.txt', '"quoted".txt', '-dash.txt', 'two\nlines.txt'];

  it('of any characters are listed, read, run on, changed and pushed as they are', async () => {
    await bench.host.commit(
      'main',
      Object.fromEntries(names.map((name) => [name, `in ${name}\n`])),
    );
    const machine = bench.machine('one');
    const { tree, commit } = await machine.open({ repository, ref: 'main' });
    const listed = (await machine.listFiles({ repository, tree })).map(({ path }) => path);
    expect([...listed].sort()).toEqual([...names].sort());
    for (const path of names) {
      expect(await machine.readFile({ repository, tree, path })).toBe(`in ${path}\n`);
    }
    const ran = await machine.run({
      repository,
      tree,
      command: `for file in ./*; do printf more >> "$file"; done`,
    });
    const { files } = await machine.diff({ repository, from: tree, to: ran.tree });
    expect(files.map(({ path }) => path).sort()).toEqual([...names].sort());
    const { sha } = await machine.commit({
      repository,
      tree: ran.tree,
      parent: commit,
      message: 'feat: more',
      author: AUTHOR,
      date: DATE,
    });
    await machine.push({ key: 'k', repository, branch: 'agent/names', sha, expect: null });
    expect(await bench.host.git('rev-parse', 'agent/names')).toBe(sha);
    expect((await machine.search({ repository, tree, text: 'in sp ace' }))[0]?.path).toBe(names[0]);
  });

  it('that differ in case only stay two files', async () => {
    await bench.host.commit('main', { 'Cart.js': 'upper\n', 'cart.js': 'lower\n' });
    const machine = bench.machine('one');
    const { tree } = await machine.open({ repository, ref: 'main' });
    const { tree: written } = await machine.writeFiles({
      repository,
      tree,
      files: [{ path: 'cart.js', content: 'changed\n' }],
    });
    expect(await machine.readFile({ repository, tree: written, path: 'Cart.js' })).toBe('upper\n');
    const ran = await machine.run({ repository, tree: written, command: 'cat Cart.js cart.js' });
    expect(ran).toMatchObject({ tree: written, excerpt: 'upper\nchanged' });
  });
});

describe('contents', () => {
  it('come out of a run byte for byte as they went in, whatever attributes and filters the repository asks for', async () => {
    const marker = join(bench.folder, 'filter-ran');
    await bench.host.commit('main', { 'mixed.txt': 'one\r\ntwo\n$Id$\n', 'text.utf16': 'plain\n' });
    // Later than what it is about: git itself would have refused to take those in.
    const attributes = join(bench.folder, 'attributes');
    await writeFile(
      attributes,
      '* text=auto eol=crlf ident filter=evil\n*.utf16 working-tree-encoding=UTF-16\n',
    );
    const blob = await bench.host.git('hash-object', '-w', attributes);
    await plant('main', [`100644,${blob},.gitattributes`]);
    const machine = bench.machine('one');
    const { tree } = await machine.open({ repository, ref: 'main' });
    await writeFile(
      join(machine.root, 'mirrors', 'acme+shop.git', 'config'),
      `[core]\n\tbare = true\n[filter "evil"]\n\tclean = touch ${marker}; cat\n\tsmudge = touch ${marker}; cat\n`,
    );
    const command = 'od -c mixed.txt | head -1 && touch mixed.txt text.utf16';
    const ran = await machine.run({ repository, tree, command });
    expect(ran.tree).toBe(tree);
    expect(ran.excerpt).toMatch(/o {3}n {3}e {2}\\r {2}\\n {3}t {3}w {3}o {2}\\n/);
    await expect(access(marker)).rejects.toThrow('ENOENT');
  });

  const pointer =
    'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n';

  it('that Git LFS keeps are shown as their pointers, and only a pointer may take their place', async () => {
    await bench.host.commit('main', {
      '.gitattributes': '*.png filter=lfs diff=lfs merge=lfs -text\n',
      'logo.png': pointer,
      'README.md': 'shop\n',
    });
    const machine = bench.machine('one');
    const { tree, commit } = await machine.open({ repository, ref: 'main' });
    expect(await machine.readFile({ repository, tree, path: 'logo.png' })).toBe(pointer);
    const ran = await machine.run({ repository, tree, command: 'cat logo.png' });
    expect(ran).toMatchObject({ tree, excerpt: pointer.trimEnd() });

    const order = { repository, parent: commit, message: 'feat: x', author: AUTHOR, date: DATE };
    const moved = await machine.run({
      repository,
      tree,
      command: 'mkdir art && mv logo.png art/logo.png && echo more >> README.md',
    });
    await machine.commit({ ...order, tree: moved.tree });
    const drawn = await machine.run({ repository, tree, command: 'echo drawn > new.png' });
    const committing = machine.commit({ ...order, tree: drawn.tree });
    await expect(committing).rejects.toThrow(NeedsHuman);
    await expect(committing).rejects.toThrow('"new.png" belongs to Git LFS');
  });
});

describe('a submodule', () => {
  it('stays what it is, is not fetched, and its update command never runs', async () => {
    const marker = join(bench.folder, 'submodule-ran');
    const first = await bench.host.commit('main', {
      '.gitmodules': `[submodule "lib"]\n\tpath = lib\n\turl = ${bench.host.url}\n\tupdate = !touch ${marker}\n`,
      'README.md': 'shop\n',
    });
    await plant('main', [`160000,${first},lib`]);
    const machine = bench.machine('one');
    const { tree, commit } = await machine.open({ repository, ref: 'main' });
    const ran = await machine.run({
      repository,
      tree,
      command: 'ls -A lib; echo more >> README.md',
    });
    expect(ran).toMatchObject({ exitCode: 0, excerpt: '' });
    const { files } = await machine.diff({ repository, from: tree, to: ran.tree });
    expect(files.map(({ path }) => path)).toEqual(['README.md']);
    const needing = await machine.run({ repository, tree, command: 'cat lib/index.js' });
    expect(needing.excerpt).toContain('"lib" is a submodule; it is an empty folder here');
    const write = machine.writeFiles({
      repository,
      tree,
      files: [{ path: 'lib/index.js', content: 'x' }],
    });
    await expect(write).rejects.toThrow('"lib", which is a submodule');
    const { sha } = await machine.commit({
      repository,
      tree: ran.tree,
      parent: commit,
      message: 'feat: more',
      author: AUTHOR,
      date: DATE,
    });
    await machine.push({ key: 'k', repository, branch: 'agent/sub', sha, expect: null });
    expect(await bench.host.git('ls-tree', sha, 'lib')).toBe(`160000 commit ${first}\tlib`);
    await expect(access(marker)).rejects.toThrow('ENOENT');
  });
});

describe('a link that leads out of the tree', () => {
  it('is no file to read, nothing is written through it, and it stays a link', async () => {
    await bench.host.commit('main', {
      'README.md': 'shop\n',
      secrets: { link: '../../../../../../etc' },
      passwd: { link: '/etc/passwd' },
    });
    const machine = bench.machine('one');
    const { tree } = await machine.open({ repository, ref: 'main' });
    expect(await machine.readFile({ repository, tree, path: 'passwd' })).toBeNull();
    expect(await machine.readFile({ repository, tree, path: 'secrets/passwd' })).toBeNull();
    const files = await machine.readFiles({ repository, tree, maxFiles: 10, maxBytes: 10_000 });
    expect(files.map(({ path }) => path)).toEqual(['README.md']);
    for (const path of ['passwd', 'secrets/new']) {
      const write = machine.writeFiles({ repository, tree, files: [{ path, content: 'x' }] });
      await expect(write).rejects.toThrow(/is a link|which is a link/);
    }
    expect((await machine.run({ repository, tree, command: 'true' })).tree).toBe(tree);
  });
});

describe('a host', () => {
  it('with an empty repository has no branch to work on, which is said', async () => {
    const opening = bench.machine('one').open({ repository, ref: 'main' });
    await expect(opening).rejects.toThrow(Terminal);
    await expect(opening).rejects.toThrow('acme/shop has no branch, tag or commit "main".');
    expect(await bench.machine('two').remoteHead({ repository, branch: 'main' })).toBeNull();
  });

  it('whose default branch has another name is worked on by that name', async () => {
    const sha = await bench.host.commit('trunk', { 'README.md': 'shop\n' });
    expect(await bench.machine('one').open({ repository, ref: 'trunk' })).toMatchObject({
      commit: sha,
    });
  });

  it('whose branches were renamed meanwhile, even into a folder of the old name, is followed', async () => {
    const machine = bench.machine('one');
    await bench.host.commit('main', { 'README.md': 'shop\n' });
    const sha = await bench.host.commit('release', { 'README.md': 'release\n' });
    await machine.open({ repository, ref: 'release' });
    await bench.host.git('branch', '-m', 'release', 'release-old');
    await bench.host.git('branch', '-m', 'release-old', 'release/1');
    expect(await machine.open({ repository, ref: 'release/1' })).toMatchObject({ commit: sha });
    await expect(machine.open({ repository, ref: 'release' })).rejects.toThrow('has no branch');
    // The commit itself is found by its sha all the same.
    expect(await machine.open({ repository, ref: sha })).toMatchObject({ commit: sha });
  });

  it('that names commits by SHA-256 is refused, saying why', async () => {
    await rm(bench.host.bare, { recursive: true });
    await promisify(execFile)('git', [
      ...['init', '-q', '--bare', '--object-format=sha256', '-b', 'main', bench.host.bare],
    ]);
    await bench.host.commit('main', { 'README.md': 'shop\n' });
    const opening = bench.machine('one').open({ repository, ref: 'main' });
    await expect(opening).rejects.toThrow(NeedsHuman);
    await expect(opening).rejects.toThrow('names its commits by SHA-256');
  });

  it('that has only the newest commits serves what it has', async () => {
    await bench.host.commit('main', { 'README.md': 'one\n' });
    const sha = await bench.host.commit('main', { 'README.md': 'two\n' });
    await writeFile(join(bench.host.bare, 'shallow'), `${sha}\n`);
    const machine = bench.machine('one');
    const { tree, commit } = await machine.open({ repository, ref: 'main' });
    expect(commit).toBe(sha);
    const { tree: written } = await machine.writeFiles({
      repository,
      tree,
      files: [{ path: 'README.md', content: 'three\n' }],
    });
    const next = await machine.commit({
      repository,
      tree: written,
      parent: commit,
      message: 'docs: three',
      author: AUTHOR,
      date: DATE,
    });
    const branch = 'agent/shallow';
    await machine.push({ key: 'k', repository, branch, sha: next.sha, expect: null });
    expect(await bench.host.git('rev-parse', branch)).toBe(next.sha);
  });

  it('whose history was rewritten under us keeps it: our commit is not pushed, and a person is asked', async () => {
    await bench.host.commit('main', { 'README.md': 'shop\n' });
    const ours = await bench.host.commit('agent/x', { 'README.md': 'plan\n' });
    const machine = bench.machine('one');
    const { tree } = await machine.open({ repository, ref: ours });
    const { sha } = await machine.commit({
      repository,
      tree,
      parent: ours,
      message: 'feat: ours',
      author: AUTHOR,
      date: DATE,
    });
    await bench.host.git('update-ref', '-d', 'refs/heads/agent/x');
    const theirs = await bench.host.commit('agent/x', { 'README.md': 'all anew\n' });
    // A fetch in between must not make the expectation a moving one.
    await machine.open({ repository, ref: 'agent/x' });
    const push = machine.push({ key: 'k', repository, branch: 'agent/x', sha, expect: ours });
    await expect(push).rejects.toThrow(NeedsHuman);
    expect(await bench.host.git('rev-parse', 'agent/x')).toBe(theirs);
  });
});
