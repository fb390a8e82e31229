import { commit } from './git-commits.ts';
import type {
  CheckRunRecord,
  CheckSuiteRecord,
  CommentRecord,
  IssueRecord,
  JobRecord,
  PullIssue,
  RepositoryRecord,
  ReviewCommentRecord,
  ReviewRecord,
  WorkflowRunRecord,
} from './records.ts';
import {
  renderCheckRun,
  renderCheckSuite,
  renderJob,
  renderWorkflow,
  renderWorkflowRun,
} from './render/checks.ts';
import { renderCommit } from './render/commit.ts';
import {
  renderComment,
  renderIssue,
  renderLabel,
  renderReview,
  renderReviewComment,
} from './render/issue.ts';
import { renderFullPull, renderPull } from './render/pull.ts';
import { renderRepository, repositoryApi } from './render/repository.ts';
import { nodeId, numberOf, renderUser } from './render/user.ts';
import type { GitHubWorld } from './world.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Sends a webhook with the fields every one has; it goes out behind, in the order of the calls. */
export function announce(
  world: GitHubWorld,
  repository: RepositoryRecord,
  event: string,
  sender: string,
  fields: Fields,
): void {
  if (world.webhookUrl === undefined) return;
  const { owner } = repository;
  const installation = numberOf(`installation:${owner}`);
  const body = JSON.stringify({
    ...fields,
    repository: { ...renderRepository(world, repository), custom_properties: {} },
    organization: {
      ...organizationLinks(world, owner),
      login: owner,
      id: numberOf(owner),
      node_id: nodeId('O', numberOf(owner)),
    },
    sender: renderUser(world, sender),
    installation: { id: installation, node_id: nodeId('MDIz', installation) },
    ...(event === 'push' ? pushRepository(world, repository) : {}),
  });
  void world.webhooks.send({ url: world.webhookUrl, event, body });
}

/** In `push`, and only there, GitHub writes some times as seconds since 1970 and names the owner twice. */
function pushRepository(world: GitHubWorld, repository: RepositoryRecord): Fields {
  const seconds = (time: string) => Math.floor(Date.parse(time) / 1000);
  const rendered = renderRepository(world, repository);
  return {
    repository: {
      ...rendered,
      owner: { ...rendered.owner, name: repository.owner, email: null },
      url: rendered.html_url,
      created_at: seconds(repository.createdAt),
      pushed_at: seconds(repository.pushedAt),
      stargazers: 0,
      master_branch: repository.base,
      custom_properties: {},
    },
  };
}

function organizationLinks(world: GitHubWorld, login: string): Fields {
  const api = `${world.url}/orgs/${login}`;
  return {
    url: api,
    repos_url: `${api}/repos`,
    events_url: `${api}/events`,
    hooks_url: `${api}/hooks`,
    issues_url: `${api}/issues`,
    members_url: `${api}/members{/member}`,
    public_members_url: `${api}/public_members{/member}`,
    avatar_url: `${world.url}/avatars/${numberOf(login)}`,
    description: '',
  };
}

/** `issues`: opened, edited, closed, reopened, labeled, unlabeled. */
export function announceIssue(
  world: GitHubWorld,
  repository: RepositoryRecord,
  issue: IssueRecord,
  action: string,
  sender: string,
  more: Fields = {},
): void {
  announce(world, repository, 'issues', sender, {
    action,
    issue: renderIssue(world, repository, issue),
    ...more,
  });
}

/** `issues` or `pull_request`, whichever it is, labeled or unlabeled. */
export async function announceLabel(
  world: GitHubWorld,
  repository: RepositoryRecord,
  issue: IssueRecord,
  action: 'labeled' | 'unlabeled',
  label: string,
  sender: string,
): Promise<void> {
  const more = { label: renderLabel(world, repository, label) };
  if (issue.pull === undefined) announceIssue(world, repository, issue, action, sender, more);
  else await announcePull(world, repository, issue as PullIssue, action, sender, more);
}

/** `issue_comment`: created, edited, deleted. */
export function announceComment(
  world: GitHubWorld,
  repository: RepositoryRecord,
  issue: IssueRecord,
  comment: CommentRecord,
  action: string,
  sender: string,
  more: Fields = {},
): void {
  announce(world, repository, 'issue_comment', sender, {
    action,
    issue: renderIssue(world, repository, issue),
    comment: renderComment(world, repository, comment),
    ...more,
  });
}

