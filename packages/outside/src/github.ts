import type { Intent } from '@patchwright/faults';

/** A repository, by `owner/name`. */
export interface Repository {
  readonly name: string;
  readonly defaultBranch: string;
  readonly cloneUrl: string;
  readonly url: string;
  readonly language: string | null;
}
/** A pull request as we read it. */
export interface PullRequest {
  readonly number: number;
  readonly nodeId: string;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly draft: boolean;
  readonly state: 'open' | 'closed';
  readonly branch: string;
  readonly headSha: string;
  readonly base: string;
  readonly author: string;
  /** The commit that came of its merge, and the login of who merged it; absent unless it was merged. */
  readonly merged?: { readonly sha: string; readonly by: string };
}
/** One check of a commit: an Actions job, a check run or a status. `jobId` where a log can be read. */
export interface Check {
  readonly name: string;
  readonly source: 'job' | 'check' | 'status';
  readonly state: 'pending' | 'passed' | 'failed' | 'neutral';
  readonly conclusion: string | null;
  readonly url: string;
  readonly jobId: number | null;
  readonly runAttempt: number;
  /** What a failed check without a log says of itself, at most 4,000 characters. */
  readonly said?: string;
  /** When it ended, as an ISO time; absent while it has not, and where nobody says. */
  readonly endedAt?: string;
  /** Path of the workflow's file, for an Actions job. */
  readonly workflow?: string;
  /** By which its remarks are read; a status has none. */
  readonly checkRunId?: number;
}
/** A remark of a check: on a line of a file, or, by its runner, on the job as a whole. */
export interface Remark {
  readonly path: string;
  readonly line: number;
  readonly level: string;
  /** At most 1,000 characters. */
  readonly message: string;
}

/** A run of a workflow. */
export interface WorkflowRun {
  readonly id: number;
  readonly name: string;
  readonly event: string;
  readonly branch: string | null;
  readonly sha: string;
  readonly state: Check['state'];
  readonly conclusion: string | null;
  readonly url: string;
  readonly attempt: number;
}
/** A job of a workflow run; its log is read by its id. */
export interface Job {
  readonly id: number;
  readonly name: string;
  readonly state: Check['state'];
  readonly conclusion: string | null;
  readonly url: string;
}

/** A comment on a line of a pull request's diff. */
export interface ReviewComment {
  readonly id: number;
  /** The first comment of its thread; replies go there. */
  readonly thread: number;
  /** The review that it is a part of. */
  readonly review: number | null;
  readonly path: string;
  /** `null` where it is about the whole file, or its line is gone. */
  readonly line: number | null;
  readonly author: string;
  readonly body: string;
  readonly createdAt: string;
}
/** A button of a check. GitHub takes 20 characters of label and identifier, 40 of description, and three buttons. */
export interface CheckAction {
  readonly identifier: string;
  readonly label: string;
  readonly description: string;
}

/** What one commit has and another has not. */
export interface Comparison {
  readonly url: string;
  readonly mergeBase: string;
  readonly commits: number;
  /** At most 300; `patch` in unified form, left out of large and binary files. */
  readonly files: readonly {
    readonly path: string;
    readonly previousPath?: string;
    readonly status: string;
    readonly additions: number;
    readonly deletions: number;
    readonly patch?: string;
  }[];
}

