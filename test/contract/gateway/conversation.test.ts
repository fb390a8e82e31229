import type { StoredEvent, TaskEvent } from '@patchwright/events';
import type { GitHubStandIn, JiraStandIn, SlackStandIn } from '@patchwright/stand-ins';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  branch,
  evidence,
  type House,
  openDraft,
  planOf,
  proposedFacts,
  secrets,
  startHouse,
  until,
} from './house.ts';

const id = 'shop-42';
const head = '4'.repeat(40);
let house: House;
let github: GitHubStandIn;
let jira: JiraStandIn;
let slack: SlackStandIn;
beforeEach(async () => {
  house = await startHouse({ outside: true });
  if (house.outside === undefined) throw new Error('nobody is outside');
  ({ github, jira, slack } = house.outside);
});
afterEach(async () => {
  await house[Symbol.asyncDispose]();
});

function repository() {
  const [found] = github.state().repositories;
  if (found === undefined) throw new Error('there is no repository');
  return found;
}

async function fact(type: TaskEvent['type'], of = id): Promise<StoredEvent<TaskEvent>> {
  return until(`${type} is stated about ${of}`, async () =>
    (await house.factsOf(of)).find((event) => event.type === type),
  );
}

function ticket() {
  jira.createTicket({
    key: 'SHOP-42',
    summary: 'A coupon larger than the cart makes the total negative',
    description: 'The checkout showed -8.00 EUR.',
    labels: ['AI'],
    priority: 'High',
    reporter: 'ines',
  });
}

/** Requested by its ticket, and proposed. */
async function propose(): Promise<{ readonly sha: string; readonly number: number }> {
  ticket();
  await fact('task_requested');
  const { sha, number } = await openDraft(github);
  await house.state(id, ...proposedFacts(sha, { number }));
  await until('Slack shows the plan', () => approvalMessage() !== undefined);
  return { sha, number };
}

function approvalMessage() {
  return slack
    .state()
    .messages.find(
      (message) => JSON.stringify(message.blocks).includes('SHOP-42') && !message.threadTs,
    );
}

function thread(): readonly string[] {
  return slack
    .state()
    .messages.filter((message) => message.threadTs !== undefined)
    .map((message) => message.text);
}

function whispers(): readonly string[] {
  return slack
    .state()
    .messages.filter((message) => message.ephemeralFor !== undefined)
    .map((message) => message.text);
}

function sticky() {
  return repository().comments.filter((comment) => comment.body.includes('patchwright:sticky'));
}

function comments(): readonly string[] {
  const issue = jira.state().issues.find((one) => one.key === 'SHOP-42');
  return (issue?.comments ?? []).map((comment) => comment.body.wiki);
}

test('a labelled ticket becomes a task; asked for again, it joins the one that runs, and says so', async () => {
  ticket();
  expect(await fact('task_requested')).toMatchObject({
    actor: 'human:ines',
    data: {
      title: 'A coupon larger than the cart makes the total negative',
      priority: 'high',
      ticket: { system: 'jira', key: 'SHOP-42', url: `${jira.url}/browse/SHOP-42` },
      requester: 'human:ines',
    },
  });
  jira.update({ ticket: 'SHOP-42', user: 'ines', labels: ['AI', 'AI-Fix'] });
  await fact('trigger_joined');
  await until('the ticket says so', () =>
    comments().some((text) => text.includes('is being worked on already')),
  );
});

