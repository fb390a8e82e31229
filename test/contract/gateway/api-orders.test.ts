import { inquiryIdFor } from '@patchwright/events';
import { createFaultBox, startSentry } from '@patchwright/stand-ins';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiUser, useApi } from './api-user.ts';
import { type House, startHouse, tenant, until } from './house.ts';

let house: House;
let user: ApiUser;
beforeAll(async () => {
  house = await startHouse({
    environment: { PATCHWRIGHT_API_PERSON: 'uma' },
    people: '  - { name: uma, cli: uma, roles: [admin] }',
  });
  user = await useApi(house);
});
afterAll(async () => {
  await house[Symbol.asyncDispose]();
});

async function count(id: string): Promise<number> {
  return (await house.factsOf(id)).length;
}

describe('a dry run', () => {
  test.each([
    ['revise', { feedback: 'Use cents' }, 'revising', ['revision_requested']],
    ['reject', { reason: 'no' }, 'rejected', ['plan_rejected']],
    ['cancel', {}, 'cancelled', ['task_cancelled']],
    ['pause', {}, 'paused', ['task_paused']],
    ['priority', { priority: 'high' }, 'awaiting_approval', ['priority_changed']],
  ])('of %s tells what would come of it, and does nothing', async (word, body, status, events) => {
    const task = await user.waiting();
    const before = await count(task);
    expect(await user.posted(`/v1/tasks/${task}/${word}?dryRun=true`, body)).toEqual({
      task,
      status,
      events,
      dryRun: true,
    });
    expect(await count(task)).toBe(before);
    expect(await user.posted(`/v1/tasks/${task}/${word}`, body)).toEqual({ task, status, events });
  });

  test('of what would be refused is refused likewise', async () => {
    const task = await user.waiting();
    expect(await user.posted(`/v1/tasks/${task}/resume?dryRun=true`)).toMatchObject({
      status: 409,
      code: 'wrong_state',
    });
    expect(await user.posted(`/v1/tasks/${task}/approve?dryRun=true`)).toMatchObject({
      code: 'self_approval',
    });
  });

  test('of a new task tells its id, and starts none', async () => {
    const key = { 'idempotency-key': 'would-be-1' };
    const would = await user.posted('/v1/tasks?dryRun=true', { title: 'Would be' }, key);
    expect(would).toEqual({
      task: 'would-be-1',
      status: 'requested',
      joined: false,
      dryRun: true,
    });
    expect(await count('would-be-1')).toBe(0);
  });
});

describe('an approval that names the plan by its entity tag', () => {
  test('is refused with 412 when another plan waits, and is otherwise decided', async () => {
    const task = await user.waiting();
    const { headers } = await user.api(`/v1/tasks/${task}/plan`);
    const tag = String(headers.get('etag'));
    expect(tag).toMatch(/^"[0-9a-f]{64}"$/);
    const stale = await user.post(
      `/v1/tasks/${task}/approve`,
      {},
      { 'if-match': `"${'d'.repeat(64)}"` },
    );
    expect(stale.status).toBe(412);
    expect(await stale.json()).toMatchObject({ code: 'stale_digest' });
    // The tag fits, so what stands in the way is something else.
    const own = await user.posted(`/v1/tasks/${task}/approve`, {}, { 'if-match': tag });
    expect(own).toMatchObject({ code: 'self_approval' });
  });
});

describe('a retry', () => {
  test('begins at the step that is named, if the task came so far', async () => {
    const task = await user.waiting();
    await house.state(task, {
      type: 'task_escalated',
      data: { reason: 'nobody knows', diagnosis: 'look' },
    });
    expect(await user.posted(`/v1/tasks/${task}/retry`, { from: 'execution' })).toMatchObject({
      code: 'wrong_state',
      detail: expect.stringContaining('discovery, planning'),
    });
    expect(await user.posted(`/v1/tasks/${task}/retry`, { from: 'discovery' })).toMatchObject({
      status: 'requested',
    });
  });

  test('from a step that is none is refused, naming the steps', async () => {
    const response = await user.post('/v1/tasks/any-1/retry', { from: 'lunch' });
    expect(response.status).toBe(400);
    expect(JSON.stringify(await response.json())).toContain('discovery');
  });
});

