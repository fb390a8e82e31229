import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, openBench } from '@patchwright/workspace/bench';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSandboxes } from './open-sandboxes.ts';

const opened = await openSandboxes();
const repository = 'acme/shop';
let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
  await bench.host.commit('main', { 'README.md': 'shop\n', link: { link: '/etc/passwd' } });
});
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
  await opened[Symbol.asyncDispose]();
});

it.each(opened.sandboxes)(
  'hooks that a command plants in $kind run neither there nor when its work is committed and pushed',
  async ({ kind }) => {
    const marker = join(bench.folder, 'hook-ran');
    const machine = bench.machine(kind, { sandbox: kind, tools: opened.tools });
    const { tree, commit } = await machine.open({ repository, ref: 'main' });
    const planted = await machine.run({
      repository,
      tree,
      command: `mkdir -p .git/hooks .husky && for hook in pre-commit post-checkout pre-push post-index-change; do printf '#!/bin/sh\\necho ran > ${marker}; touch hook-ran\\n' > .git/hooks/$hook; cp .git/hooks/$hook .husky/$hook; chmod +x .git/hooks/$hook .husky/$hook; done; printf '[core]\\nhooksPath = .husky\\nfsmonitor = touch ${marker}\\n' > .git/config; echo changed > README.md`,
    });
    expect(planted).toMatchObject({ exitCode: 0 });
    const again = await machine.run({ repository, tree: planted.tree, command: 'ls -A' });
    expect(again.excerpt).not.toContain('hook-ran');
    const author = { name: 'Patchwright', email: 'patchwright@example.com' };
    const made = { parent: commit, message: 'fix: it', author, date: '2026-11-20T10:00:00Z' };
    const { sha } = await machine.commit({ repository, tree: planted.tree, ...made });
    await machine.push({ key: kind, repository, branch: `agent/${kind}`, sha, expect: null });
    expect(existsSync(marker)).toBe(false);
    const files = await machine.listFiles({ repository, tree: planted.tree });
    expect(files.map(({ path }) => path).filter((path) => path.startsWith('.git/'))).toEqual([]);
  },
);
