import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isTaskEvent, type StoredEvent, type TaskEvent } from '@patchwright/events';
import {
  loadScenario,
  type Mesh,
  type Played,
  playScenario,
  type Scenario,
  setStage,
  startMesh,
} from '@patchwright/local';
import { fold, type PartRecord, type Task } from '@patchwright/task';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OutsideState, readOutside } from './outside-state.ts';
import { TWO_REPOSITORIES, toldAgain } from './two-repositories-story.ts';

const WHOLE = 'shop-50';
const PART = 'shop-50__prices';
const REPOSITORIES = ['acme/shop', 'acme/prices'] as const;

let folder: string;
let played: Played;
let outside: OutsideState;
let part: Task;
let facts: readonly StoredEvent<TaskEvent>[];
let rejected: readonly Task[];
let merged: PartRecord | undefined;

async function taskOf(mesh: Mesh, id: string): Promise<Task> {
  const { events } = await mesh.bus.log.history({ kind: 'task', tenant: mesh.tenant, id });
  return fold(mesh.tenant, id, events.filter(isTaskEvent));
}

async function until(mesh: Mesh, id: string, status: Task['status']): Promise<Task> {
  const deadline = performance.now() + 90_000;
  for (;;) {
    const task = await taskOf(mesh, id);
    if (task.status === status) return task;
    if (performance.now() > deadline) throw new Error(`${id} is ${task.status}, not ${status}`);
    await pause(100);
  }
}

/** A person says no on the pull request of the part. */
async function rejectOnPart(mesh: Mesh, scenario: Scenario): Promise<readonly Task[]> {
  await setStage(mesh, scenario);
  await mesh.control.act('/jira/tickets', scenario.trigger.jira ?? {});
  const tariffs = await until(mesh, 'till-51__tariffs', 'awaiting_approval');
  const { repository: repo, number } = tariffs.proposal?.pullRequest ?? {};
  await mesh.control.act('/github/comment', {
    repo,
    number,
    user: 'maria',
    body: '@agent reject not now',
  });
  return Promise.all([
    until(mesh, 'till-51', 'rejected'),
    until(mesh, 'till-51__tariffs', 'cancelled'),
  ]);
}

/** A person merges the pull request of the part; answers what the whole knows of it then. */
async function mergePart(mesh: Mesh): Promise<PartRecord | undefined> {
  const { number } = (await taskOf(mesh, PART)).proposal?.pullRequest ?? {};
  await mesh.control.act('/github/merge', { repo: 'acme/prices', number, user: 'maria' });
  const deadline = performance.now() + 30_000;
  for (;;) {
    const [record] = (await taskOf(mesh, WHOLE)).parts ?? [];
    if (record?.merged !== undefined || performance.now() > deadline) return record;
    await pause(100);
  }
}

/** What the outside world holds once everybody was told of the merge, or after some time. */
async function outsideAfterMerge(mesh: Mesh): Promise<OutsideState> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const state = await readOutside(mesh);
    const isTold = REPOSITORIES.every((name) => tableOf(state, name)?.includes('| merged |'));
    if (isTold && ownBranches(state, 'acme/prices').length === 0) return state;
    if (performance.now() > deadline) return state;
    await pause(100);
  }
}

/** The table of all pull requests as it stands on the one of this repository; `undefined` unless it is there exactly once. */
function tableOf(state: OutsideState, name: string): string | undefined {
  const { comments = [] } = repositoryIn(state, name) ?? {};
  const together = comments.filter(({ body }) => body.includes('needs 2 pull requests'));
  return together.length === 1 ? together[0]?.body : undefined;
}

function ownBranches(state: OutsideState, name: string): readonly string[] {
  const { branches = {} } = repositoryIn(state, name) ?? {};
  return Object.keys(branches).filter((branch) => branch.startsWith('agent/'));
}

function repositoryIn({ github }: OutsideState, name: string) {
  return github.repositories.find(({ fullName }) => fullName === name);
}

