import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiUser, useApi } from './api-user.ts';
import { describedApi } from './described.ts';
import {
  evidence,
  type House,
  openDraft,
  planOf,
  proposedFacts,
  startHouse,
  until,
} from './house.ts';

let house: House;
let user: ApiUser;
beforeAll(async () => {
  house = await startHouse({ outside: true });
  user = await useApi(house);
});
afterAll(async () => {
  await house[Symbol.asyncDispose]();
});

async function asked(title: string, more: object = {}): Promise<string> {
  const { task } = await user.posted('/v1/tasks', { title, ...more });
  return String(task);
}

async function listed(query: string, count: number) {
  return until(`${query} lists ${count}`, async () => {
    const list = (await user.get(`/v1/tasks?${query}`)) as unknown as {
      readonly tasks: readonly { readonly id: string }[];
      readonly total: number;
      readonly next?: string;
    };
    return list.total === count && list;
  });
}

test('an answer that is not as described would be found', async () => {
  const wrong = async () =>
    new Response('{"tasks":7}', { headers: { 'content-type': 'application/json' } });
  const api = await describedApi({ url: house.url, api: wrong });
  await expect(api('/v1/tasks')).rejects.toThrow(/tasks must be array/);
});

describe('the list of tasks', () => {
  test('is found by words, repository, requester, priority and status', async () => {
    const id = await asked('Zebra stripes', { repository: 'acme/zoo', priority: 'high' });
    await asked('Zebra hooves', { repository: 'acme/farm' });
    await listed('text=zebra', 2);
    for (const query of [
      'text=stripes',
      'repository=ACME/zoo',
      'priority=high&text=zebra',
      'requester=human:olga&text=stripes',
      'status=requested&text=stripes',
    ]) {
      expect((await listed(query, 1)).tasks[0]?.id, query).toBe(id);
    }
    await listed('text=zebra&status=failed', 0);
  });

  test('comes page by page, each task once', async () => {
    for (const name of ['one', 'two', 'three']) await asked(`Giraffe ${name}`);
    await listed('text=giraffe', 3);
    const seen: string[] = [];
    let cursor = '';
    for (let page = 0; page < 4; page += 1) {
      const more = cursor === '' ? '' : `&cursor=${cursor}`;
      const list = await listed(`text=giraffe&limit=2${more}`, 3);
      seen.push(...list.tasks.map(({ id }) => id));
      if (list.next === undefined) break;
      cursor = list.next;
    }
    expect(new Set(seen).size).toBe(3);
    expect(seen).toHaveLength(3);
  });
});

