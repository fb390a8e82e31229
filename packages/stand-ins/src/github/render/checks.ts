import { commit } from '../git-commits.ts';
import type {
  CheckRunRecord,
  CheckSuiteRecord,
  JobRecord,
  RepositoryRecord,
  StatusRecord,
  WorkflowRunRecord,
} from '../records.ts';
import { type GitHubWorld, openPullsOf } from '../world.ts';
import { renderSimpleCommit } from './commit.ts';
import { renderPullReference } from './pull.ts';
import { renderRepository, repositoryApi, repositoryHtml } from './repository.ts';
import { nodeId, numberOf, renderUser } from './user.ts';

/** The app under whose name CI reports. */
export const ACTIONS_APP = 'github-actions';

/** A GitHub App (`integration`). */
export function renderApp(world: GitHubWorld, slug: string) {
  const id = numberOf(`app:${slug}`);
  return {
    id,
    slug,
    node_id: nodeId('A', id),
    client_id: `Iv1.${id}`,
    owner: renderUser(world, slug === ACTIONS_APP ? 'github' : 'acme', true),
    name: slug === ACTIONS_APP ? 'GitHub Actions' : slug,
    description: '',
    external_url: `${world.url}/apps/${slug}`,
    html_url: `${world.url}/apps/${slug}`,
    created_at: '2020-01-01T00:00:00Z',
    updated_at: '2020-01-01T00:00:00Z',
    permissions: { checks: 'write', contents: 'write', pull_requests: 'write' },
    events: ['check_run', 'push', 'pull_request'],
  };
}

function pullStubs(world: GitHubWorld, repository: RepositoryRecord, branch: string | null) {
  if (branch === null) return [];
  return openPullsOf(repository, branch).map((issue) =>
    renderPullReference(world, repository, issue),
  );
}

/** One check on a commit. */
export function renderCheckRun(
  world: GitHubWorld,
  repository: RepositoryRecord,
  check: CheckRunRecord,
) {
  const url = `${repositoryApi(world, repository)}/check-runs/${check.id}`;
  const suite = repository.suites.find((each) => each.id === check.suite);
  const { annotations, ...output } = check.output;
  return {
    id: check.id,
    name: check.name,
    node_id: nodeId('CR', check.id),
    head_sha: check.headSha,
    external_id: check.externalId,
    url,
    html_url: `${repositoryHtml(world, repository)}/runs/${check.id}`,
    details_url: check.detailsUrl,
    status: check.status,
    conclusion: check.conclusion,
    started_at: check.startedAt,
    completed_at: check.completedAt,
    output: {
      ...output,
      annotations_count: annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: check.suite },
    app: renderApp(world, check.app),
    pull_requests: pullStubs(world, repository, suite?.headBranch ?? null),
  };
}

/** State and conclusion of a suite, as its latest checks make it. */
export function suiteOutcome(checks: readonly CheckRunRecord[]) {
  if (checks.length === 0) return { status: 'queued', conclusion: null } as const;
  if (checks.every((check) => check.status === 'completed')) {
    const bad = checks.find(
      (check) => !['success', 'skipped', 'neutral'].includes(`${check.conclusion}`),
    );
    return { status: 'completed', conclusion: bad?.conclusion ?? 'success' } as const;
  }
  const begun = checks.some((check) => check.status !== 'queued');
  return { status: begun ? 'in_progress' : 'queued', conclusion: null } as const;
}

/** The latest check run of each name. */
export function latestByName(checks: readonly CheckRunRecord[]): readonly CheckRunRecord[] {
  const latest = new Map<string, CheckRunRecord>();
  for (const check of checks) latest.set(`${check.suite}/${check.app}/${check.name}`, check);
  return checks.filter((check) => [...latest.values()].includes(check));
}

