import type { Octokit } from '@octokit/rest';
import { Terminal } from '@patchwright/faults';
import { z } from 'zod';
import type { ReadsOf } from '../contract.ts';
import type { GitHub, PullRequest, Repository } from '../github.ts';
import { checksOf } from './checks.ts';
import { type GitHubClient, noneFor404, noneWhereForbidden, repositoryName } from './client.ts';
import { requiredChecks } from './required-checks.ts';
import {
  CheckRunAnswer,
  CodeMatch,
  CommitAnswer,
  ContentAnswer,
  JobAnswer,
  PullAnswer,
  RepositoryAnswer,
  RunAnswer,
  StatusAnswer,
} from './schemas.ts';
import { filesOf } from './tree.ts';

/** The reads of GitHub. */
export type GitHubReads = ReadsOf<
  GitHub,
  | 'getRepository'
  | 'listRepositories'
  | 'searchCode'
  | 'getTree'
  | 'getFile'
  | 'getPullRequest'
  | 'listChecks'
  | 'listRequiredChecks'
  | 'getJobLog'
  | 'getPermission'
>;

const LOG_END = 2 * 1024 * 1024;

/** States the reads over a client. */
export function githubReads({ ask, of }: GitHubClient): GitHubReads {
  return {
    getRepository: ({ repository }, context) =>
      ask(context, async (signal) => {
        const name = repositoryName(repository);
        const octokit = await of(name.owner, signal);
        const { data } = await octokit.rest.repos.get({ ...name, request: { signal } });
        return repositoryOf(RepositoryAnswer.parse(data));
      }),

    listRepositories: ({ owner }, context) =>
      ask(context, async (signal) => {
        const octokit = await of(owner, signal);
        const found = await listOwned(octokit, owner, signal);
        return z.array(RepositoryAnswer).parse(found).map(repositoryOf);
      }),

    searchCode: ({ owner, query }, context) =>
      ask(context, async (signal) => {
        // Qualifiers of the query's own would reach other people's repositories.
        const words = query.replace(/[^\p{L}\p{N}_.$/-]+/gu, ' ').trim();
        if (words === '') return [];
        const octokit = await of(owner, signal);
        const { data } = await octokit.rest.search.code({
          q: `${words} user:${owner}`,
          per_page: 100,
          request: { signal },
        });
        return z
          .array(CodeMatch)
          .parse(data.items)
          .map((match) => ({ repository: match.repository.full_name, path: match.path }));
      }),

    getTree: ({ repository, ref }, context) =>
      ask(context, async (signal) => {
        const name = repositoryName(repository);
        const octokit = await of(name.owner, signal);
        const { data } = await octokit.rest.repos.getCommit({ ...name, ref, request: { signal } });
        const commit = CommitAnswer.parse(data);
        return {
          sha: commit.sha,
          files: await filesOf(octokit, name, commit.commit.tree.sha, signal),
        };
      }),

    getFile: ({ repository, path, ref }, context) =>
      ask(context, async (signal) => {
        const name = repositoryName(repository);
        const octokit = await of(name.owner, signal);
        const data: unknown = await octokit.rest.repos
          .getContent({ ...name, path, ref, mediaType: { format: 'raw' }, request: { signal } })
          .then((answer) => answer.data)
          .catch(noneFor404);
        return textOf(data);
      }),

    getPullRequest: ({ repository, number }, context) =>
      ask(context, async (signal) => {
        const name = repositoryName(repository);
        const octokit = await of(name.owner, signal);
        const { data } = await octokit.rest.pulls.get({
          ...name,
          pull_number: number,
          request: { signal },
        });
        return pullRequestOf(PullAnswer.parse(data));
      }),

    listChecks: ({ repository, sha }, context) =>
      ask(context, async (signal) => {
        const name = repositoryName(repository);
        const octokit = await of(name.owner, signal);
        const at = { ...name, ref: sha, per_page: 100, request: { signal } };
        const [runs, checkRuns, statuses] = await Promise.all([
          runsOf(octokit, name, sha, signal),
          octokit.paginate(octokit.rest.checks.listForRef, { ...at, filter: 'latest' }),
          octokit.rest.repos.getCombinedStatusForRef(at).then(({ data }) => data.statuses),
        ]);
        return checksOf({
          runs,
          checkRuns: z.array(CheckRunAnswer).parse(checkRuns),
          statuses: z.array(StatusAnswer).parse(statuses),
        });
      }),

    listRequiredChecks: ({ repository, branch }, context) =>
      ask(context, async (signal) => {
        const name = repositoryName(repository);
        const octokit = await of(name.owner, signal);
        const at = { ...name, branch, request: { signal } };
        const [protectedBy, rules] = await Promise.all([
          octokit.rest.repos
            .getBranch(at)
            .then(({ data }): unknown => data)
            .catch(noneFor404),
          // Older servers know no rules, and some plans sell them.
          octokit.rest.repos
            .getBranchRules({ ...at, per_page: 100 })
            .then(({ data }): unknown => data)
            .catch(noneWhereForbidden),
        ]);
        return requiredChecks(protectedBy, rules);
      }),

    getJobLog: ({ repository, jobId }, context) =>
      ask(context, async (signal) => {
        const name = repositoryName(repository);
        const octokit = await of(name.owner, signal);
        // A runner that was lost leaves no log, and an old one is thrown away.
        const data: unknown = await octokit.rest.actions
          .downloadJobLogsForWorkflowRun({ ...name, job_id: jobId, request: { signal } })
          .then((answer) => answer.data)
          .catch(noneWhenGone);
        const log = textOf(data) ?? '';
        return log.length <= LOG_END ? log : `… (the beginning is cut)\n${log.slice(-LOG_END)}`;
      }),

    getPermission: ({ repository, login }, context) =>
      ask(context, async (signal) => {
        const name = repositoryName(repository);
        const octokit = await of(name.owner, signal);
        const data = await octokit.rest.repos
          .getCollaboratorPermissionLevel({ ...name, username: login, request: { signal } })
          .then((answer) => answer.data)
          .catch(noneFor404);
        return z.object({ permission: z.string() }).nullable().parse(data)?.permission ?? 'none';
      }),
  };
}