describe('a plan', () => {
  test('is shown where people are: Slack, the ticket and one comment on the pull request', async () => {
    await propose();
    const message = approvalMessage();
    const shown = JSON.stringify(message?.blocks);
    expect(message?.text).toContain('Plan ready: SHOP-42');
    for (const part of [
      'acme/shop',
      branch,
      'low',
      '15 minutes',
      '90 %',
      'Limit the coupon',
      'Approve',
      'Reject',
      'Request changes',
      'View PR',
    ]) {
      expect(shown).toContain(part);
    }
    expect(shown).toContain('Count in whole cents &amp; never below zero');
    await until('the ticket has a comment', () =>
      comments().some((text) => text.includes('A plan waits for approval')),
    );
    await until('the ticket has a link', () => {
      const issue = jira.state().issues.find((one) => one.key === 'SHOP-42');
      return JSON.stringify(issue).includes('acme/shop#1');
    });
    await until('the pull request has its comment', () => sticky().length === 1);
    const body = repository().pullRequests[0]?.body ?? '';
    expect(body).toContain('### Why');
    expect(body).toContain('&lt;script&gt;');
    expect(body).not.toContain('@maria');
  });

  test('is approved by a click; the buttons give way to who approved it', async () => {
    await propose();
    const click = await slack.click({ user: 'U0MARIA', actionId: 'approve', about: 'SHOP-42' });
    expect(click).toMatchObject({ status: 200, body: '' });
    expect(await fact('plan_approved')).toMatchObject({
      actor: 'human:maria',
      data: { approvers: [{ by: 'human:maria', via: 'slack' }], policy: 'shop' },
    });
    await until('the message says so', () =>
      approvalMessage()?.text.startsWith('Approved: SHOP-42'),
    );
    const shown = JSON.stringify(approvalMessage()?.blocks);
    expect(shown).toContain('Approved by maria');
    expect(shown).not.toContain('"action_id":"approve"');
  });

  test('is approved once, however many approve at once', async () => {
    const { number } = await propose();
    await Promise.all([
      slack.click({ user: 'U0MARIA', actionId: 'approve', about: 'SHOP-42' }),
      slack.click({ user: 'U0JONAS', actionId: 'approve', about: 'SHOP-42' }),
      github.comment({ repo: 'acme/shop', user: 'jonas', number, body: '@agent approve' }),
      house.api(`/v1/tasks/${id}/approve`, { method: 'POST', body: '{}' }),
    ]);
    await fact('plan_approved');
    await until('every word was answered', async () => {
      const answered = whispers().length + repository().comments.length;
      return answered >= 2;
    });
    const facts = await house.factsOf(id);
    expect(facts.filter(({ type }) => type === 'plan_approved')).toHaveLength(1);
    expect(facts.filter(({ type }) => type === 'approval_given')).toHaveLength(1);
  });

  test('is not approved by somebody who may not, and they are told', async () => {
    await propose();
    await slack.click({ user: 'U0TOM', actionId: 'approve', about: 'SHOP-42' });
    await until('they are told', () =>
      whispers().some((text) => text.includes('only an approver may approve')),
    );
    expect((await house.factsOf(id)).some(({ type }) => type === 'approval_given')).toBe(false);
  });

  test('is approved by a comment, which gets a reaction', async () => {
    const { number } = await propose();
    await github.comment({
      repo: 'acme/shop',
      user: 'maria',
      number,
      body: 'Good.\n\n@agent approve',
    });
    expect(await fact('plan_approved')).toMatchObject({ data: { approvers: [{ via: 'github' }] } });
    await until('it gets a reaction', () =>
      repository().reactions.some((one) => one.content === 'eyes'),
    );
  });

  test('is approved by a review of its commit', async () => {
    const { number } = await propose();
    await github.review({ repo: 'acme/shop', user: 'jonas', number, state: 'approve' });
    expect(await fact('plan_approved')).toMatchObject({ actor: 'human:jonas' });
  });

  test('is approved on the ticket', async () => {
    await propose();
    jira.comment({ ticket: 'SHOP-42', user: 'maria', body: '@agent approve' });
    expect(await fact('plan_approved')).toMatchObject({
      data: { approvers: [{ by: 'human:maria', via: 'jira' }] },
    });
  });

  test('is not approved by who asked for it: the ticket says why', async () => {
    await propose();
    jira.comment({ ticket: 'SHOP-42', user: 'ines', body: '@agent approve' });
    await until('the ticket says why', () =>
      comments().some((text) => text.includes('only an approver may approve')),
    );
  });

  test('is sent back by the words of a modal; a click on the old plan is refused then', async () => {
    const { number } = await propose();
    const before = approvalMessage();
    await slack.click({ user: 'U0INES', actionId: 'request_changes', about: 'SHOP-42' });
    await until('the modal is open', () => slack.state().views.some((view) => view.open));
    await slack.submit({ user: 'U0INES', values: { feedback: 'Round once, at the end' } });
    expect(await fact('revision_requested')).toMatchObject({
      actor: 'human:ines',
      data: { feedback: 'Round once, at the end', via: 'slack' },
    });
    await until('the message says so', () =>
      approvalMessage()?.text.startsWith('Sent back: SHOP-42'),
    );
    const second = { version: 2, number, plan: planOf({ summary: 'Round once' }) };
    await house.state(id, ...proposedFacts(head, second));
    await until('the second plan is shown', () =>
      slack
        .state()
        .messages.some(
          (message) => message.text.startsWith('Plan ready') && message.ts !== before?.ts,
        ),
    );
    await until(
      'both comments are one',
      () => sticky().length === 1 && sticky()[0]?.body.includes('version 2'),
    );
  });

  test('that was decided otherwise refuses a late click, saying who decided', async () => {
    await propose();
    const refused = slack.click({ user: 'U0MARIA', actionId: 'reject', about: 'SHOP-42' });
    await refused;
    await fact('plan_rejected');
    const late = await house.api(`/v1/tasks/${id}/approve`, { method: 'POST', body: '{}' });
    expect(late.status).toBe(409);
    expect(await late.json()).toMatchObject({
      code: 'already_decided',
      detail: expect.stringContaining('human:maria'),
    });
  });
});