/** GitHub as a service sees it. Inputs and answers are JSON; see `githubPort` for the effects' natural keys. */
export interface GitHub {
  // reads
  getRepository(input: { readonly repository: string }): Promise<Repository>;
  listRepositories(input: { readonly owner: string }): Promise<readonly Repository[]>;
  searchCode(input: {
    readonly owner: string;
    readonly query: string;
  }): Promise<readonly { readonly repository: string; readonly path: string }[]>;
  getTree(input: { readonly repository: string; readonly ref: string }): Promise<{
    readonly sha: string;
    readonly files: readonly { readonly path: string; readonly size: number }[];
  }>;
  /** `null` when there is no such file. */
  getFile(input: {
    readonly repository: string;
    readonly path: string;
    readonly ref: string;
  }): Promise<string | null>;
  getPullRequest(input: {
    readonly repository: string;
    readonly number: number;
  }): Promise<PullRequest>;
  /** What `head` (a branch, tag or commit) has since it left `base`. */
  compare(input: {
    readonly repository: string;
    readonly base: string;
    readonly head: string;
  }): Promise<Comparison>;
  /** All checks of a commit, the newest attempt of each. */
  listChecks(input: {
    readonly repository: string;
    readonly sha: string;
  }): Promise<readonly Check[]>;
  /** The names of the checks that must pass before anything is merged into a branch, by protection or rules; none where nothing says so. */
  listRequiredChecks(input: {
    readonly repository: string;
    readonly branch: string;
  }): Promise<readonly string[]>;
  /** Empty when GitHub has no log of it, or none any more. */
  getJobLog(input: { readonly repository: string; readonly jobId: number }): Promise<string>;
  /** The first 20 remarks of a check run; none where they may not be read. */
  listRemarks(input: {
    readonly repository: string;
    readonly checkRunId: number;
  }): Promise<readonly Remark[]>;
  /** Newest first, at most `limit` and never more than 100. */
  listWorkflowRuns(input: {
    readonly repository: string;
    readonly branch?: string;
    readonly sha?: string;
    readonly limit: number;
  }): Promise<readonly WorkflowRun[]>;
  /** The jobs of a run's newest attempt. */
  listJobs(input: { readonly repository: string; readonly runId: number }): Promise<readonly Job[]>;
  /** The comments on lines, oldest first. */
  listReviewComments(input: {
    readonly repository: string;
    readonly number: number;
  }): Promise<readonly ReviewComment[]>;
  /** `admin`, `write`, `read` or `none`. */
  getPermission(input: { readonly repository: string; readonly login: string }): Promise<string>;
  // writes
  /** A branch at a branch, tag or commit. Found again by its name, wherever it stands by then. */
  ensureBranch(
    input: Intent & {
      readonly repository: string;
      readonly branch: string;
      readonly from: string;
    },
  ): Promise<{ readonly branch: string; readonly sha: string }>;
  /** A whole text file on a branch, by a commit of its own. Found again by its bytes. */
  ensureFile(
    input: Intent & {
      readonly repository: string;
      readonly branch: string;
      readonly path: string;
      readonly content: string;
      readonly message: string;
    },
  ): Promise<{ readonly branch: string; readonly path: string; readonly blob: string }>;
  /** Found again by its head branch. */
  ensureDraftPullRequest(
    input: Intent & {
      readonly repository: string;
      readonly base: string;
      readonly branch: string;
      readonly title: string;
      readonly body: string;
    },
  ): Promise<{ readonly number: number; readonly url: string; readonly nodeId: string }>;
  /** Replaces what stands between our markers in the body; people's own text outside is kept. */
  ensurePullRequestSection(
    input: Intent & {
      readonly repository: string;
      readonly number: number;
      readonly revision?: number;
      readonly body: string;
    },
  ): Promise<{ readonly url: string }>;
  /** One comment for each `marker`; rewritten only by a higher `revision`. */
  ensureStickyComment(
    input: Intent & {
      readonly repository: string;
      readonly number: number;
      readonly marker: string;
      readonly revision: number;
      readonly body: string;
    },
  ): Promise<{ readonly id: number; readonly url: string }>;
  /** Found again by a hidden marker with the key. */
  ensureComment(
    input: Intent & { readonly repository: string; readonly number: number; readonly body: string },
  ): Promise<{ readonly id: number; readonly url: string }>;
  /** A reply in the thread of a comment on a line. Found again by a hidden marker with the key. */
  ensureReviewReply(
    input: Intent & {
      readonly repository: string;
      readonly number: number;
      /** The first comment of the thread. */
      readonly commentId: number;
      readonly body: string;
    },
  ): Promise<{ readonly id: number; readonly url: string }>;
  /** A completed check of a commit, with buttons; needs an App. One for each `about` on a commit; rewritten in place only by a higher `revision`. */
  ensureCheckRun(
    input: Intent & {
      readonly repository: string;
      readonly sha: string;
      readonly name: string;
      /** What it is about: comes back with a click on a button as `patchwright/<about>`. */
      readonly about: string;
      readonly revision: number;
      readonly title: string;
      /** Markdown. */
      readonly summary: string;
      readonly conclusion: 'action_required' | 'success' | 'neutral' | 'cancelled' | 'timed_out';
      readonly actions: readonly CheckAction[];
      /** Where more is said. */
      readonly page?: string;
    },
  ): Promise<{ readonly id: number; readonly url: string }>;
  ensureReaction(
    input: Intent & {
      readonly repository: string;
      readonly commentId: number;
      readonly content: 'eyes' | '+1' | '-1' | 'rocket' | 'confused';
    },
  ): Promise<{ readonly id: number }>;
  /** Runs the failed jobs of a failed job's workflow run again. Found again by the run's attempt, which is then a later one. */
  ensureRerun(
    input: Intent & {
      readonly repository: string;
      readonly jobId: number;
      /** The attempt that the job failed in. */
      readonly runAttempt: number;
    },
  ): Promise<{ readonly runId: number; readonly attempt: number }>;
  /** Draft → ready for review. */
  ensureReady(
    input: Intent & { readonly repository: string; readonly number: number },
  ): Promise<{ readonly url: string }>;
  /**
   * Deletes the branch of a merged pull request while it is at the commit that was merged, and at no other; one that is gone already is
   * fine. `stays` says why it was left: not merged, pushed to since, needed by an open pull request, or refused by GitHub.
   */
  ensureMergedBranchGone(
    input: Intent & {
      readonly repository: string;
      readonly number: number;
      readonly branch: string;
    },
  ): Promise<{ readonly branch: string; readonly stays?: string }>;
}
