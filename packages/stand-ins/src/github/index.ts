export type { CiCommand } from '../ci/index.ts';
export type { NewRepository } from './add-repository.ts';
export type { NewApp } from './apps.ts';
export type { Act, People } from './people.ts';
export type { ReviewCommentInput } from './pull-requests.ts';
export type {
  CheckAction,
  CheckAnnotation,
  CheckConclusion,
  CheckOutput,
  CheckRunRecord,
  CheckStatus,
  CommentRecord,
  JobRecord,
  LabelRecord,
  Permission,
  ReactionRecord,
  ReviewCommentRecord,
  ReviewRecord,
  StatusRecord,
  WorkflowRunRecord,
} from './records.ts';
export type { RepositorySource } from './repository-folder.ts';
export { type GitHubOptions, type GitHubStandIn, startGitHub } from './start-github.ts';
export type {
  GitHubState,
  IssueState,
  PullState,
  RepositoryState,
  RunState,
} from './state.ts';
