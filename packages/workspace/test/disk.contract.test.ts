import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bench, openBench, REPOSITORY } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
  await bench.host.commit('main', { 'README.md': 'A shop.\n' });
});
afterAll(() => bench[Symbol.asyncDispose]());

test('a mirror that had to go comes again with the next call, and work goes on with what was made before', async () => {
  const machine = bench.machine('evicted');
  const { commit, tree } = await machine.open({ repository: REPOSITORY, ref: 'main' });
  const files = [{ path: 'NOTES.md', content: 'kept\n' }];
  const written = await machine.writeFiles({ repository: REPOSITORY, tree, files });

  await rm(join(machine.root, 'mirrors'), { recursive: true });
  const input = { repository: REPOSITORY, tree: written.tree, path: 'NOTES.md' };
  expect(await machine.readFile(input)).toBe('kept\n');
  expect(
    await machine.diff({ repository: REPOSITORY, from: commit, to: written.tree }),
  ).toMatchObject({ files: [{ path: 'NOTES.md' }] });
});

test('a command leaves neither its temporary files nor its fresh checkout behind', async () => {
  const machine = bench.machine('tidy');
  const { tree } = await machine.open({ repository: REPOSITORY, ref: 'main' });
  const command = 'echo left > "$TMPDIR/left" && echo left > "$HOME/left"';
  await machine.run({ repository: REPOSITORY, tree, command, fresh: true });
  const [worker = ''] = await readdir(join(machine.root, 'trees'));
  expect(await readdir(join(machine.root, 'trees', worker))).toEqual([]);
});
