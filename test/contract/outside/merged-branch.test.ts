import { Retryable } from '@patchwright/faults';
import { afterEach, expect, test, vi } from 'vitest';
import { context, ensure, thrownBy } from './calls.ts';
import { faults, github, port, pullRequest, repository, stored, useGitHub } from './github-site.ts';

useGitHub();

afterEach(() => vi.restoreAllMocks());

const branch = 'agent/shop-42';

/** The pull request of the branch, out of draft; answers its number. */
async function readyPull(): Promise<number> {
  const number = await pullRequest();
  await port.writes.ensureReady.perform({ key: 'ready', repository, number }, context());
  return number;
}

/** What is wanted once a person has merged it. */
async function merged() {
  const number = await readyPull();
  await github.merge({ repo: repository, user: 'maria', number });
  return wanted(number);
}

function wanted(number: number) {
  return { key: 'shop-42/merged-branch/1', repository, number, branch };
}

function push(on = branch) {
  const change = { message: 'fix: one more thing', files: { 'more.txt': 'more\n' } };
  return github.push({ repo: repository, user: 'maria', branch: on, ...change });
}

/** Does something in the moment between the last look and the deletion, which `send` sends. */
function atDeletion(then: (send: () => Promise<Response>) => Promise<Response>): void {
  const { fetch } = globalThis;
  vi.spyOn(globalThis, 'fetch').mockImplementation((url, init) => {
    const send = () => fetch(url, init);
    return String(url).endsWith('/graphql') ? then(send) : send();
  });
}

test('the branch of a merged pull request is deleted, and one that is gone already is fine', async () => {
  const input = await merged();
  const { ensureMergedBranchGone: write } = port.writes;
  expect(await write.probe(input, context())).toBeUndefined();
  expect(await write.perform(input, context())).toEqual({ branch });
  expect(Object.keys(stored().branches)).toEqual(['main']);
  expect(await write.probe(input, context())).toEqual({ branch });
  expect(await write.perform(input, context())).toEqual({ branch });
});

test('a deletion whose answer was lost is found, not repeated', async () => {
  const input = await merged();
  const { ensureMergedBranchGone: write } = port.writes;
  faults.order({ target: 'github', kind: 'lost-response', match: 'POST /graphql' });
  expect(await thrownBy(write.perform(input, context()))).toBeInstanceOf(Retryable);
  expect(await write.probe(input, context())).toEqual({ branch });
});

test('a branch that is not merged stays', async () => {
  const input = wanted(await readyPull());
  const { stays } = await ensure(port.writes.ensureMergedBranchGone, input);
  expect(stays).toMatch(/has not merged it/);
  await github.close({ repo: repository, user: 'maria', number: input.number });
  await ensure(port.writes.ensureMergedBranchGone, input);
  expect(stored().branches[branch]).toBeDefined();
});

test('another branch than the one of the pull request stays', async () => {
  const input = await merged();
  await push('agent/shop-43');
  const other = { ...input, branch: 'agent/shop-43' };
  const { stays } = await ensure(port.writes.ensureMergedBranchGone, other);
  expect(stays).toMatch(/has not merged it/);
  expect(stored().branches['agent/shop-43']).toBeDefined();
});

test('a branch that somebody pushed to after the merge stays', async () => {
  const input = await merged();
  const { sha } = await push();
  const { stays } = await ensure(port.writes.ensureMergedBranchGone, input);
  expect(stays).toMatch(/pushed to it after the merge/);
  expect(stored().branches[branch]).toBe(sha);
});

test('what somebody pushes while it is being deleted is not lost', async () => {
  const input = await merged();
  let sha: string | undefined;
  atDeletion(async (send) => {
    ({ sha } = await push());
    return send();
  });
  const { stays } = await port.writes.ensureMergedBranchGone.perform(input, context());
  expect(stays).toMatch(/pushed to it after the merge/);
  expect(sha).toBeDefined();
  expect(stored().branches[branch]).toBe(sha);
});

test('a branch into which another pull request would be merged stays', async () => {
  const number = await readyPull();
  await push('agent/shop-43');
  const stacked = { key: 'stacked', repository, base: branch, title: 'More', body: 'More.' };
  await ensure(port.writes.ensureDraftPullRequest, { ...stacked, branch: 'agent/shop-43' });
  await github.merge({ repo: repository, user: 'maria', number });
  const { stays } = await ensure(port.writes.ensureMergedBranchGone, wanted(number));
  expect(stays).toMatch(/an open pull request needs it/);
  expect(stored().branches[branch]).toBeDefined();
});

test('a branch that a rule of the repository keeps stays, with what GitHub says', async () => {
  const input = await merged();
  const errors = [{ type: 'UNPROCESSABLE', message: 'Cannot delete this branch' }];
  atDeletion(async () => Response.json({ data: { updateRefs: null }, errors }));
  const { stays } = await ensure(port.writes.ensureMergedBranchGone, input);
  expect(stays).toBe('GitHub refused: Cannot delete this branch');
  expect(stored().branches[branch]).toBeDefined();
});
