import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isTaskEvent, type StoredEvent, sha256, type TaskEvent } from '@patchwright/events';
import { loadScenario, type Mesh, PROJECT, setStage, startMesh } from '@patchwright/local';
import { fold, openAmendment, type Task } from '@patchwright/task';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OutsideState, readOutside } from './outside-state.ts';

const id = 'shop-42';
const BRANCH = /^agent\//;

let folder: string;
let mesh: Mesh;
interface Moment {
  readonly task: Task;
  readonly outside: OutsideState;
  /** PLAN.md, as it lies on the branch. */
  readonly plan: string;
}
let asked: Moment;
let done: Moment;

/** The ticket's story, in which GREEN finds that it needs a file which the plan does not name. */
async function story(): Promise<string> {
  const to = join(folder, 'story');
  await cp(join(PROJECT, 'packages/local/scenarios/a-ticket'), to, { recursive: true });
  const scenario = await readFile(join(to, 'scenario.yaml'), 'utf8');
  await writeFile(
    join(to, 'scenario.yaml'),
    scenario.replace('by: maria }', 'by: maria, amendments: ask }'),
  );
  const model = await readFile(join(to, 'model.yaml'), 'utf8');
  const start = model.indexOf('step: green');
  const turns = model.indexOf('turns:\n', start) + 'turns:\n'.length;
  const asks = `      - calls:
          - tool: request_amendment
            input: { files: [docs/coupons.md], reason: what a coupon does is written down there }
      - calls:
          - tool: write_file
            input: { path: docs/coupons.md, content: "A total never falls below zero.\\n" }
`;
  await writeFile(join(to, 'model.yaml'), model.slice(0, turns) + asks + model.slice(turns));
  return to;
}

async function historyOf(): Promise<readonly StoredEvent<TaskEvent>[]> {
  const { events } = await mesh.bus.log.history({ kind: 'task', tenant: mesh.tenant, id });
  return events.filter(isTaskEvent);
}

async function stated(type: TaskEvent['type']): Promise<void> {
  const deadline = performance.now() + 120_000;
  for (;;) {
    const facts = await historyOf();
    if (facts.some((fact) => fact.type === type)) return;
    const { status, reason } = fold(mesh.tenant, id, facts);
    if (performance.now() > deadline || status === 'failed' || status === 'escalated') {
      throw new Error(`${type} was never stated: the task is ${status}, ${reason ?? ''}`);
    }
    await pause(100);
  }
}

async function planOf({ proposal }: Task): Promise<string> {
  const ref = encodeURIComponent(proposal?.branch ?? '');
  const url = `${mesh.outside.github}/repos/acme/shop/contents/PLAN.md?ref=${ref}`;
  const { githubToken } = mesh.circumstances.secrets;
  const response = await fetch(url, { headers: { authorization: `Bearer ${githubToken}` } });
  const { content } = (await response.json()) as { content: string };
  return Buffer.from(content, 'base64').toString('utf8');
}

async function settled(): Promise<Moment> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    await mesh.control.read('/settled');
    if ((await mesh.bus.work.outstanding(mesh.tenant, id)).length === 0) break;
    if (performance.now() > deadline) throw new Error('work is never done');
    await pause(100);
  }
  const task = fold(mesh.tenant, id, await historyOf());
  return { task, outside: await readOutside(mesh), plan: await planOf(task) };
}

async function approve(): Promise<void> {
  const response = await fetch(`${mesh.gatewayUrl}/v1/tasks/${id}/approve`, {
    method: 'POST',
    headers: { authorization: `Bearer ${mesh.apiToken}`, 'content-type': 'application/json' },
    body: '{}',
  });
  if (!response.ok) throw new Error(await response.text());
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchwright-amend-'));
  const scenario = await loadScenario(await story());
  mesh = await startMesh({ stateDir: join(folder, 'state'), stories: [scenario] });
  await setStage(mesh, scenario);
  await mesh.control.act('/jira/tickets', scenario.trigger.jira ?? {});
  await stated('plan_proposed');
  await approve();
  await stated('amendment_requested');
  asked = await settled();
  await approve();
  await stated('task_completed');
  done = await settled();
}, 300_000);

afterAll(async () => {
  await mesh?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

function branchOf({ github }: OutsideState): string | undefined {
  const [repository] = github.repositories;
  return Object.entries(repository?.branches ?? {}).find(([name]) => BRANCH.test(name))?.[1];
}

describe('a step that needs a file outside the approved plan', () => {
  test('stops the execution, with what was done so far on the branch', () => {
    const { task, outside } = asked;
    expect(task).toMatchObject({ status: 'awaiting_approval', votes: [] });
    expect(openAmendment(task)).toMatchObject({ step: 2, paths: ['docs/coupons.md'] });
    expect(task.steps).toMatchObject([{ order: 1, state: 'red', pushed: true }]);
    expect(branchOf(outside)).toBe(task.head);
  });

  test("is written down in PLAN.md on the branch, as it would be approved; that is nobody else's edit", () => {
    const { proposal } = asked.task;
    expect(asked.plan).toContain(`- Digest: \`${proposal?.digest}\``);
    expect(asked.plan).toMatch(/- May change: `[^`]*docs\/coupons\.md[^`]*`/);
    expect(proposal).toMatchObject({ version: 1, document: sha256(asked.plan) });
    expect(done.plan).toBe(asked.plan);
    expect(done.task.approval?.digest).toBe(proposal?.digest);
  });

  test('is told where people decide: in Slack, in the pull request, on the ticket', () => {
    const { slack, github, jira } = asked.outside;
    for (const place of [slack.messages, github.repositories[0]?.comments, jira.issues]) {
      expect(JSON.stringify(place)).toContain('docs/coupons.md');
    }
    expect(github.repositories[0]?.pullRequests[0]?.body).toContain(
      'what a coupon does is written down there',
    );
  });

  test('goes on once people agree, without proving again what was proved', async () => {
    const { task } = done;
    const facts = (await historyOf()).map(({ type }) => type);
    expect(facts.filter((type) => type === 'test_proved_red')).toHaveLength(1);
    expect(facts.filter((type) => type === 'plan_approved')).toHaveLength(2);
    expect(facts.filter((type) => type === 'plan_proposed')).toHaveLength(1);
    for (const other of ['approval_voided', 'foreign_push_recorded']) {
      expect(facts).not.toContain(other);
    }
    expect(task.status).toBe('completed');
    expect(task.result?.filesModified).toContain('docs/coupons.md');
  });

  test('ends in one pull request, whose description says what came in, and what the suite was before and after', () => {
    const { pullRequests } = done.outside.github.repositories[0] ?? {};
    expect(pullRequests).toHaveLength(1);
    const body = pullRequests?.[0]?.body ?? '';
    for (const part of [
      'Files that came in after the plan was approved',
      '| Before the change | `npm test` |',
      'in a fresh checkout of',
      'RED on the base',
      'GREEN on the head',
      `plan \`${done.task.approval?.digest.slice(0, 12)}\``,
      'changes to `docs/coupons.md`',
    ]) {
      expect(body).toContain(part);
    }
  });
});