/** A check suite. */
export async function renderCheckSuite(
  world: GitHubWorld,
  repository: RepositoryRecord,
  suite: CheckSuiteRecord,
) {
  const url = `${repositoryApi(world, repository)}/check-suites/${suite.id}`;
  const checks = latestByName(repository.checkRuns.filter((check) => check.suite === suite.id));
  return {
    id: suite.id,
    node_id: nodeId('CS', suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    ...suiteOutcome(checks),
    url,
    before: null,
    after: suite.headSha,
    pull_requests: pullStubs(world, repository, suite.headBranch),
    app: renderApp(world, suite.app),
    repository: renderRepository(world, repository),
    created_at: suite.createdAt,
    updated_at: suite.updatedAt,
    head_commit: await headCommit(world, repository, suite.headSha),
    latest_check_runs_count: checks.length,
    check_runs_url: `${url}/check-runs`,
    rerequestable: true,
    runs_rerequestable: false,
  };
}

async function headCommit(world: GitHubWorld, repository: RepositoryRecord, sha: string) {
  const found = await commit(world.git, repository.gitDir, sha);
  if (found === undefined) throw new Error(`There is no commit ${sha}`);
  return renderSimpleCommit(found);
}

/** A workflow run. */
export async function renderWorkflowRun(
  world: GitHubWorld,
  repository: RepositoryRecord,
  run: WorkflowRunRecord,
) {
  const api = repositoryApi(world, repository);
  const url = `${api}/actions/runs/${run.id}`;
  const repo = renderRepository(world, repository);
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('WFR', run.id),
    check_suite_id: run.suite,
    check_suite_node_id: nodeId('CS', run.suite),
    head_branch: run.headBranch,
    head_sha: run.headSha,
    path: run.path,
    display_title: run.title,
    run_number: run.number,
    run_attempt: run.attempt,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: run.workflowId,
    url,
    html_url: `${repositoryHtml(world, repository)}/actions/runs/${run.id}`,
    pull_requests: pullStubs(world, repository, run.headBranch),
    created_at: run.createdAt,
    updated_at: run.updatedAt,
    run_started_at: run.startedAt,
    actor: renderUser(world, run.actor),
    triggering_actor: renderUser(world, run.actor),
    referenced_workflows: [],
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${api}/check-suites/${run.suite}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: run.attempt > 1 ? `${url}/attempts/${run.attempt - 1}` : null,
    workflow_url: `${api}/actions/workflows/${run.workflowId}`,
    head_commit: await headCommit(world, repository, run.headSha),
    repository: repo,
    head_repository: repo,
  };
}

/** One job of a run. */
export function renderJob(world: GitHubWorld, repository: RepositoryRecord, job: JobRecord) {
  const api = repositoryApi(world, repository);
  const run = repository.runs.find((each) => each.id === job.run);
  return {
    id: job.id,
    run_id: job.run,
    run_url: `${api}/actions/runs/${job.run}`,
    run_attempt: job.attempt,
    node_id: nodeId('CR', job.id),
    head_sha: run?.headSha ?? '',
    head_branch: run?.headBranch ?? null,
    url: `${api}/actions/jobs/${job.id}`,
    html_url: `${repositoryHtml(world, repository)}/actions/runs/${job.run}/job/${job.id}`,
    status: job.status,
    conclusion: job.conclusion,
    created_at: job.createdAt,
    started_at: job.startedAt,
    completed_at: job.completedAt,
    name: job.name,
    steps: job.steps.map((step) => ({
      name: step.name,
      number: step.number,
      status: step.status,
      conclusion: step.conclusion,
      started_at: step.startedAt,
      completed_at: step.completedAt,
    })),
    check_run_url: `${api}/check-runs/${job.id}`,
    labels: ['ubuntu-latest'],
    runner_id: 1,
    runner_name: 'stand-in',
    runner_group_id: 1,
    runner_group_name: 'Default',
    workflow_name: run?.name ?? null,
  };
}

/** A commit status. */
export function renderStatus(
  world: GitHubWorld,
  repository: RepositoryRecord,
  status: StatusRecord,
) {
  return {
    url: `${repositoryApi(world, repository)}/statuses/${status.sha}`,
    avatar_url: `${world.url}/avatars/${numberOf(status.user)}`,
    id: status.id,
    node_id: nodeId('SC', status.id),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    creator: renderUser(world, status.user),
  };
}

/** A workflow as the list of workflows and `workflow_run` show it. */
export function renderWorkflow(
  world: GitHubWorld,
  repository: RepositoryRecord,
  workflow: { readonly workflowId: number; readonly name: string; readonly path: string },
) {
  const id = workflow.workflowId;
  const html = repositoryHtml(world, repository);
  return {
    id,
    node_id: nodeId('W', id),
    name: workflow.name,
    path: workflow.path,
    state: 'active',
    created_at: repository.createdAt,
    updated_at: repository.createdAt,
    url: `${repositoryApi(world, repository)}/actions/workflows/${id}`,
    html_url: `${html}/blob/${repository.base}/${workflow.path}`,
    badge_url: `${html}/workflows/${encodeURIComponent(workflow.name)}/badge.svg`,
  };
}
