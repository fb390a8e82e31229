import type { Octokit } from '@octokit/rest';
import { z } from 'zod';
import type { RepositoryName } from './client.ts';
import { keyMarker, withSection } from './markers.ts';
import { PullAnswer } from './schemas.ts';

/** A pull request that is wanted. */
export interface WantedPullRequest {
  readonly key: string;
  readonly base: string;
  readonly branch: string;
  readonly title: string;
  readonly body: string;
}

/** How a pull request is named afterwards. */
export interface PullRequestReceipt {
  readonly number: number;
  readonly url: string;
  readonly nodeId: string;
}

/** The open pull request of the branch; else the closed one that this very intent made. */
export async function findPullRequest(
  octokit: Octokit,
  name: RepositoryName,
  wanted: Pick<WantedPullRequest, 'key' | 'branch'>,
  signal: AbortSignal,
): Promise<PullRequestReceipt | undefined> {
  const { data } = await octokit.rest.pulls.list({
    ...name,
    head: `${name.owner}:${wanted.branch}`,
    state: 'all',
    sort: 'created',
    direction: 'desc',
    per_page: 100,
    request: { signal },
  });
  // GitHub ignores a head that it cannot read, and then answers every pull request.
  const pulls = z
    .array(PullAnswer)
    .parse(data)
    .filter((pull) => pull.head.ref === wanted.branch);
  const marker = keyMarker(wanted.key);
  const found =
    pulls.find((pull) => pull.state === 'open') ??
    pulls.find((pull) => pull.body?.includes(marker));
  return found && receiptOf(found);
}

/** Opens a draft, or a plain pull request where the repository's plan knows no drafts. */
export async function createDraft(
  octokit: Octokit,
  name: RepositoryName,
  wanted: WantedPullRequest,
  signal: AbortSignal,
): Promise<PullRequestReceipt> {
  const create = (draft: boolean) =>
    octokit.rest.pulls.create({
      ...name,
      base: wanted.base,
      head: wanted.branch,
      title: wanted.title,
      // Once more outside the section, which later intents rewrite.
      body: `${withSection('', wanted.body, wanted)}\n${keyMarker(wanted.key)}`,
      draft,
      request: { signal },
    });
  const { data } = await create(true).catch((thrown: unknown) => {
    if (!knowsNoDrafts(thrown)) throw thrown;
    return create(false);
  });
  return receiptOf(PullAnswer.parse(data));
}

function knowsNoDrafts(thrown: unknown): boolean {
  const { status, message } = thrown as { status?: unknown; message?: unknown };
  return status === 422 && /draft pull requests are not supported/i.test(String(message));
}

function receiptOf(pull: PullAnswer): PullRequestReceipt {
  return { number: pull.number, url: pull.html_url, nodeId: pull.node_id };
}