describe('dead letters', () => {
  /** Work that nobody can do. Answers its letter. */
  async function letterOf(id: string): Promise<string> {
    const stop = new AbortController();
    const item = { kind: 'notify', lane: 'p1', tenant, id, cause: '3', causeId: id, causeSeq: 3 };
    await house.bus.work.offer(item as Parameters<typeof house.bus.work.offer>[0]);
    const taking = house.bus.work.take({
      kind: 'notify',
      concurrency: 1,
      handle: async () => ({ kind: 'dead', reason: 'the channel is gone' }),
      signal: stop.signal,
    });
    const letter = await until(`the letter of ${id} is there`, async () => {
      const { letters } = (await user.get('/v1/dead-letters')) as {
        letters: { id: string; item: { id: string } }[];
      };
      return letters.find((one) => one.item.id === id);
    });
    stop.abort();
    await taking;
    return letter.id;
  }

  test('are shown one by one, dropped for good, or sent again all together', async () => {
    const [one, two, three] = [
      await letterOf('lost-1'),
      await letterOf('lost-2'),
      await letterOf('lost-3'),
    ];
    expect(await user.get(`/v1/dead-letters/${one}`)).toMatchObject({
      id: one,
      item: { id: 'lost-1' },
      reason: 'the channel is gone',
    });
    const dropped = await user.api(`/v1/dead-letters/${one}`, { method: 'DELETE' });
    expect(await dropped.json()).toEqual({ dropped: one });
    expect((await user.api(`/v1/dead-letters/${one}`)).status).toBe(404);
    expect(await house.bus.work.outstanding(tenant, 'lost-1')).toEqual([]);

    const would = await user.posted('/v1/dead-letters/redrive?dryRun=true');
    expect(would).toEqual({
      letters: [
        { id: two, result: 'would send' },
        { id: three, result: 'would send' },
      ],
    });
    expect(await user.get('/v1/queues')).toMatchObject({ deadLetters: 2 });
    expect(await user.posted('/v1/dead-letters/redrive')).toMatchObject({
      letters: [{ result: 'sent' }, { result: 'sent' }],
    });
    expect(await house.bus.work.outstanding(tenant, 'lost-2')).toHaveLength(1);
    expect(await user.get('/v1/dead-letters')).toEqual({ letters: [] });
  });
});

describe('a question', () => {
  test('is asked of the agents, once for one key, and is looked for by its id', async () => {
    const task = await user.waiting();
    const key = { 'idempotency-key': 'q-1' };
    const body = { question: 'Where are coupons applied?', task };
    const first = await user.post('/v1/inquiries', body, key);
    expect(first.status).toBe(202);
    const { id } = (await first.json()) as { id: string };
    expect(id).toBe(inquiryIdFor('api:human:uma:q-1', 'human:uma'));
    expect(await user.posted('/v1/inquiries', body, key)).toMatchObject({ id, status: 'asked' });
    const { events } = await house.bus.log.history({ kind: 'inquiry', tenant, id });
    expect(events).toMatchObject([
      { type: 'inquiry_asked', data: { by: 'human:uma', via: 'cli', repository: 'acme/shop' } },
    ]);
    expect(await user.get(`/v1/inquiries/${id}`)).toMatchObject({ question: body.question, task });
    expect((await user.api('/v1/inquiries/q-none')).status).toBe(404);
  });

  test('for a review needs a task with a pull request', async () => {
    const review = { question: 'Review it', intent: 'review' };
    expect((await user.post('/v1/inquiries', review)).status).toBe(400);
    const { task } = await user.posted('/v1/tasks', { title: 'No pull request yet' });
    expect((await user.post('/v1/inquiries', { ...review, task })).status).toBe(409);
    expect((await user.post('/v1/inquiries', { ...review, task: 'nobody-9' })).status).toBe(404);
  });
});

test('the policy and whoever asks are told', async () => {
  expect(await user.get('/v1/policy')).toMatchObject({
    approval: { name: 'shop' },
    unknown: 'viewer',
  });
  expect(await user.get('/v1/whoami')).toEqual({
    actor: 'human:uma',
    roles: ['admin'],
    by: 'token',
  });
});

test('the Sentry monitor is woken', async () => {
  expect(await user.posted('/v1/monitor/wake')).toMatchObject({ already: false });
  expect(await house.bus.work.outstanding(tenant, 'sentry')).toMatchObject([{ kind: 'monitor' }]);
});

test('a task by an error needs a Sentry', async () => {
  const response = await user.post('/v1/tasks', { sentry: '4711' });
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({ code: 'not_configured' });
});

test('a task by an error of Sentry is asked for with what Sentry knows of it, once', async () => {
  const token = 'sntrys_0123456789abcdef';
  const faults = createFaultBox();
  await using sentry = await startSentry({
    token,
    organization: 'acme',
    projects: ['api'],
    faults,
  });
  sentry.addIssue({
    project: 'api',
    id: '4001',
    type: 'ZeroDivisionError',
    value: 'division by zero',
    culprit: 'api.ratings in average_rating',
    level: 'fatal',
    stacktrace: [
      { filename: 'api/ratings.py', function: 'average_rating', lineno: 8, in_app: true },
    ],
  });
  await using other = await startHouse({
    environment: { SENTRY_URL: sentry.url, SENTRY_ORG: 'acme', SENTRY_AUTH_TOKEN: token },
  });
  const reporter = await useApi(other);
  const started = await reporter.posted('/v1/tasks', { sentry: '4001' });
  expect(started).toMatchObject({ task: 'api-4001', joined: false });
  expect(await reporter.get('/v1/tasks/api-4001')).toMatchObject({
    title: expect.stringContaining('ZeroDivisionError'),
    priority: 'critical',
    sentry: { id: '4001', project: 'api' },
  });
  const again = await reporter.posted('/v1/tasks', { sentry: '4001' });
  expect(again).toMatchObject({ task: 'api-4001', joined: true });
});
