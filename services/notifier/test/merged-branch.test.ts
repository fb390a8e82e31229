import type { TaskDraft } from '@patchwright/events';
import { facts as story } from '@patchwright/task/story';
import { expect, test } from 'vitest';
import { decide } from '../src/decide.ts';
import type { Effect } from '../src/effects.ts';
import { sayingWhatStays } from '../src/saying-what-stays.ts';
import { facts, house, proposed, taskOf, untilExecuted, written } from './story.ts';

const completed: readonly TaskDraft[] = [...untilExecuted, facts.ciPassed, facts.completed];
const merged = story.pull_request_merged;
const deletion = {
  to: 'merged-branch',
  key: `shop-42/merged-branch/${merged.data.sha}`,
  repository: proposed().data.pullRequest.repository,
  number: proposed().data.pullRequest.number,
  branch: proposed().data.branch,
};

/** What is deleted because of each of the facts, as the task stands after all of them. */
function deletions(drafts: readonly TaskDraft[], of = house): readonly (readonly Effect[])[] {
  const history = written(drafts);
  return history.map((cause) =>
    decide(cause, history, taskOf(drafts), of).filter(({ to }) => to === 'merged-branch'),
  );
}

test('the branch of a completed task goes with the merge of its pull request, and with nothing else', () => {
  const each = deletions([...completed, merged]);
  expect(each.at(-1)).toEqual([deletion]);
  expect(each.flat()).toHaveLength(1);
});

test('a merge that comes early takes the branch only when the task ends', () => {
  const early: readonly TaskDraft[] = [...untilExecuted, merged, facts.ciPassed];
  expect(deletions(early).flat()).toEqual([]);
  const each = deletions([...early, facts.completed]);
  expect(each.at(-1)).toEqual([deletion]);
  expect(each.flat()).toHaveLength(1);
});

test('without a merge the branch stays', () => {
  expect(deletions(completed).flat()).toEqual([]);
});

test('a branch that is not of our making stays', () => {
  const { data } = proposed();
  const others = { ...proposed(), data: { ...data, branch: 'release/2026' } };
  const drafts = [...completed, merged].map((draft) =>
    draft.type === 'plan_proposed' ? others : draft,
  );
  expect(deletions(drafts).flat()).toEqual([]);
});

test('without GitHub nothing is deleted there', () => {
  expect(deletions([...completed, merged], { ...house, github: false }).flat()).toEqual([]);
});

test('a branch that stays is logged with the reason, and one that went is not', async () => {
  const lines: object[] = [];
  const log = { info: (detail: object) => void lines.push(detail) };
  const { to: _, ...input } = deletion;
  const context = { signal: new AbortController().signal, progress() {} };
  const answering = (receipt: { readonly branch: string; readonly stays?: string }) =>
    sayingWhatStays({ probe: async () => undefined, perform: async () => receipt }, log);
  const { branch } = deletion;
  const left = { branch, stays: 'somebody pushed to it after the merge' };
  expect(await answering({ branch }).perform(input, context)).toEqual({ branch });
  expect(await answering(left).probe(input, context)).toBeUndefined();
  expect(lines).toEqual([]);
  expect(await answering(left).perform(input, context)).toEqual(left);
  expect(lines).toEqual([
    { key: input.key, repository: input.repository, branch, because: left.stays },
  ]);
});
