import type { Budget, Model, SkillsConfig } from '@patchwright/agent';
import type { RecordedWorld, Rules } from '@patchwright/chassis';
import type {
  CiFailed,
  CiFixPushed,
  CiPassed,
  CommitRecorded,
  DraftOf,
  PullRequestMerged,
  PullRequestReadied,
  TaskCompleted,
  TaskEscalated,
} from '@patchwright/events';
import type { GitHub, Jira } from '@patchwright/outside';
import type { Workspace } from '@patchwright/workspace';

/** What the CI sitter may touch. */
export interface CiWorld extends RecordedWorld {
  readonly github: GitHub;
  readonly jira: Jira;
  readonly workspace: Workspace;
  readonly model: Model;
  /** The rules of approvals that are in force. */
  readonly rules: { inForce(input: Readonly<Record<string, never>>): Promise<Rules> };
}

/** Settings of the CI sitter. */
export interface CiLimits {
  /** Fixes for one task, by command or by a model. */
  readonly maxFixes: number;
  /** How often jobs that failed by the machine's fault are run again for one commit. */
  readonly maxReruns: number;
  /** How long a commit without any check is waited with before the repository is believed to have no CI. */
  readonly graceSeconds: number;
  /** How long checks that were cancelled are waited with, since whoever cancelled them may run them again. */
  readonly cancelledMinutes: number;
  /** How long all rounds of checks may take before a person is told which are missing or have not ended. */
  readonly waitMinutes: number;
  readonly author: { readonly name: string; readonly email: string };
  /** What a model may use for one fix. */
  readonly budget: Budget;
  /** Without it the model works without skills. */
  readonly skills?: SkillsConfig;
}

/** Every fact that the CI sitter may state. */
export type CiDraft = DraftOf<
  | typeof CiFailed
  | typeof CiFixPushed
  | typeof CiPassed
  | typeof CommitRecorded
  | typeof PullRequestMerged
  | typeof PullRequestReadied
  | typeof TaskCompleted
  | typeof TaskEscalated
>;
