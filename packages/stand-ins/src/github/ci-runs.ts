import { join } from 'node:path';
import {
  type CiTrigger,
  type CiWorkflow,
  runJob,
  workflowFromFile,
  workflowsFromCommands,
} from '../ci/index.ts';
import {
  announceCheckRun,
  announceCheckSuite,
  announceJob,
  announceWorkflowRun,
} from './announce.ts';
import { openSuite } from './check-runs.ts';
import { commit } from './git-commits.ts';
import { blob, tree } from './git-trees.ts';
import type {
  CheckConclusion,
  CheckRunRecord,
  JobRecord,
  RepositoryRecord,
  WorkflowRunRecord,
} from './records.ts';
import { ACTIONS_APP } from './render/checks.ts';
import { repositoryHtml } from './render/repository.ts';
import { byId, type GitHubWorld, now } from './world.ts';

const SENDER = 'github-actions[bot]';
const SKIP = /\[(skip ci|ci skip|no ci|skip actions|actions skip)\]/i;

/** Queues the workflows that a commit calls for; one that ran for this branch and commit already is not begun again. */
export async function startCi(
  world: GitHubWorld,
  repository: RepositoryRecord,
  input: {
    readonly trigger: CiTrigger;
    readonly branch: string;
    readonly sha: string;
    readonly actor: string;
  },
): Promise<void> {
  const head = await commit(world.git, repository.gitDir, input.sha);
  if (head === undefined || SKIP.test(head.message)) return;
  const title = head.message.split('\n')[0] ?? '';
  for (const workflow of await workflowsOf(world, repository, input.sha, input.trigger)) {
    const known = repository.runs.some(
      (run) =>
        run.headSha === input.sha && run.headBranch === input.branch && run.path === workflow.path,
    );
    if (!known) await startRun(world, repository, workflow, { ...input, title });
  }
}

async function workflowsOf(
  world: GitHubWorld,
  repository: RepositoryRecord,
  sha: string,
  trigger: CiTrigger,
): Promise<readonly CiWorkflow[]> {
  if (repository.ci !== undefined) return workflowsFromCommands(repository.ci);
  const folder = '.github/workflows';
  const files = (await tree(world.git, repository.gitDir, `${sha}:${folder}`, false)) ?? [];
  const found: CiWorkflow[] = [];
  for (const file of files.filter((each) => /\.ya?ml$/.test(each.path))) {
    const path = `${folder}/${file.path}`;
    const content = await blob(world.git, repository.gitDir, file.sha);
    try {
      const text = Buffer.from(content?.base64 ?? '', 'base64').toString('utf8');
      const workflow = workflowFromFile(path, text, trigger);
      if (workflow !== undefined) found.push(workflow);
    } catch (error) {
      world.troubles.push(`${repository.fullName} ${path}: ${String(error)}`);
      found.push({ name: path, path, jobs: [] });
    }
  }
  return found;
}

async function startRun(
  world: GitHubWorld,
  repository: RepositoryRecord,
  workflow: CiWorkflow,
  input: {
    readonly trigger: CiTrigger;
    readonly branch: string;
    readonly sha: string;
    readonly actor: string;
    readonly title: string;
  },
): Promise<void> {
  const suite = openSuite(world, repository, ACTIONS_APP, input.sha, input.branch);
  const time = now();
  const run: WorkflowRunRecord = {
    id: world.nextId(),
    suite: suite.id,
    workflowId: workflowId(world, repository, workflow),
    name: workflow.name,
    path: workflow.path,
    number: repository.runs.filter((each) => each.path === workflow.path).length + 1,
    event: input.trigger.event,
    headBranch: input.branch,
    headSha: input.sha,
    title: input.title,
    actor: input.actor,
    createdAt: time,
    attempt: 1,
    startedAt: time,
    updatedAt: time,
    status: 'queued',
    conclusion: null,
  };
  repository.runs.push(run);
  world.ciPlans.set(run.id, workflow);
  await queueAttempt(world, repository, run, () => true);
}

