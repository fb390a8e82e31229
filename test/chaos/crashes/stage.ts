import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Bus, WorkItem } from '@patchwright/bus';
import {
  approvalDigest,
  emptyHead,
  type MeshEvent,
  type StoredEvent,
  seal,
  sha256,
  type TaskDraft,
  type TaskEvent,
  termsOf,
} from '@patchwright/events';
import {
  type LocalSandbox,
  loadScenario,
  natsEnvironment,
  PROJECT,
  prepareSandbox,
  prepareToolchain,
  type Scenario,
  storySource,
} from '@patchwright/local';
import { approvalPolicy, policyVersion } from '@patchwright/task';

/** What all rows of the matrix share: the story, its repository with the plan's branch, and the tools. Nothing in it changes. */
export interface Stage {
  readonly folder: string;
  readonly scenario: Scenario;
  /** A bare repository that each row's GitHub copies. */
  readonly source: string;
  readonly branch: string;
  /** The plan's own commit, on which the execution builds. */
  readonly head: string;
  readonly toolchain: Awaited<ReturnType<typeof prepareToolchain>>;
  readonly sandbox: LocalSandbox['kind'];
  /** The task's facts up to its approval. */
  readonly facts: readonly TaskDraft[];
}

export const tenant = 'main';
export const taskId = 'shop-42';

const STORY = join(PROJECT, 'packages/local/scenarios/a-ticket');
const RECORDED = join(PROJECT, 'test/replay/histories/a-ticket/history.jsonl');
/** The policy that the plan was approved under. */
export const POLICY = { approval: { name: 'laptop', selfApproval: true } };
const BEFORE_EXECUTION: readonly TaskDraft['type'][] = [
  'task_requested',
  'discovery_started',
  'discovery_completed',
  'planning_started',
  'plan_proposed',
  'approval_given',
  'plan_approved',
];

/** Sets the stage below `folder`: the ticket's story as it was recorded, up to where a person has approved its plan. */
export async function setCrashStage(folder: string): Promise<Stage> {
  const scenario = await loadScenario(STORY);
  const environment = natsEnvironment();
  const sources = join(folder, 'sources');
  await mkdir(sources, { recursive: true });
  const made = await storySource(scenario, sources, environment.searchPath);
  if (!('bare' in made)) throw new Error(`${scenario.name} has no files of its own`);
  const prepared = await prepareToolchain({
    folder: join(folder, 'tools'),
    node: scenario.toolchain.node,
    python: undefined,
    environment,
  });
  const sandbox = await prepareSandbox({
    tools: prepared,
    scratch: join(folder, 'sandbox'),
    environment,
  });

  const recorded = await recordedFacts();
  const proposal = recorded.find((fact) => fact.type === 'plan_proposed');
  if (proposal === undefined) throw new Error('no plan was recorded');
  const { branch, repository, plan } = proposal.data;
  const document = `# ${plan.summary}\n`;
  const { head, base } = await commitPlan(made.bare, scenario.repository.base, branch, document);
  const terms = termsOf(
    plan,
    proposal.data.terms.limits,
    policyVersion({ approval: approvalPolicy(POLICY.approval) }),
  );
  const at = { ref: scenario.repository.base, sha: base };
  const digest = approvalDigest({ repository, base: at, branch, plan, terms });
  const facts = recorded.map((fact): TaskDraft => {
    switch (fact.type) {
      case 'discovery_completed':
        return { ...fact, data: { ...fact.data, base: at } };
      case 'plan_proposed':
        return {
          ...fact,
          data: { ...fact.data, base: at, terms, digest, head, document: sha256(document) },
        };
      case 'approval_given':
      case 'plan_approved':
        return { ...fact, data: { ...fact.data, digest } } as TaskDraft;
      default:
        return fact;
    }
  });
  return {
    folder,
    scenario,
    source: made.bare,
    branch,
    head,
    toolchain: { ...prepared, path: [...prepared.path, ...sandbox.path] },
    sandbox: sandbox.kind,
    facts,
  };
}

async function recordedFacts(): Promise<readonly TaskDraft[]> {
  const lines = (await readFile(RECORDED, 'utf8')).trim().split('\n');
  return lines
    .map((line) => JSON.parse(line) as { readonly kind: string; readonly event: MeshEvent })
    .filter(({ kind }) => kind === 'event')
    .map(({ event }) => ({ type: event.type, data: event.data }) as TaskDraft)
    .filter(({ type }) => BEFORE_EXECUTION.includes(type));
}

/** Puts the plan's document on a branch of its own, as the planner does. */
async function commitPlan(bare: string, base: string, branch: string, document: string) {
  const date = '2026-02-11T09:00:00Z';
  const env = {
    PATH: natsEnvironment().searchPath,
    GIT_DIR: bare,
    GIT_INDEX_FILE: join(bare, 'plan.index'),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: 'Patchwright',
    GIT_AUTHOR_EMAIL: 'patchwright@localhost',
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: 'Patchwright',
    GIT_COMMITTER_EMAIL: 'patchwright@localhost',
    GIT_COMMITTER_DATE: date,
  };
  async function git(...args: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)('git', args, { cwd: bare, env });
    return stdout.trim();
  }
  const path = join(bare, 'PLAN.md');
  await writeFile(path, document);
  const parent = await git('rev-parse', `refs/heads/${base}`);
  await git('read-tree', parent);
  const blob = await git('hash-object', '-w', path);
  await git('update-index', '--add', '--cacheinfo', `100644,${blob},PLAN.md`);
  const tree = await git('write-tree');
  const head = await git('commit-tree', tree, '-p', parent, '-m', 'docs: plan');
  await git('update-ref', `refs/heads/${branch}`, head);
  return { head, base: parent };
}

/** Puts the task's facts up to its approval on a log, and answers the work that they call for. */
export async function approveTask(bus: Bus, { facts }: Stage): Promise<WorkItem> {
  const aggregate = { kind: 'task', tenant, id: taskId } as const;
  const sealed = seal(facts, {
    aggregate,
    expected: emptyHead,
    causationId: 'crashes',
    handler: 'test',
    source: '/patchwright/test',
    actor: 'human:maria',
    time: new Date().toISOString(),
    build: 'test',
    correlationId: taskId,
  });
  await bus.log.append(aggregate, emptyHead, sealed);
  const { events } = await bus.log.history(aggregate);
  const cause = events.at(-1) as StoredEvent<TaskEvent>;
  return {
    kind: 'execute',
    lane: 'p1',
    tenant,
    id: taskId,
    cause: `${cause.aggVersion}`,
    causeId: cause.id,
    causeSeq: cause.seq,
  };
}
