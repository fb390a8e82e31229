import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiUser, useApi } from './api-user.ts';
import { type House, startHouse, tenant, until } from './house.ts';

let house: House;
let user: ApiUser;
beforeAll(async () => {
  house = await startHouse();
  user = await useApi(house);
});
afterAll(async () => {
  await house[Symbol.asyncDispose]();
});

const waiting: ApiUser['waiting'] = (plan) => user.waiting(plan);
const post: ApiUser['post'] = (path, body, headers) => user.post(path, body, headers);
const api: ApiUser['api'] = (path, init) => user.api(path, init);

async function json(response: Promise<Response>): Promise<Readonly<Record<string, unknown>>> {
  return (await (await response).json()) as Readonly<Record<string, unknown>>;
}

describe('the door', () => {
  test.each([
    ['without a token', {}],
    ['with another token', { authorization: 'Bearer something' }],
    ['with another scheme', { authorization: 'Basic YTpi' }],
  ])('is closed %s', async (_, headers) => {
    const response = await fetch(`${house.url}/v1/tasks`, { headers });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
  });

  test('is closed for all where no token is configured', async () => {
    await using other = await startHouse({ environment: { PATCHWRIGHT_API_TOKEN: '' } });
    expect((await other.api('/v1/tasks')).status).toBe(503);
  });

  test('tells that it is healthy to whoever asks', async () => {
    expect(await json(fetch(`${house.url}/healthz`))).toMatchObject({ healthy: true });
    expect(await json(fetch(`${house.url}/readyz`))).toEqual({ ready: true });
  });

  test('knows nothing else', async () => {
    const response = await api('/v1/nothing');
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });
});

describe('a task', () => {
  test('is started by a description, and is found in the list and by its id', async () => {
    const response = await post('/v1/tasks', {
      description: 'Round totals once\n\nAt the end.',
      repository: 'acme/shop',
    });
    expect(response.status).toBe(201);
    const { task, joined } = (await response.json()) as { task: string; joined: boolean };
    expect(joined).toBe(false);
    expect(task).toMatch(/^round-totals-once-[0-9a-f]{6}$/);
    const page = await json(api(`/v1/tasks/${task}`));
    expect(page).toMatchObject({
      id: task,
      status: 'requested',
      title: 'Round totals once',
      repository: 'acme/shop',
      requester: 'human:olga',
      timeline: [{ type: 'task_requested', version: 1 }],
    });
    await until('it is listed', async () => {
      const { tasks } = (await json(api('/v1/tasks?status=requested'))) as {
        tasks: { id: string }[];
      };
      return tasks.some(({ id }) => id === task);
    });
    expect(await json(api(`/v1/tasks/${task}/events`))).toMatchObject({
      events: [{ type: 'task_requested', aggVersion: 1 }],
    });
    expect(await json(api(`/v1/tasks/${task}/events?after=999999`))).toEqual({ events: [] });
  });

  test('is started once for one idempotency key', async () => {
    const key = { 'idempotency-key': 'order-7' };
    const first = await post('/v1/tasks', { title: 'Once' }, key);
    const again = await post('/v1/tasks', { title: 'Once' }, key);
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(await again.json()).toMatchObject({ task: 'order-7', joined: false });
    expect(await house.factsOf('order-7')).toHaveLength(1);
  });

  test.each([
    ['nothing to do', {}, 'a title, a description, a ticket or a Sentry issue is needed'],
    ['a repository that is none', { title: 'x', repository: 'shop' }, 'must be owner/name'],
    ['a field that does not exist', { title: 'x', branch: 'y' }, 'branch'],
  ])('with %s is refused, naming the field', async (_, body, said) => {
    const response = await post('/v1/tasks', body);
    expect(response.status).toBe(400);
    expect(JSON.stringify(await response.json())).toContain(said);
  });

  test('by a ticket needs a Jira', async () => {
    const response = await post('/v1/tasks', { ticket: 'SHOP-42' });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ title: 'Jira is not configured' });
  });

  test('that nobody asked for is not there', async () => {
    for (const path of ['/v1/tasks/nobody-9', '/v1/tasks/nobody-9/events']) {
      expect((await api(path)).status).toBe(404);
    }
    expect(await json(post('/v1/tasks/nobody-9/approve'))).toMatchObject({
      status: 404,
      code: 'unknown_task',
    });
  });
});

describe('an order', () => {
  test('to approve what one asked for oneself is refused', async () => {
    const task = await waiting();
    expect(await json(post(`/v1/tasks/${task}/approve`))).toMatchObject({
      code: 'self_approval',
      status: 403,
    });
  });

  test('to revise, pause, resume and cancel moves the task', async () => {
    const task = await waiting();
    expect(await json(post(`/v1/tasks/${task}/revise`, { feedback: 'Use cents' }))).toEqual({
      task,
      status: 'revising',
      events: ['revision_requested'],
    });
    expect(await json(post(`/v1/tasks/${task}/pause`))).toMatchObject({ status: 'paused' });
    expect(await json(post(`/v1/tasks/${task}/resume`))).toMatchObject({ status: 'revising' });
    expect(await json(post(`/v1/tasks/${task}/cancel`, { reason: 'enough' }))).toMatchObject({
      status: 'cancelled',
    });
    const late = await post(`/v1/tasks/${task}/reject`, { reason: 'no' });
    expect(late.status).toBe(409);
    expect(await late.json()).toMatchObject({
      code: 'already_decided',
      detail: expect.stringContaining('human:olga'),
    });
  });

  test('that names another plan than the one that waits is refused', async () => {
    const task = await waiting();
    expect(await json(post(`/v1/tasks/${task}/reject`, { reason: 'no' }))).toMatchObject({
      status: 'rejected',
    });
    const other = await waiting();
    const response = await post(`/v1/tasks/${other}/approve`, { digest: 'd'.repeat(64) });
    expect(await response.json()).toMatchObject({ status: 409, code: 'stale_digest' });
  });

  test('sent twice under one idempotency key is carried out once', async () => {
    const task = await waiting();
    const key = { 'idempotency-key': `pause-${task}` };
    await post(`/v1/tasks/${task}/pause`, {}, key);
    expect(await json(post(`/v1/tasks/${task}/pause`, {}, key))).toMatchObject({
      status: 'paused',
    });
    const facts = await house.factsOf(task);
    expect(facts.filter(({ type }) => type === 'task_paused')).toHaveLength(1);
  });

  test('without its words is refused', async () => {
    const task = await waiting();
    const response = await post(`/v1/tasks/${task}/revise`, {});
    expect(response.status).toBe(400);
    expect(JSON.stringify(await response.json())).toContain('feedback');
  });
});