function workflowId(
  world: GitHubWorld,
  repository: RepositoryRecord,
  workflow: CiWorkflow,
): number {
  const known = repository.workflows.find((each) => each.path === workflow.path);
  if (known !== undefined) return known.id;
  const id = world.nextId();
  repository.workflows.push({ id, name: workflow.name, path: workflow.path });
  return id;
}

/** Runs a finished run again, all its jobs or only those that failed. */
export async function rerun(
  world: GitHubWorld,
  repository: RepositoryRecord,
  run: WorkflowRunRecord,
  failedOnly: boolean,
): Promise<void> {
  const last = repository.jobs.filter((job) => job.run === run.id && job.attempt === run.attempt);
  const time = now();
  Object.assign(run, { attempt: run.attempt + 1, startedAt: time, updatedAt: time });
  Object.assign(run, { status: 'queued', conclusion: null });
  const passed = new Map(
    last.filter((job) => passes(job.conclusion)).map((job) => [job.name, job]),
  );
  await queueAttempt(world, repository, run, (name) => !(failedOnly && passed.has(name)), passed);
}

async function queueAttempt(
  world: GitHubWorld,
  repository: RepositoryRecord,
  run: WorkflowRunRecord,
  toRun: (name: string) => boolean,
  passed: ReadonlyMap<string, JobRecord> = new Map(),
): Promise<void> {
  const plan = world.ciPlans.get(run.id);
  await announceWorkflowRun(world, repository, run, 'requested');
  for (const job of plan?.jobs ?? []) {
    const record = queueJob(world, repository, run, job.name);
    const before = passed.get(job.name);
    if (!toRun(job.name) && before !== undefined) {
      const { id: _id, attempt: _attempt, ...same } = before;
      Object.assign(record, same);
      report(world, repository, run, record);
    }
  }
  world.ciQueue.add((signal) => execute(world, repository, run, signal));
}

function queueJob(
  world: GitHubWorld,
  repository: RepositoryRecord,
  run: WorkflowRunRecord,
  name: string,
): JobRecord {
  const id = world.nextId();
  const time = now();
  const job: JobRecord = {
    id,
    run: run.id,
    attempt: run.attempt,
    name,
    createdAt: time,
    status: 'queued',
    conclusion: null,
    startedAt: time,
    completedAt: null,
    steps: [],
    log: '',
  };
  repository.jobs.push(job);
  repository.checkRuns.push({
    id,
    suite: run.suite,
    app: ACTIONS_APP,
    headSha: run.headSha,
    name,
    externalId: `${run.id}/${run.attempt}/${name}`,
    detailsUrl: `${repositoryHtml(world, repository)}/actions/runs/${run.id}/job/${id}`,
    status: 'queued',
    conclusion: null,
    startedAt: time,
    completedAt: null,
    output: { title: null, summary: null, text: null, annotations: [] },
    actions: [],
  });
  announceCheckRun(world, repository, byId(repository.checkRuns, id), 'created', SENDER);
  announceJob(world, repository, run, job);
  return job;
}