/** `pull_request`: opened, synchronize, ready_for_review, converted_to_draft, edited, closed, reopened, … */
export async function announcePull(
  world: GitHubWorld,
  repository: RepositoryRecord,
  issue: PullIssue,
  action: string,
  sender: string,
  more: Fields = {},
): Promise<void> {
  announce(world, repository, 'pull_request', sender, {
    action,
    number: issue.number,
    pull_request: await renderFullPull(world, repository, issue),
    ...more,
  });
}

/** `pull_request_review`: submitted. */
export function announceReview(
  world: GitHubWorld,
  repository: RepositoryRecord,
  issue: PullIssue,
  review: ReviewRecord,
): void {
  announce(world, repository, 'pull_request_review', review.user, {
    action: 'submitted',
    review: renderReview(world, repository, review, true),
    pull_request: renderPull(world, repository, issue),
  });
}

/** `pull_request_review_comment`: created. */
export function announceReviewComment(
  world: GitHubWorld,
  repository: RepositoryRecord,
  issue: PullIssue,
  comment: ReviewCommentRecord,
): void {
  announce(world, repository, 'pull_request_review_comment', comment.user, {
    action: 'created',
    comment: renderReviewComment(world, repository, comment),
    pull_request: renderPull(world, repository, issue),
  });
}

/** `check_run`: created, completed, rerequested, requested_action. */
export function announceCheckRun(
  world: GitHubWorld,
  repository: RepositoryRecord,
  check: CheckRunRecord,
  action: string,
  sender: string,
  more: Fields = {},
): void {
  const suite = repository.suites.find((each) => each.id === check.suite);
  const rendered = renderCheckRun(world, repository, check);
  announce(world, repository, 'check_run', sender, {
    action,
    ...more,
    check_run: {
      ...rendered,
      check_suite: {
        id: check.suite,
        node_id: nodeId('CS', check.suite),
        head_branch: suite?.headBranch ?? null,
        head_sha: check.headSha,
        status: check.status,
        conclusion: check.conclusion,
        url: `${repositoryApi(world, repository)}/check-suites/${check.suite}`,
        before: null,
        after: check.headSha,
        pull_requests: rendered.pull_requests,
        app: rendered.app,
        created_at: suite?.createdAt,
        updated_at: suite?.updatedAt,
      },
    },
  });
}

/** `check_suite`: completed. */
export async function announceCheckSuite(
  world: GitHubWorld,
  repository: RepositoryRecord,
  suite: CheckSuiteRecord,
  sender: string,
): Promise<void> {
  const { repository: _repository, ...rendered } = await renderCheckSuite(world, repository, suite);
  announce(world, repository, 'check_suite', sender, {
    action: 'completed',
    check_suite: rendered,
  });
}

/** `workflow_run`: requested, in_progress, completed. */
export async function announceWorkflowRun(
  world: GitHubWorld,
  repository: RepositoryRecord,
  run: WorkflowRunRecord,
  action: string,
): Promise<void> {
  announce(world, repository, 'workflow_run', run.actor, {
    action,
    workflow_run: await renderWorkflowRun(world, repository, run),
    workflow: renderWorkflow(world, repository, run),
  });
}

/** `workflow_job`: queued, in_progress, completed. */
export function announceJob(
  world: GitHubWorld,
  repository: RepositoryRecord,
  run: WorkflowRunRecord,
  job: JobRecord,
): void {
  announce(world, repository, 'workflow_job', run.actor, {
    action: job.status,
    workflow_job: renderJob(world, repository, job),
  });
}

/** `status`: a commit status was set. */
export async function announceStatus(
  world: GitHubWorld,
  repository: RepositoryRecord,
  sha: string,
  status: Fields & { readonly id: number },
  sender: string,
): Promise<void> {
  const found = await commit(world.git, repository.gitDir, sha);
  const api = repositoryApi(world, repository);
  announce(world, repository, 'status', sender, {
    ...status,
    sha,
    name: repository.fullName,
    branches: [...repository.branches]
      .filter(([, tip]) => tip === sha)
      .map(([name]) => ({
        name,
        commit: { sha, url: `${api}/commits/${sha}` },
        protected: repository.protectedBranches.includes(name),
      })),
    commit: found === undefined ? null : renderCommit(world, repository, found),
  });
}
