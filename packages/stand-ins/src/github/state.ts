import type { Delivery } from '../webhook-sender.ts';
import type {
  CheckRunRecord,
  CommentRecord,
  IssueRecord,
  JobRecord,
  LabelRecord,
  PullRecord,
  ReactionRecord,
  RepositoryRecord,
  ReviewCommentRecord,
  ReviewRecord,
  StatusRecord,
  WorkflowRunRecord,
} from './records.ts';
import type { GitHubWorld } from './world.ts';

/** An issue without what makes a pull request. */
export type IssueState = Readonly<Omit<IssueRecord, 'pull'>>;

/** A pull request with the fields of its issue. */
export type PullState = IssueState & Readonly<Omit<PullRecord, 'id'>>;

/** A run with the jobs of all its attempts, logs included. */
export type RunState = Readonly<WorkflowRunRecord> & {
  readonly jobs: readonly Readonly<JobRecord>[];
};

/** One repository, as plain JSON. */
export interface RepositoryState {
  readonly fullName: string;
  readonly base: string;
  /** Branch → sha. */
  readonly branches: Readonly<Record<string, string>>;
  readonly protectedBranches: readonly string[];
  readonly issues: readonly IssueState[];
  readonly pullRequests: readonly PullState[];
  readonly comments: readonly Readonly<CommentRecord>[];
  readonly reviews: readonly Readonly<ReviewRecord>[];
  readonly reviewComments: readonly Readonly<ReviewCommentRecord>[];
  readonly reactions: readonly Readonly<ReactionRecord>[];
  readonly labels: readonly Readonly<LabelRecord>[];
  readonly checkRuns: readonly Readonly<CheckRunRecord>[];
  readonly statuses: readonly Readonly<StatusRecord>[];
  readonly workflowRuns: readonly RunState[];
}

/** Everything the stand-in knows, as plain JSON. */
export interface GitHubState {
  readonly repositories: readonly RepositoryState[];
  /** Webhooks and what became of them, oldest first. */
  readonly deliveries: readonly Delivery[];
  /** What went wrong inside, and requests for which there is no route. */
  readonly troubles: readonly string[];
}

/** A copy of everything: later changes do not show in it. */
export function stateOf(world: GitHubWorld): GitHubState {
  return structuredClone({
    repositories: [...world.repositories.values()].map(repositoryState),
    deliveries: world.webhooks.deliveries(),
    troubles: world.troubles,
  });
}

function repositoryState(repository: RepositoryRecord): RepositoryState {
  const pulls = repository.issues.flatMap(({ pull, ...issue }): PullState[] => {
    if (pull === undefined) return [];
    const { id: _id, ...rest } = pull;
    return [{ ...issue, ...rest }];
  });
  return {
    fullName: repository.fullName,
    base: repository.base,
    branches: Object.fromEntries(repository.branches),
    protectedBranches: repository.protectedBranches,
    issues: repository.issues.filter((issue) => issue.pull === undefined),
    pullRequests: pulls,
    comments: repository.comments,
    reviews: repository.reviews,
    reviewComments: repository.reviewComments,
    reactions: repository.reactions,
    labels: repository.labels,
    checkRuns: repository.checkRuns,
    statuses: repository.statuses,
    workflowRuns: repository.runs.map((run) => ({
      ...run,
      jobs: repository.jobs.filter((job) => job.run === run.id),
    })),
  };
}
