import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDraft, proposedFacts, until } from './house.ts';
import { id, startTown, type Town } from './town.ts';

let town: Town;
let order: NonNullable<Town['house']['outside']>['faults']['order'];
beforeEach(async () => {
  town = await startTown();
  const { outside } = town.house;
  if (outside === undefined) throw new Error('nobody is outside');
  order = (fault) => outside.faults.order(fault);
});
afterEach(async () => {
  await town[Symbol.asyncDispose]();
});

/** Lets a plan be proposed without waiting for anybody to see it. */
async function propose(): Promise<void> {
  town.ticket();
  await town.fact('task_requested');
  const { sha, number } = await openDraft(town.github);
  await town.house.state(id, ...proposedFacts(sha, { number }));
}

async function allIsTold(): Promise<void> {
  await until('all is told', async () => {
    const items = await town.house.bus.work.outstanding('main', id);
    return items.every(({ kind }) => kind !== 'notify');
  });
}

describe('each thing is told once', () => {
  test.each([
    ['Slack’s', { target: 'slack', match: 'POST /chat.postMessage' }],
    ['GitHub’s', { target: 'github', match: 'POST /comments' }],
    ['Jira’s', { target: 'jira', match: 'POST /comment' }],
  ] as const)('though %s answer was lost', async (_, where) => {
    order({ ...where, kind: 'lost-response' });
    await propose();
    await until('Slack shows the plan', () => town.approvalMessage() !== undefined);
    await until('the ticket has its comment', () => town.comments().length > 0);
    await until('the pull request has its comment', () => town.sticky().length > 0);
    await allIsTold();
    expect(town.slack.state().messages).toHaveLength(1);
    expect(town.sticky()).toHaveLength(1);
    expect(town.comments()).toHaveLength(1);
  });
});

test('while Slack is away the others are told; later Slack is told as well, once', async () => {
  order({ target: 'slack', kind: '503', times: 2 });
  await propose();
  await until('the ticket has its comment', () => town.comments().length === 1);
  await until('the pull request has its comment', () => town.sticky().length === 1);
  await until('Slack shows the plan', () => town.approvalMessage() !== undefined);
  await allIsTold();
  expect(town.slack.state().messages).toHaveLength(1);
  expect(town.comments()).toHaveLength(1);
});

test('an approval counts though its answer to the person cannot be given', async () => {
  await town.propose();
  order({ target: 'github', kind: '503', times: 20, match: 'POST /reactions' });
  const number = town.repository().pullRequests[0]?.number ?? 0;
  await town.github.comment({ repo: 'acme/shop', user: 'maria', number, body: '@agent approve' });
  expect(await town.fact('plan_approved')).toMatchObject({ actor: 'human:maria' });
  await allIsTold();
  expect(await town.house.bus.deadLetters.list()).toEqual([]);
});