describe('a task', () => {
  test('is shown as it was at an event', async () => {
    const id = await user.waiting();
    const [first, second] = await house.factsOf(id);
    expect(await user.get(`/v1/tasks/${id}?at=${first?.seq}`)).toMatchObject({
      status: 'requested',
      timeline: [{ type: 'task_requested' }],
    });
    expect(await user.get(`/v1/tasks/${id}?at=${second?.seq}`)).toMatchObject({
      status: 'discovering',
      lastSeq: second?.seq,
    });
    const before = await user.api(`/v1/tasks/${id}?at=${(first?.seq ?? 2) - 1}`);
    expect(before.status).toBe(404);
  });

  test('tells its events page by page, by type, each with a sentence', async () => {
    const id = await user.waiting();
    const first = (await user.get(`/v1/tasks/${id}/events?limit=2`)) as {
      events: { type: string; summary: string }[];
      next: number;
    };
    expect(first.events.map(({ type }) => type)).toEqual(['task_requested', 'discovery_started']);
    expect(first.events[1]?.summary).toBe('Looking for the places in code');
    const rest = (await user.get(`/v1/tasks/${id}/events?after=${first.next}`)) as typeof first;
    expect(rest.events).toHaveLength(3);
    expect(rest.next).toBeUndefined();
    const of = await user.get(`/v1/tasks/${id}/events?type=plan_proposed,task_requested`);
    expect(of).toMatchObject({ events: [{ type: 'task_requested' }, { type: 'plan_proposed' }] });
    const all = (await user.get('/v1/events?limit=3')) as typeof first;
    expect(all.events).toHaveLength(3);
    expect(all.next).toBeGreaterThan(0);
  });

  test('tells its plan with what changed from version to version, and who waits for whom', async () => {
    const id = await user.waiting();
    await user.post(`/v1/tasks/${id}/revise`, { feedback: 'Use cents' });
    const plan = planOf({ summary: 'Count in cents', riskLevel: 'high' });
    await house.state(id, ...proposedFacts('5'.repeat(40), { version: 2, plan }));
    const report = await user.get(`/v1/tasks/${id}/plan`);
    expect(report).toMatchObject({
      current: { version: 2, plan: { summary: 'Count in cents' } },
      versions: [
        { version: 1, changes: [] },
        {
          version: 2,
          feedback: [{ by: 'human:olga', text: 'Use cents' }],
          changes: [
            { part: 'summary', after: 'Count in cents' },
            { part: 'risk level', before: 'low', after: 'high' },
          ],
        },
      ],
    });
    expect(await user.get(`/v1/tasks/${id}/explanation`)).toMatchObject({
      status: 'awaiting_approval',
      waitsFor: { what: expect.stringContaining('nobody has approved it yet') },
      next: ['plan', 'approve', 'revise', 'reject'],
    });
    await until('it is listed', async () => {
      const { approvals } = (await user.get('/v1/approvals')) as {
        approvals: { task: string; version: number }[];
      };
      return approvals.some(({ task, version }) => task === id && version === 2);
    });
  });

  test('tells its checks, its cost and its logs', async () => {
    const id = await user.waiting();
    await house.state(id, {
      type: 'run_finished',
      data: {
        run: `plan-${id}-3`,
        service: 'planner',
        usage: { modelCalls: 2, inputTokens: 900, outputTokens: 80, costUsd: 0.0123 },
        attempts: 1,
        durationMs: 1500,
      },
    });
    const { bus } = house;
    const opened = {
      item: { kind: 'plan', lane: 'p2', tenant: 'main', id, cause: '3', causeId: 'c', causeSeq: 1 },
      service: 'planner',
      build: 'b1',
      foldSeq: 1,
      worker: 'w',
      attempt: 1,
      time: '2026-11-20T10:00:00.000Z',
    };
    const said = {
      call: 'model.complete',
      digest: 'd',
      occurrence: 1,
      input: {
        role: 'planner',
        messages: [{ role: 'user', content: [{ type: 'text', text: 'Plan it' }] }],
      },
      answer: {
        value: {
          content: [{ type: 'text', text: 'Limit the coupon' }],
          stopReason: 'end_turn',
          model: 'scripted-1',
          usage: { inputTokens: 900, outputTokens: 80, costUsd: 0.0123 },
        },
      },
      ms: 12,
    };
    const seq = await bus.journal.append('main', `plan-${id}-3`, 0, 'opened', opened);
    const next = await bus.journal.append('main', `plan-${id}-3`, seq, 'read', said);
    await bus.journal.append('main', `plan-${id}-3`, next, 'closed', { end: 'done', reason: '' });
    // A run of another task whose id begins with this one's.
    await bus.journal.append('main', `plan-${id}-b-3`, 0, 'opened', opened);
    expect(await user.get(`/v1/tasks/${id}/cost`)).toMatchObject({
      total: { costUsd: 0.0123 },
      phases: [{ name: 'planner', runs: 1, durationMs: 1500 }],
      models: [{ name: 'scripted-1' }, { name: 'no longer in the journal' }],
    });
    const { runs } = (await user.get(`/v1/tasks/${id}/logs`)) as { runs: { run: string }[] };
    expect(runs.filter(({ run }) => !run.startsWith('notify-'))).toMatchObject([
      {
        run: `plan-${id}-3`,
        end: 'done',
        models: [{ name: 'scripted-1', usage: { modelCalls: 1 } }],
        calls: [{ call: 'model.complete', outcome: 'answered', ms: 12 }],
        conversation: expect.stringContaining('> Limit the coupon'),
      },
    ]);
    expect(await user.get(`/v1/tasks/${id}/ci`)).toMatchObject({ state: 'none', rounds: [] });
    const costs = await until('the view has it', async () => {
      const found = (await user.get('/v1/cost')) as { total: { costUsd: number } };
      return found.total.costUsd > 0 && found;
    });
    expect(costs).toMatchObject({ byRepository: expect.any(Array), byMonth: expect.any(Array) });
  });

  test('tells its diff from GitHub, or why there is none', async () => {
    const { outside } = house;
    if (outside === undefined) throw new Error('nobody is outside');
    const id = await asked('Show the diff');
    const early = await user.api(`/v1/tasks/${id}/diff`);
    expect(early.status).toBe(409);
    expect(await early.json()).toMatchObject({ code: 'no_diff' });
    const { sha, number } = await openDraft(outside.github);
    const base = outside.github.state().repositories[0]?.branches?.main;
    const facts = proposedFacts(sha, { number });
    await house.state(id, ...facts.map((fact) => withBase(fact, String(base))));
    expect(await user.get(`/v1/tasks/${id}/diff`)).toMatchObject({
      repository: 'acme/shop',
      head: sha,
      additions: 1,
      files: [{ path: 'PLAN.md', status: 'added', patch: expect.stringContaining('+# Plan') }],
    });
  });

  test.each(['plan', 'ci', 'cost', 'explanation', 'diff', 'logs', 'events'])(
    'that nobody asked for has no %s',
    async (report) => {
      const response = await user.api(`/v1/tasks/nobody-9/${report}`);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({
        code: 'unknown_task',
        next: expect.any(String),
      });
    },
  );
});

