import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isTaskEvent, type StoredEvent, type TaskEvent } from '@patchwright/events';
import { loadScenario, type Mesh, PROJECT, setStage, startMesh } from '@patchwright/local';
import { fold, type Task } from '@patchwright/task';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OutsideState, readOutside } from './outside-state.ts';

/** One ticket for each thing that may happen between an approval and the work. */
const stories = ['moved', 'edited', 'broken', 'reworded'] as const;
type Story = (typeof stories)[number];
const ids = Object.fromEntries(stories.map((name) => [name, `${name}-42`])) as Record<
  Story,
  string
>;

let folder: string;
let mesh: Mesh;
let outside: OutsideState;
/** Every task as it was approved, and as it stands when all has been done about it. */
const approved = new Map<Story, Task>();
const after = new Map<Story, { readonly task: Task; readonly facts: readonly string[] }>();

/** The ticket's story once more, under a key and on a repository of its own. */
async function storyOf(name: Story): Promise<string> {
  const to = join(folder, name);
  await cp(join(PROJECT, 'packages/local/scenarios/a-ticket'), to, { recursive: true });
  for (const file of ['scenario.yaml', 'model.yaml']) {
    const text = await readFile(join(to, file), 'utf8');
    const own = text
      .replaceAll('SHOP-42', ids[name].toUpperCase())
      .replaceAll('shop-42', ids[name])
      .replaceAll('acme/shop', `acme/${name}`);
    await writeFile(join(to, file), own);
  }
  return to;
}

async function historyOf(story: Story): Promise<readonly StoredEvent<TaskEvent>[]> {
  const aggregate = { kind: 'task', tenant: mesh.tenant, id: ids[story] } as const;
  const { events } = await mesh.bus.log.history(aggregate);
  return events.filter(isTaskEvent);
}

async function until(what: string, look: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 90_000;
  while (!(await look())) {
    if (performance.now() > deadline) throw new Error(`it never came to pass that ${what}`);
    await pause(100);
  }
}

function stated(story: Story, type: TaskEvent['type'], times = 1): Promise<void> {
  return until(`${type} was stated about ${story}`, async () => {
    const facts = await historyOf(story);
    return facts.filter((fact) => fact.type === type).length >= times;
  });
}

async function taskOf(story: Story): Promise<Task> {
  return fold(mesh.tenant, ids[story], await historyOf(story));
}

async function approve(story: Story): Promise<void> {
  const response = await fetch(`${mesh.gatewayUrl}/v1/tasks/${ids[story]}/approve`, {
    method: 'POST',
    headers: { authorization: `Bearer ${mesh.apiToken}`, 'content-type': 'application/json' },
    body: '{}',
  });
  if (!response.ok) throw new Error(await response.text());
}

function push(story: Story, files: Readonly<Record<string, string>>): Promise<unknown> {
  const branch = approved.get(story)?.proposal?.branch;
  const commit = { repo: `acme/${story}`, user: 'maria', branch, message: 'docs: mine', files };
  return mesh.control.act('/github/push', commit);
}

/** PLAN.md of a story, as it lies on its branch. */
async function planOf(story: Story): Promise<string> {
  const { github } = mesh.outside;
  const branch = encodeURIComponent(approved.get(story)?.proposal?.branch ?? '');
  const response = await fetch(`${github}/repos/acme/${story}/contents/PLAN.md?ref=${branch}`, {
    headers: { authorization: `Bearer ${mesh.circumstances.secrets.githubToken}` },
  });
  const { content } = (await response.json()) as { content: string };
  return Buffer.from(content, 'base64').toString('utf8');
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchwright-void-'));
  const scenarios = await Promise.all(
    stories.map(async (name) => loadScenario(await storyOf(name))),
  );
  mesh = await startMesh({ stateDir: join(folder, 'state'), stories: scenarios });
  for (const scenario of scenarios) {
    await setStage(mesh, scenario);
    await mesh.control.act('/jira/tickets', scenario.trigger.jira ?? {});
  }
  for (const story of stories) await stated(story, 'plan_proposed');

  // Between the approval and the work, for as long as this takes.
  mesh.kill('executor', 'SIGSTOP');
  for (const story of stories) {
    await approve(story);
    approved.set(story, await taskOf(story));
  }
  await mesh.control.act('/jira/update', {
    ...{ ticket: ids.reworded.toUpperCase(), user: 'ines' },
    description: 'Refuse such coupons instead.',
  });
  const plan = await planOf('edited');
  await push('edited', {
    'PLAN.md': plan.replace('A total never falls below zero', 'Totals stop at zero'),
  });
  await push('broken', { 'PLAN.md': (await planOf('broken')).replace('## Rollback', '## Back') });
  for (const story of ['reworded', 'edited', 'broken'] as const) {
    await stated(story, 'approval_voided');
  }
  await stated('edited', 'plan_proposed', 2);
  // Nobody tells of this commit before the executor sees it itself.
  mesh.kill('gateway', 'SIGSTOP');
  await push('moved', { 'NOTES.md': 'Mine.\n' });
  mesh.kill('executor', 'SIGCONT');
  await stated('moved', 'approval_voided');
  mesh.kill('gateway', 'SIGCONT');
  await until('nobody works any more', async () => {
    await mesh.control.read('/settled');
    const open = await Promise.all(
      stories.map((story) => mesh.bus.work.outstanding(mesh.tenant, ids[story])),
    );
    return open.flat().length === 0;
  });
  for (const story of stories) {
    const facts = (await historyOf(story)).map(({ type }) => type);
    after.set(story, { task: await taskOf(story), facts });
  }
  outside = await readOutside(mesh);
}, 170_000);