async function everyFact(mesh: Mesh): Promise<readonly StoredEvent<TaskEvent>[]> {
  const histories = await Promise.all(
    [WHOLE, PART].map((id) => mesh.bus.log.history({ kind: 'task', tenant: mesh.tenant, id })),
  );
  return histories
    .flatMap(({ events }) => events.filter(isTaskEvent))
    .sort((a, b) => a.seq - b.seq);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchwright-two-'));
  const scenario = await loadScenario(TWO_REPOSITORIES);
  const other = await toldAgain(folder, { ticket: 'TILL-51', shop: 'till', prices: 'tariffs' });
  const stories = [scenario, other];
  await using mesh = await startMesh({ stateDir: join(folder, 'state'), stories });
  rejected = await rejectOnPart(mesh, other);
  // The process that is at work on the part dies, and so does the scheduler that keeps the two in step.
  played = await playScenario(mesh, {
    ...scenario,
    kill: [
      { service: 'scheduler', signal: 'SIGKILL', when: { event: 'plan_approved' } },
      { service: 'executor', signal: 'SIGKILL', when: { event: 'part_started' } },
    ],
  });
  facts = await everyFact(mesh);
  merged = await mergePart(mesh);
  const own = facts.filter((event) => event.aggregate.id === PART);
  part = fold(mesh.tenant, PART, own);
  outside = await outsideAfterMerge(mesh);
}, 200_000);

afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

function place(id: string, type: TaskEvent['type']): number {
  return facts.findIndex((event) => event.aggregate.id === id && event.type === type);
}

test('one ticket becomes two green pull requests, though processes die in between', () => {
  expect(played.problems).toEqual([]);
  expect(played.result).toMatchObject({ task: WHOLE, status: 'completed', red: true, green: true });
  expect(part).toMatchObject({ status: 'completed', ready: true, ci: { state: 'passed' } });
});

test('each repository has one pull request with its own change', () => {
  const pulls = outside.github.repositories
    .filter(({ fullName }) => REPOSITORIES.some((name) => name === fullName))
    .map(({ fullName, pullRequests }) => [fullName, pullRequests.length]);
  expect(Object.fromEntries(pulls)).toEqual({ 'acme/shop': 1, 'acme/prices': 1 });
  expect(part.result?.filesModified.toSorted()).toEqual(['src/quote.js', 'test/gross.test.js']);
  expect(played.task?.result?.filesModified.toSorted()).toEqual([
    'src/receipt.js',
    'test/gross.test.js',
  ]);
});

test('people approve once, and what they approve is both', () => {
  const approvals = facts.filter(({ type }) => type === 'plan_approved');
  expect(approvals.map(({ aggregate }) => aggregate.id)).toEqual([WHOLE]);
  const released = facts.find(({ type }) => type === 'part_released');
  expect(released?.data).toMatchObject({ approved: played.task?.approval?.digest });
  expect(part.approval?.approvers).toMatchObject([{ by: 'human:maria' }]);
});

test('the shop is begun only when the prices are green', () => {
  expect(place(PART, 'execution_started')).toBeGreaterThan(place(WHOLE, 'plan_approved'));
  expect(place(WHOLE, 'part_completed')).toBeGreaterThan(place(PART, 'task_completed'));
  expect(place(WHOLE, 'execution_started')).toBeGreaterThan(place(WHOLE, 'part_completed'));
});

test('each pull request names the others, and says in which order they are merged', () => {
  for (const name of REPOSITORIES) {
    const body = tableOf(outside, name) ?? '';
    expect(body.indexOf('acme/prices/pull/')).toBeGreaterThan(-1);
    expect(body.indexOf('acme/shop/pull/')).toBeGreaterThan(body.indexOf('acme/prices/pull/'));
    expect(body).toMatch(/\| merged \|/);
    expect(body).toMatch(/\| completed \|/);
  }
});

test('the whole learns that a person merged the pull request of its part', () => {
  expect(merged).toMatchObject({
    state: 'completed',
    merged: expect.stringMatching(/^[0-9a-f]{40}$/),
  });
});

test('the branch that was merged is gone, and the one that was not stays', () => {
  expect(ownBranches(outside, 'acme/prices')).toEqual([]);
  expect(ownBranches(outside, 'acme/shop')).toEqual([played.task?.proposal?.branch]);
});

test('a no on the pull request of a part ends the whole and all its parts', () => {
  expect(rejected.map(({ status }) => status)).toEqual(['rejected', 'cancelled']);
  expect(rejected.map((task) => task.closedBy?.by)).toEqual(['human:maria', 'human:maria']);
  expect(rejected.every(({ result }) => result === undefined)).toBe(true);
});