test('a person’s push makes the approval void, and Slack asks again', async () => {
  await propose();
  await slack.click({ user: 'U0MARIA', actionId: 'approve', about: 'SHOP-42' });
  await fact('plan_approved');
  const { sha } = await github.push({
    repo: 'acme/shop',
    user: 'eve',
    branch,
    message: 'chore: something else',
    files: { 'src/evil.ts': 'export {};\n' },
  });
  expect(await fact('foreign_push_recorded')).toMatchObject({
    data: { sha, by: 'human:github:eve' },
  });
  expect(await fact('approval_voided')).toMatchObject({ source: '/patchwright/gateway' });
  await until('the thread says so', () =>
    thread().some((text) => text.includes('The approval is void')),
  );
});

test('the whole way is told, each thing once, and ends with the proof on the pull request', async () => {
  const { sha, number } = await propose();
  await slack.click({ user: 'U0MARIA', actionId: 'approve', about: 'SHOP-42' });
  const { data } = await fact('plan_approved');
  const { digest } = data as { digest: string };
  const red = { step: 1, test: 'a total never falls below zero', attempt: 1 } as const;
  const newHead = '7'.repeat(40);
  await house.state(id, { type: 'execution_started', data: { digest, base: sha } });
  await house.state(id, {
    type: 'test_proved_red',
    data: {
      ...red,
      file: 'test/cart.test.ts',
      evidence: evidence(1, 'not ok 4\n```\nexpected 0, got -8'),
    },
  });
  await house.state(
    id,
    {
      type: 'test_proved_green',
      data: { ...red, evidence: evidence(0, 'ok 4'), suite: evidence(0, 'ok') },
    },
    { type: 'step_completed', data: { step: 2, summary: 'limit the coupon' } },
  );
  await house.state(id, {
    type: 'execution_completed',
    data: {
      head: newHead,
      result: {
        testsWritten: 1,
        testsTotal: 4,
        testsPassed: 4,
        filesModified: ['src/cart.ts', 'test/cart.test.ts'],
        linesAdded: 12,
        linesRemoved: 2,
        commits: [newHead],
        prUrl: 'https://github.example/acme/shop/pull/1',
        durationMs: 1000,
        tokens: 100,
        costUsd: 0.12,
      },
    },
  });
  await house.state(
    id,
    { type: 'ci_passed', data: { sha: newHead, rounds: 1, checks: ['test'] } },
    {
      type: 'task_completed',
      data: {
        pullRequest: {
          repository: 'acme/shop',
          number,
          url: 'https://github.example/acme/shop/pull/1',
        },
        summary: 'Totals never fall below zero',
      },
    },
  );
  await until('Slack tells the end', () =>
    thread().some((text) => text.includes('SHOP-42 is done')),
  );
  await until('no more is to be told', async () =>
    (await house.bus.work.outstanding('main', id)).every((item) => item.kind !== 'notify'),
  );

  const told = thread();
  expect(new Set(told).size).toBe(told.length);
  for (const part of [
    'Execution began',
    'RED',
    'GREEN',
    'The change is pushed',
    'All checks are green',
  ]) {
    expect(told.filter((text) => text.includes(part))).toHaveLength(1);
  }
  const broadcast = slack.state().messages.filter((message) => message.broadcast);
  expect(broadcast.map(({ text }) => text)).toEqual([expect.stringContaining('SHOP-42 is done')]);
  expect(
    slack.state().messages.filter((message) => !message.threadTs && !message.ephemeralFor),
  ).toHaveLength(1);

  expect(sticky()).toHaveLength(1);
  expect(sticky()[0]?.body).toContain('is completed');
  expect(sticky()[0]?.body).toContain('- [x] 2. Limit the coupon');
  const body = repository().pullRequests[0]?.body ?? '';
  expect(body).toContain('RED on the base: a total never falls below zero');
  expect(body).toContain('````text\nnot ok 4\n```\nexpected 0, got -8\n````');
  expect(body).toContain('GREEN on the head');
  expect(body).toContain('Approved by maria on slack');

  const issue = jira.state().issues.find((one) => one.key === 'SHOP-42');
  expect(issue?.status.name).toBe('In Progress');
  expect(comments().filter((text) => text.includes('ready for review'))).toHaveLength(1);
});