afterAll(async () => {
  await mesh?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

describe.each(stories)('an approval whose task was %s', (story) => {
  test('is void, and people are asked again', () => {
    const { task } = after.get(story) ?? {};
    expect(approved.get(story)?.status).toBe('approved');
    expect(task).toMatchObject({ status: 'awaiting_approval', votes: [] });
    expect(task?.approval).toBeUndefined();
  });

  test('executes nothing, and pushes nothing but plans', () => {
    const { facts } = after.get(story) ?? {};
    for (const never of ['execution_started', 'commit_recorded', 'changes_pushed'] as const) {
      expect(facts).not.toContain(never);
    }
    const { proposal } = approved.get(story) ?? {};
    const { branches, fullName } =
      outside.github.repositories.find((one) => one.fullName === `acme/${story}`) ?? {};
    expect(fullName).toBeDefined();
    const head = branches?.[proposal?.branch ?? ''];
    const { task } = after.get(story) ?? {};
    const theirs = story === 'moved' || story === 'broken' ? task?.foreignPush?.sha : undefined;
    expect(head).toBe(theirs ?? task?.proposal?.head);
  });

  test('says so where people are', () => {
    const text = JSON.stringify(outside.slack.messages.filter((one) => isAbout(one, story)));
    expect(text).toContain('The approval is void');
    const ticket = outside.jira.issues.find(({ key }) => key === ids[story].toUpperCase());
    expect(JSON.stringify(ticket)).toContain('What was decided about the plan is void');
  });
});

test('an edited plan is the next version of the plan', () => {
  const { task } = after.get('edited') ?? {};
  expect(task?.proposal).toMatchObject({
    version: 2,
    plan: { summary: expect.stringContaining('Totals stop at zero') },
  });
  expect(task?.proposal?.digest).not.toBe(approved.get('edited')?.proposal?.digest);
});

test('a plan that was edited into none is answered in the pull request', () => {
  const { task } = after.get('broken') ?? {};
  expect(task?.proposal?.version).toBe(1);
  const repository = outside.github.repositories.find((one) => one.fullName === 'acme/broken');
  const said = repository?.comments.map(({ body }) => body).join('\n');
  expect(said).toContain('"Rollback" is missing');
});

test('an edited ticket says who edited what', () => {
  expect(after.get('reworded')?.task.voided).toMatchObject({
    cause: 'ticket_edited',
    reason: expect.stringMatching(/human:ines: edited the description of REWORDED-42/),
  });
});

test('a commit of which nobody told is seen by whoever was about to execute', () => {
  expect(after.get('moved')?.task.voided).toMatchObject({ cause: 'foreign_commit' });
});

test('what people approve after that is executed, as they approved it', async () => {
  await approve('edited');
  await stated('edited', 'task_completed');
  const facts = await historyOf('edited');
  const approvals = facts.filter((fact) => fact.type === 'plan_approved');
  const executed = facts.filter((fact) => fact.type === 'execution_started');
  expect(approvals).toHaveLength(2);
  expect(executed.map(({ data }) => data.digest)).toEqual([approvals.at(-1)?.data.digest]);
}, 120_000);

function isAbout(message: unknown, story: Story): boolean {
  return JSON.stringify(message).includes(ids[story].toUpperCase());
}