async function execute(
  world: GitHubWorld,
  repository: RepositoryRecord,
  run: WorkflowRunRecord,
  signal: AbortSignal,
): Promise<void> {
  run.status = 'in_progress';
  run.updatedAt = now();
  await announceWorkflowRun(world, repository, run, 'in_progress');
  const plan = world.ciPlans.get(run.id);
  const records = repository.jobs.filter(
    (job) => job.run === run.id && job.attempt === run.attempt,
  );
  const outcomes = new Map<string, boolean>();
  for (const [index, job] of (plan?.jobs ?? []).entries()) {
    const record = records[index];
    if (record === undefined) continue;
    if (record.status === 'queued') {
      const allPassed = job.needs.every((need) => outcomes.get(need) !== false);
      const wanted = job.when === 'always' || job.when === (allPassed ? 'success' : 'failure');
      record.startedAt = now();
      if (wanted) {
        record.status = 'in_progress';
        report(world, repository, run, record);
        const folder = join(world.root, 'ci', `${run.id}-${run.attempt}-${record.id}`);
        const { gitDir, fullName } = repository;
        const env = { ...world.ciPlace.env, ...contextOf(world, run, fullName, repository.base) };
        const place = { ...world.ciPlace, folder, gitDir, sha: run.headSha, env, signal };
        const { conclusion, steps, log, remark } = await runJob(job, place);
        Object.assign(record, { conclusion, steps, log });
        if (remark !== undefined) remarkOn(byId(repository.checkRuns, record.id), remark);
      } else {
        record.conclusion = 'skipped';
      }
      record.status = 'completed';
      record.completedAt = now();
      report(world, repository, run, record);
    }
    const sofar = outcomes.get(job.key) ?? true;
    outcomes.set(job.key, sofar && record.conclusion === 'success');
  }
  await finish(world, repository, run, records);
}

/** As the runner remarks on a job as a whole. */
function remarkOn(check: CheckRunRecord, message: string): void {
  const place = { path: '.github', start_line: 1, end_line: 1 };
  const annotations = [{ ...place, annotation_level: 'failure', message }];
  check.output = { ...check.output, annotations };
}

async function finish(
  world: GitHubWorld,
  repository: RepositoryRecord,
  run: WorkflowRunRecord,
  records: readonly JobRecord[],
): Promise<void> {
  const suite = byId(repository.suites, run.suite);
  run.status = 'completed';
  run.conclusion = runConclusion(records);
  run.updatedAt = now();
  suite.updatedAt = run.updatedAt;
  await announceWorkflowRun(world, repository, run, 'completed');
  await announceCheckSuite(world, repository, suite, SENDER);
}

/** What a run comes to by its jobs; without any it could not begin. */
export function runConclusion(jobs: readonly JobRecord[]): CheckConclusion {
  if (jobs.some((job) => job.conclusion === 'cancelled')) return 'cancelled';
  return jobs.length > 0 && jobs.every((job) => passes(job.conclusion)) ? 'success' : 'failure';
}

function passes(conclusion: CheckConclusion | null): boolean {
  return conclusion === 'success' || conclusion === 'skipped' || conclusion === 'neutral';
}

/** Carries a job's state over to its check run, and tells both by webhook. */
export function report(
  world: GitHubWorld,
  repository: RepositoryRecord,
  run: WorkflowRunRecord,
  job: JobRecord,
): void {
  const check = byId(repository.checkRuns, job.id);
  const { status, conclusion, startedAt, completedAt } = job;
  Object.assign(check, { status, conclusion, startedAt, completedAt });
  if (status === 'completed') announceCheckRun(world, repository, check, 'completed', SENDER);
  announceJob(world, repository, run, job);
}

function contextOf(world: GitHubWorld, run: WorkflowRunRecord, fullName: string, base: string) {
  const pull = run.event === 'pull_request';
  return {
    GITHUB_REPOSITORY: fullName,
    GITHUB_SERVER_URL: world.url,
    GITHUB_API_URL: world.url,
    GITHUB_RUN_ID: String(run.id),
    GITHUB_RUN_NUMBER: String(run.number),
    GITHUB_RUN_ATTEMPT: String(run.attempt),
    GITHUB_WORKFLOW: run.name,
    GITHUB_EVENT_NAME: run.event,
    GITHUB_ACTOR: run.actor,
    GITHUB_REF: `refs/heads/${run.headBranch}`,
    GITHUB_REF_NAME: run.headBranch,
    ...(pull ? { GITHUB_HEAD_REF: run.headBranch, GITHUB_BASE_REF: base } : {}),
  };
}
