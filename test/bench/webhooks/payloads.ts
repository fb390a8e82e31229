import { createHmac } from 'node:crypto';

/** A webhook as GitHub would send it, signed. */
export interface Delivery {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The secret that all of them are signed with. */
export const SECRET = 'a-secret-that-only-this-benchmark-has';

/** Names of the addresses in a repository as GitHub describes it. */
const REPOSITORY_PATHS = [
  ...['forks', 'teams', 'hooks', 'events', 'tags', 'languages', 'stargazers', 'contributors'],
  ...['subscribers', 'subscription', 'merges', 'downloads', 'deployments', 'keys', 'assignees'],
  ...['branches', 'blobs', 'git_tags', 'git_refs', 'trees', 'statuses', 'commits', 'git_commits'],
  ...['comments', 'issue_comment', 'contents', 'compare', 'archive', 'issues', 'pulls'],
  ...['milestones', 'notifications', 'labels', 'releases', 'collaborators', 'issue_events'],
] as const;
const USER_PATHS = [
  ...['followers', 'following', 'gists', 'starred', 'subscriptions', 'organizations', 'repos'],
  ...['events', 'received_events'],
] as const;
const API = 'https://api.github.example';

/**
 * Comments and reviews that speak to us, in the three forms and with the sizes (7 to 21 KB) in which GitHub sends them. No two
 * have the same body or delivery id, since either would make the second a repetition; `run` tells runs apart.
 */
export function makeDeliveries(run: string, count: number): readonly Delivery[] {
  return Array.from({ length: count }, (_, number) => {
    const { event, payload } = payloadOf(run, number);
    const body = JSON.stringify(payload);
    return {
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'GitHub-Hookshot/bench',
        'x-github-event': event,
        'x-github-delivery': `${run}-${number}`,
        'x-hub-signature-256': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`,
      },
    };
  });
}

function payloadOf(
  run: string,
  number: number,
): { readonly event: string; readonly payload: object } {
  const sender = user('ines');
  const repository = { ...addresses('acme/shop', REPOSITORY_PATHS), ...named('acme/shop') };
  const comment = {
    id: number,
    body: `@agent help\n\n${run} ${number}`,
    user: sender,
    created_at: '2026-11-20T09:00:00Z',
  };
  const pull = {
    number: 7,
    title: 'Apply each coupon once',
    body: 'What changed and why. '.repeat(40),
    user: sender,
    labels: [],
    ...addresses('acme/shop/pulls/7', ['html', 'diff', 'patch', 'commits', 'comments']),
  };
  const side = (ref: string) => ({ ref, sha: '1'.repeat(40), user: sender, repo: repository });
  switch (number % 3) {
    case 0:
      return {
        event: 'issue_comment',
        payload: {
          action: 'created',
          issue: { ...pull, pull_request: addresses('acme/shop/pulls/7', ['html', 'diff']) },
          comment,
          repository,
          sender,
        },
      };
    case 1:
      return {
        event: 'pull_request_review_comment',
        payload: {
          action: 'created',
          comment: { ...comment, diff_hunk: '+ const total = sum(lines);\n'.repeat(30) },
          pull_request: { ...pull, head: side('agent/shop-42') },
          repository,
          sender,
        },
      };
    default:
      return {
        event: 'pull_request_review',
        payload: {
          action: 'submitted',
          review: { ...comment, state: 'commented', submitted_at: comment.created_at },
          pull_request: { ...pull, head: side('agent/shop-42'), base: side('main') },
          repository,
          sender,
        },
      };
  }
}

function named(fullName: string): object {
  return {
    id: 1296269,
    name: fullName.split('/').at(-1),
    full_name: fullName,
    owner: user('acme'),
    private: true,
    default_branch: 'main',
    description: 'Where the shop is sold from, with carts, coupons and invoices.',
    topics: ['shop', 'cart', 'typescript'],
  };
}

function user(login: string): object {
  return { login, id: 583231, type: 'User', site_admin: false, ...addresses(login, USER_PATHS) };
}

function addresses(of: string, paths: readonly string[]): object {
  return Object.fromEntries(
    paths.map((path) => [`${path}_url`, `${API}/repos/${of}/${path}{/number}{?since,until}`]),
  );
}
