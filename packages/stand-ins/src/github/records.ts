import type { CiCommand, CiConclusion, StepResult } from '../ci/index.ts';

/** What a person may do in a repository, in GitHub's words. */
export type Permission = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none';

/** An issue; with `pull` it is a pull request, as on GitHub both share their numbers. */
export interface IssueRecord {
  readonly id: number;
  readonly number: number;
  readonly user: string;
  /** ISO times, UTC, to the second. */
  readonly createdAt: string;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  stateReason: 'completed' | 'not_planned' | 'reopened' | null;
  labels: readonly string[];
  assignees: readonly string[];
  updatedAt: string;
  closedAt: string | null;
  closedBy: string | null;
  readonly pull?: PullRecord;
}

/** What a pull request has besides what an issue has. */
export interface PullRecord {
  readonly id: number;
  /** Name of the branch that is to be merged, in the same repository. */
  readonly head: string;
  base: string;
  headSha: string;
  /** Tip of the base while open, frozen when closed. */
  baseSha: string;
  draft: boolean;
  mergedAt: string | null;
  mergedBy: string | null;
  mergeCommitSha: string | null;
  requestedReviewers: readonly string[];
}

/** An issue that is a pull request. */
export type PullIssue = IssueRecord & { readonly pull: PullRecord };

/** A comment in the conversation of an issue or a pull request. */
export interface CommentRecord {
  readonly id: number;
  readonly number: number;
  readonly user: string;
  readonly createdAt: string;
  body: string;
  updatedAt: string;
}

/** A submitted review. */
export interface ReviewRecord {
  readonly id: number;
  readonly number: number;
  readonly user: string;
  readonly body: string;
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING';
  readonly commitId: string;
  submittedAt: string;
}

/** A comment on a line of a pull request's diff. */
export interface ReviewCommentRecord {
  readonly id: number;
  readonly number: number;
  readonly reviewId: number | null;
  readonly user: string;
  readonly path: string;
  readonly line: number | null;
  readonly side: 'LEFT' | 'RIGHT';
  readonly diffHunk: string;
  readonly commitId: string;
  readonly inReplyTo: number | null;
  readonly createdAt: string;
  body: string;
  updatedAt: string;
}

/** An emoji on an issue or on a comment. */
export interface ReactionRecord {
  readonly id: number;
  readonly on: 'issue' | 'comment' | 'review-comment';
  /** Number of the issue, or id of the comment. */
  readonly target: number;
  readonly user: string;
  readonly content: string;
  readonly createdAt: string;
}

/** A label of a repository. */
export interface LabelRecord {
  readonly id: number;
  readonly name: string;
  readonly color: string;
  readonly description: string;
}

/** What groups the check runs of one app on one commit; one for each workflow run. */
export interface CheckSuiteRecord {
  readonly id: number;
  readonly app: string;
  readonly headSha: string;
  readonly headBranch: string | null;
  readonly createdAt: string;
  updatedAt: string;
}

/** State of a check, a run or a job. */
export type CheckStatus = 'queued' | 'in_progress' | 'completed';

/** Conclusion of a check run. */
export type CheckConclusion =
  | CiConclusion
  | 'neutral'
  | 'action_required'
  | 'stale'
  | 'startup_failure';

/** One check on one commit. */
export interface CheckRunRecord {
  readonly id: number;
  readonly suite: number;
  readonly app: string;
  readonly headSha: string;
  name: string;
  externalId: string;
  detailsUrl: string;
  status: CheckStatus;
  conclusion: CheckConclusion | null;
  startedAt: string | null;
  completedAt: string | null;
  output: CheckOutput;
  /** Its buttons. */
  actions: readonly CheckAction[];
}

/** A button of a check. */
export interface CheckAction {
  readonly identifier: string;
  readonly label: string;
  readonly description: string;
}

/** What a check says about itself. */
export interface CheckOutput {
  readonly title: string | null;
  readonly summary: string | null;
  readonly text: string | null;
  readonly annotations: readonly CheckAnnotation[];
}

/** A remark of a check on a line. */
export interface CheckAnnotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: string;
  readonly message: string;
  readonly title?: string;
}

/** A commit status of the older kind. */
export interface StatusRecord {
  readonly id: number;
  readonly sha: string;
  readonly context: string;
  readonly state: 'error' | 'failure' | 'pending' | 'success';
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly user: string;
  readonly createdAt: string;
}

/** One run of one workflow on one commit. */
export interface WorkflowRunRecord {
  readonly id: number;
  readonly suite: number;
  readonly workflowId: number;
  readonly name: string;
  readonly path: string;
  readonly number: number;
  readonly event: 'push' | 'pull_request';
  readonly headBranch: string;
  readonly headSha: string;
  readonly title: string;
  readonly actor: string;
  readonly createdAt: string;
  attempt: number;
  startedAt: string;
  updatedAt: string;
  status: CheckStatus;
  conclusion: CheckConclusion | null;
}

/** One job of one attempt of a run. Its id is that of its check run, as on GitHub. */
export interface JobRecord {
  readonly id: number;
  readonly run: number;
  readonly attempt: number;
  readonly name: string;
  readonly createdAt: string;
  status: CheckStatus;
  conclusion: CheckConclusion | null;
  startedAt: string;
  completedAt: string | null;
  steps: readonly StepResult[];
  log: string;
}

/** A repository with all that GitHub knows about it besides git's own objects. */
export interface RepositoryRecord {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly fullName: string;
  readonly base: string;
  /** Folder of the bare repository. */
  readonly gitDir: string;
  readonly protectedBranches: readonly string[];
  /** Checks that the default branch requires. */
  readonly requiredChecks: readonly string[];
  /** Commands of the checks; without them the workflow files of the commit count. */
  readonly ci: readonly CiCommand[] | undefined;
  /** Who may do what; without it everyone may write. */
  readonly collaborators: Readonly<Record<string, Permission>> | undefined;
  readonly createdAt: string;
  pushedAt: string;
  language: string | null;
  /** Branch → sha, as git has it. */
  branches: ReadonlyMap<string, string>;
  readonly issues: IssueRecord[];
  readonly comments: CommentRecord[];
  readonly reviews: ReviewRecord[];
  readonly reviewComments: ReviewCommentRecord[];
  reactions: ReactionRecord[];
  readonly labels: LabelRecord[];
  readonly suites: CheckSuiteRecord[];
  readonly checkRuns: CheckRunRecord[];
  readonly statuses: StatusRecord[];
  readonly runs: WorkflowRunRecord[];
  readonly jobs: JobRecord[];
  readonly workflows: { readonly id: number; readonly name: string; readonly path: string }[];
}

/** Whether an issue is a pull request. */
export function isPull(issue: IssueRecord): issue is PullIssue {
  return issue.pull !== undefined;
}