describe('what happens', () => {
  /** Reads a stream of events until as many have come. */
  async function read(path: string, count: number, headers: Readonly<Record<string, string>> = {}) {
    const gone = new AbortController();
    const response = await api(path, { signal: gone.signal, headers });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    let text = '';
    const found = () =>
      [...text.matchAll(/^id: (\d+)\nevent: (\w+)\ndata: (.+)$/gm)].map(([, id, type, data]) => ({
        id: Number(id),
        type,
        data: JSON.parse(data ?? '{}') as { aggregate: { id: string } },
      }));
    const decoder = new TextDecoder();
    for await (const part of response.body ?? []) {
      text += decoder.decode(part as Uint8Array, { stream: true });
      if (found().length >= count) break;
    }
    gone.abort();
    return found();
  }

  test('is streamed from the start of the log, and again from where one left off', async () => {
    const task = await waiting();
    const all = await read(`/v1/stream?task=${task}`, 5, { 'last-event-id': '0' });
    expect(all.map(({ type }) => type)).toEqual([
      'task_requested',
      'discovery_started',
      'discovery_completed',
      'planning_started',
      'plan_proposed',
    ]);
    const rest = await read(`/v1/stream?task=${task}`, 2, { 'last-event-id': `${all[2]?.id}` });
    expect(rest.map(({ type }) => type)).toEqual(['planning_started', 'plan_proposed']);
  });

  test('is streamed as it happens', async () => {
    const task = await waiting();
    const next = read(`/v1/stream?task=${task}`, 1);
    // The stream begins with what comes after it was opened, so it is paused again until it is seen.
    let isSeen = false;
    next.finally(() => {
      isSeen = true;
    });
    await until('it is seen', async () => {
      await post(`/v1/tasks/${task}/pause`);
      await post(`/v1/tasks/${task}/resume`);
      return isSeen;
    });
    expect((await next)[0]?.data.aggregate.id).toBe(task);
  });

  test('is counted', async () => {
    const metrics = await until('the view has counted', async () => {
      const found = (await json(api('/v1/metrics'))) as {
        tasks: { started: number } | null;
        here: Record<string, Record<string, number>>;
      };
      return (found.tasks?.started ?? 0) > 0 && found;
    });
    expect(metrics).toMatchObject({
      work: expect.any(Array),
      log: { lastSeq: expect.any(Number) },
      monitor: null,
    });
  });

  test('and so are the looks of the Sentry monitor, with what the last one saw', async () => {
    const saw = { lookedAt: 4, overThreshold: 2, created: 1, skipped: 3 };
    for (const projects of [['api'], ['api', 'checkout']]) {
      await house.look({ type: 'monitor_ticked', data: { ...saw, projects } });
    }
    const metrics = await until('the view has counted both', async () => {
      const found = (await json(api('/v1/metrics'))) as { monitor: { ticks: number } | null };
      return found.monitor?.ticks === 2 && found;
    });
    expect(metrics.monitor).toEqual({
      ticks: 2,
      lookedAt: 8,
      overThreshold: 4,
      created: 2,
      skipped: 6,
      last: { ...saw, projects: ['api', 'checkout'], at: expect.stringMatching(/^\d{4}-.*Z$/) },
    });
  });
});

test('a dead letter is seen, and sent again with the task that it parked', async () => {
  const task = await waiting();
  const item = {
    kind: 'plan',
    lane: 'p2',
    tenant,
    id: task,
    cause: '5',
    causeId: 'cause-of-the-test',
    causeSeq: 1,
  } as const;
  await house.bus.work.offer(item);
  const stop = new AbortController();
  const taking = house.bus.work.take({
    kind: 'plan',
    concurrency: 1,
    signal: stop.signal,
    handle: async () => ({ kind: 'dead', reason: 'the model is away' }),
  });
  const letter = await until('the letter is there', async () => {
    const { letters } = (await json(api('/v1/dead-letters'))) as {
      letters: { id: string; reason: string; item: { id: string } }[];
    };
    return letters.find((one) => one.item.id === task);
  });
  expect(letter.reason).toBe('the model is away');
  stop.abort();
  await taking;
  await house.state(task, {
    type: 'work_parked',
    data: { work: 'plan', cause: item.causeId, attempts: 1, reason: letter.reason },
  });
  expect(await json(post(`/v1/dead-letters/${letter.id}/redrive`))).toEqual({
    redriven: letter.id,
  });
  expect((await house.factsOf(task)).at(-1)).toMatchObject({
    type: 'work_redriven',
    data: { by: 'human:olga' },
  });
  expect(await house.bus.work.outstanding(tenant, task)).toMatchObject([{ kind: 'plan' }]);
  expect(await json(api('/v1/dead-letters'))).toEqual({ letters: [] });
  expect((await post(`/v1/dead-letters/${letter.id}/redrive`)).status).toBe(404);
});
