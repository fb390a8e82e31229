import { announceCheckRun } from './announce.ts';
import { addComment, addLabels, changeIssue, openIssue } from './conversation.ts';
import {
  conclude,
  type Ending,
  type Report,
  reportCheck,
  type Status,
  setStatus,
} from './endings.ts';
import { commitFiles, moveRef } from './git-writing.ts';
import { mergePull, type ReviewCommentInput, submitReview } from './pull-requests.ts';
import { branchesMoved } from './pushes.ts';
import { notFound, Refusal } from './refusal.ts';
import { commentHtml } from './render/issue.ts';
import { repositoryHtml } from './render/repository.ts';
import { emailOf } from './render/user.ts';
import { exclusively, type GitHubWorld, issueOf, pullOf, repositoryOf } from './world.ts';

/** Where a person acts, and who it is. `repo` is `owner/name`, `user` a login. */
export interface Act {
  readonly repo: string;
  readonly user: string;
}

/** What people can do on GitHub besides what the API's own client does. Each act sends the webhooks GitHub would send; each rejects with GitHub's refusal when it cannot be done. */
export interface People {
  /** Writes a comment on an issue or a pull request. */
  comment(
    input: Act & { readonly number: number; readonly body: string },
  ): Promise<{ readonly id: number; readonly url: string }>;
  /** Reviews a pull request. */
  review(
    input: Act & {
      readonly number: number;
      readonly state: 'approve' | 'request_changes' | 'comment';
      readonly body?: string;
      readonly comments?: readonly ReviewCommentInput[];
    },
  ): Promise<{ readonly id: number }>;
  /** Opens an issue. */
  openIssue(
    input: Act & {
      readonly title: string;
      readonly body?: string;
      readonly labels?: readonly string[];
    },
  ): Promise<{ readonly number: number; readonly url: string }>;
  /** Puts a label on an issue or a pull request. */
  label(input: Act & { readonly number: number; readonly label: string }): Promise<void>;
  /** Changes the words of an issue or a pull request. */
  editIssue(
    input: Act & { readonly number: number; readonly title?: string; readonly body?: string },
  ): Promise<void>;
  /** Clicks a button of a check: the newest of that name on the commit. */
  clickCheck(
    input: Act & { readonly sha: string; readonly name: string; readonly action: string },
  ): Promise<void>;
  /** Ends a job or a whole workflow on a commit in another way than it did, as people, runners and GitHub itself do. */
  conclude(input: Ending & { readonly repo: string }): Promise<void>;
  /** Says what another app has to say of a commit. */
  report(input: Report & { readonly repo: string }): Promise<void>;
  /** Sets a commit status, as systems do that know no checks. */
  setStatus(input: Status & { readonly repo: string }): Promise<void>;
  /** Commits files to a branch and pushes; a branch that is not there begins at the default branch. Content null removes a file. */
  push(
    input: Act & {
      readonly branch: string;
      readonly message: string;
      readonly files: Readonly<Record<string, string | null>>;
    },
  ): Promise<{ readonly sha: string }>;
  /** Closes an issue or a pull request without merging. */
  close(input: Act & { readonly number: number }): Promise<void>;
  /** Merges a pull request. */
  merge(input: Act & { readonly number: number }): Promise<{ readonly sha: string }>;
}

const EVENTS = {
  approve: 'APPROVE',
  request_changes: 'REQUEST_CHANGES',
  comment: 'COMMENT',
} as const;

/** The people of a world. */
export function createPeople(world: GitHubWorld): People {
  return {
    async comment({ repo, number, user, body }) {
      const repository = repositoryOf(world, repo);
      const comment = addComment(world, repository, issueOf(repository, number), user, body);
      return { id: comment.id, url: commentHtml(world, repository, comment) };
    },
    async review({ repo, number, user, state, ...words }) {
      const repository = repositoryOf(world, repo);
      const input = { ...words, event: EVENTS[state] };
      const issue = pullOf(repository, number);
      const { id } = await submitReview(world, repository, issue, user, input);
      return { id };
    },
    async openIssue({ repo, user, ...input }) {
      const repository = repositoryOf(world, repo);
      const { number } = await openIssue(world, repository, user, input);
      return { number, url: `${repositoryHtml(world, repository)}/issues/${number}` };
    },
    async label({ repo, number, user, label }) {
      const repository = repositoryOf(world, repo);
      await addLabels(world, repository, issueOf(repository, number), user, [label]);
    },
    async editIssue({ repo, number, user, ...change }) {
      const repository = repositoryOf(world, repo);
      await changeIssue(world, repository, issueOf(repository, number), user, change);
    },
    async clickCheck({ repo, user, sha, name, action }) {
      const repository = repositoryOf(world, repo);
      const check = repository.checkRuns.findLast(
        (each) => each.headSha === sha && each.name === name,
      );
      if (check === undefined) throw notFound();
      if (!check.actions.some(({ identifier }) => identifier === action)) {
        throw new Refusal(422, `The check has no button ${action}`);
      }
      const more = { requested_action: { identifier: action } };
      announceCheckRun(world, repository, check, 'requested_action', user, more);
    },
    conclude: async ({ repo, ...ending }) => conclude(world, repositoryOf(world, repo), ending),
    report: async ({ repo, ...said }) => reportCheck(world, repositoryOf(world, repo), said),
    setStatus: ({ repo, ...status }) => setStatus(world, repositoryOf(world, repo), status),
    async push({ repo, user, branch, message, files }) {
      const repository = repositoryOf(world, repo);
      if (repository.protectedBranches.includes(branch)) {
        throw new Refusal(422, `Protected branch update failed for refs/heads/${branch}.`);
      }
      return exclusively(world, repository, async () => {
        const from = repository.branches.get(branch) ?? null;
        const parent = from ?? repository.branches.get(repository.base);
        const changes = Object.entries(files).map(([path, content]) => ({ path, content }));
        const author = { name: user, email: emailOf(user) };
        const made = { parent, changes, message, author };
        const sha = await commitFiles(world.git, repository.gitDir, made);
        const ref = `refs/heads/${branch}`;
        if (!(await moveRef(world.git, repository.gitDir, ref, { from, to: sha }))) {
          throw new Refusal(422, `${branch} was moved meanwhile`);
        }
        await branchesMoved(world, repository, user);
        return { sha };
      });
    },
    async close({ repo, number, user }) {
      const repository = repositoryOf(world, repo);
      const issue = issueOf(repository, number);
      await changeIssue(world, repository, issue, user, { state: 'closed' });
    },
    async merge({ repo, number, user }) {
      const repository = repositoryOf(world, repo);
      const sha = await mergePull(world, repository, pullOf(repository, number), user, {});
      return { sha };
    },
  };
}