/** A pull request of the contract from the API's own. */
export function pullRequestOf(pull: PullAnswer): PullRequest {
  return {
    number: pull.number,
    nodeId: pull.node_id,
    url: pull.html_url,
    title: pull.title,
    body: pull.body ?? '',
    draft: pull.draft ?? false,
    state: pull.state,
    branch: pull.head.ref,
    headSha: pull.head.sha,
    base: pull.base.ref,
    author: pull.user?.login ?? 'ghost',
    // While a pull request is open its commit of a merge is only a trial.
    ...(pull.merged && pull.merge_commit_sha
      ? { merged: { sha: pull.merge_commit_sha, by: pull.merged_by?.login ?? 'ghost' } }
      : {}),
  };
}

function noneWhenGone(thrown: unknown): null {
  return (thrown as { status?: unknown }).status === 410 ? null : noneFor404(thrown);
}

function repositoryOf(repository: RepositoryAnswer): Repository {
  return {
    name: repository.full_name,
    defaultBranch: repository.default_branch,
    cloneUrl: repository.clone_url,
    url: repository.html_url,
    language: repository.language ?? null,
  };
}

/** An owner is an organisation, ourselves, or somebody else: each is asked in another way. */
async function listOwned(
  octokit: Octokit,
  owner: string,
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  const page = { per_page: 100, request: { signal } };
  const ofOrganisation = await octokit
    .paginate(octokit.rest.repos.listForOrg, { org: owner, ...page })
    .catch(noneFor404);
  if (ofOrganisation !== null) return ofOrganisation;
  const publicOnes = await octokit.paginate(octokit.rest.repos.listForUser, {
    username: owner,
    ...page,
  });
  const own = await octokit
    .paginate(octokit.rest.repos.listForAuthenticatedUser, { affiliation: 'owner', ...page })
    // An App's token has no repositories of its own.
    .catch(() => []);
  const ours = own.filter((one) => one.owner.login.toLowerCase() === owner.toLowerCase());
  return ours.length > 0 ? ours : publicOnes;
}

async function runsOf(
  octokit: Octokit,
  name: { readonly owner: string; readonly repo: string },
  sha: string,
  signal: AbortSignal,
) {
  const request = { signal };
  // Without the permission to read Actions, the check runs still tell the verdicts.
  const listed = await octokit
    .paginate(octokit.rest.actions.listWorkflowRunsForRepo, {
      ...name,
      head_sha: sha,
      per_page: 100,
      request,
    })
    .catch(noneWhereForbidden);
  return Promise.all(
    z
      .array(RunAnswer)
      .parse(listed)
      .map(async (run) => {
        const jobs = await octokit.paginate(octokit.rest.actions.listJobsForWorkflowRun, {
          ...name,
          run_id: run.id,
          filter: 'latest',
          per_page: 100,
          request,
        });
        return { run, jobs: z.array(JobAnswer).parse(jobs) };
      }),
  );
}

/** Raw text comes as a string or as bytes; `null` for a folder, a submodule, or nothing. */
function textOf(data: unknown): string | null {
  if (typeof data === 'string') return data;
  if (data instanceof ArrayBuffer) return new TextDecoder().decode(data);
  const file = ContentAnswer.safeParse(data);
  if (file.success) return Buffer.from(file.data.content, 'base64').toString('utf8');
  if (data === null || data === undefined || typeof data === 'object') return null;
  throw new Terminal(`GitHub answered a ${typeof data} where a text was expected`);
}