describe('checks', () => {
  test('of the task’s branch are stated while it follows them', async () => {
    const { sha } = await propose();
    await slack.click({ user: 'U0MARIA', actionId: 'approve', about: 'SHOP-42' });
    const { data } = await fact('plan_approved');
    await house.state(id, {
      type: 'execution_started',
      data: { digest: (data as { digest: string }).digest, base: sha },
    });
    const response = await fetch(`${github.url}/repos/acme/shop/statuses/${sha}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${secrets.githubToken}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ state: 'failure', context: 'coverage' }),
    });
    expect(response.status).toBe(201);
    expect(await fact('ci_reported')).toMatchObject({
      data: { sha, name: 'coverage', conclusion: 'failure' },
    });
  });
});

describe('words', () => {
  test('on Slack start a task, tell where it stands, and are corrected', async () => {
    const say = (user: string, text: string) =>
      slack.command({ user, channel: 'patchwright', command: '/agent', text });
    await say('U0INES', 'run round totals once --repo acme/shop');
    const started = await until('a task is started', () =>
      whispers().find((text) => text.includes('is started')),
    );
    const [name = ''] = /round-totals-once-\w+/.exec(started) ?? [];
    expect(await fact('task_requested', name)).toMatchObject({
      actor: 'human:ines',
      data: { repository: 'acme/shop', title: 'round totals once', trigger: { kind: 'slack' } },
    });
    await say('U0INES', `status ${name}`);
    await until('it is told where it stands', () =>
      whispers().some((text) => text.includes('waiting to be looked at')),
    );
    await say('U0INES', 'statuss x');
    await until('it is corrected', () =>
      whispers().some((text) => text.includes('Did you mean /agent status?')),
    );
    await say('U0TOM', 'run something');
    await until('a stranger is refused', () =>
      whispers().some((text) => text.includes('may not start tasks')),
    );
    await say('U0INES', `cancel ${name} not needed`);
    expect(await fact('task_cancelled', name)).toMatchObject({
      data: { reason: 'not needed', via: 'slack' },
    });
  });

  test('about a ticket whose task has ended begin the next one', async () => {
    ticket();
    await fact('task_requested');
    await house.api(`/v1/tasks/${id}/cancel`, { method: 'POST', body: '{"reason":"wrong"}' });
    await fact('task_cancelled');
    jira.update({ ticket: 'SHOP-42', user: 'ines', labels: [] });
    jira.update({ ticket: 'SHOP-42', user: 'ines', labels: ['AI'] });
    await fact('task_requested', 'shop-42_2');
  });
});