test('the checks of a task are told round by round', async () => {
  const id = await user.waiting();
  const { digest } = (await user.get(`/v1/tasks/${id}/plan`)).current as { digest: string };
  const head = '7'.repeat(40);
  const result = {
    testsWritten: 1,
    testsTotal: 4,
    testsPassed: 4,
    filesModified: ['src/cart.ts'],
    linesAdded: 3,
    linesRemoved: 1,
    commits: [head],
    prUrl: 'https://github.example/acme/shop/pull/1',
    durationMs: 10,
    tokens: 10,
    costUsd: 0,
  };
  const maria = { by: 'human:maria', via: 'slack' } as const;
  await house.state(
    id,
    { type: 'approval_given', data: { ...maria, digest } },
    {
      type: 'plan_approved',
      data: { digest, approvers: [maria], policy: 'shop', expiryHours: 24 },
    },
    { type: 'execution_started', data: { digest, base: '1'.repeat(40) } },
    { type: 'baseline_recorded', data: { evidence: evidence(0, 'ok') } },
    { type: 'execution_completed', data: { head, result } },
    { type: 'ci_reported', data: { sha: head, name: 'lint', conclusion: 'failure' } },
    {
      type: 'ci_failed',
      data: {
        sha: head,
        round: 1,
        failures: [
          { name: 'lint', url: 'https://ci.example/1', category: 'lint', excerpt: 'no-var' },
        ],
      },
    },
    {
      type: 'ci_fix_pushed',
      data: { sha: '8'.repeat(40), round: 1, commands: ['npx eslint --fix .'], files: ['a.ts'] },
    },
    { type: 'ci_passed', data: { sha: '8'.repeat(40), rounds: 2, checks: ['lint'] } },
  );
  expect(await user.get(`/v1/tasks/${id}/ci`)).toMatchObject({
    state: 'passed',
    fixes: 1,
    rounds: [
      {
        round: 1,
        state: 'failed',
        checks: [{ name: 'lint', conclusion: 'failure' }],
        failures: [{ category: 'lint' }],
        fix: { commands: ['npx eslint --fix .'] },
      },
      { round: 2, state: 'passed', checks: [{ name: 'lint', conclusion: 'success' }] },
    ],
  });
});

function withBase(
  fact: ReturnType<typeof proposedFacts>[number],
  sha: string,
): ReturnType<typeof proposedFacts>[number] {
  if (fact.type !== 'plan_proposed' && fact.type !== 'discovery_completed') return fact;
  return { ...fact, data: { ...fact.data, base: { ref: 'main', sha } } } as typeof fact;
}
