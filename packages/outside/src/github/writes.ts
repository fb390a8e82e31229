import type { CallContext } from '@patchwright/faults';
import type { WritesOf } from '../contract.ts';
import type { GitHub } from '../github.ts';
import { outgoingLine } from '../outgoing/markdown.ts';
import { atRepository, type RepositorySite } from './at-repository.ts';
import type { GitHubClient } from './client.ts';
import { findComment } from './find.ts';
import {
  hasSection,
  keyMarker,
  marked,
  stickyMarker,
  stickyRevision,
  withSection,
} from './markers.ts';
import { createDraft, findPullRequest } from './pull-requests.ts';
import { findReaction, react } from './reactions.ts';
import { findRerun, rerun } from './reruns.ts';
import { CommentAnswer, PullAnswer } from './schemas.ts';

/** The writes of GitHub. */
export type GitHubWrites = WritesOf<
  GitHub,
  | 'ensureDraftPullRequest'
  | 'ensurePullRequestSection'
  | 'ensureStickyComment'
  | 'ensureComment'
  | 'ensureReaction'
  | 'ensureRerun'
  | 'ensureReady'
>;

/** States the writes over a client, each with the natural key by which it is found again. */
export function githubWrites(client: GitHubClient): GitHubWrites {
  const at = atRepository(client);

  /** At its place: a comment of ours that carries the key, or the sticky marker. */
  async function commentOf(
    input: { readonly repository: string; readonly number: number },
    context: CallContext,
    fits: (body: string) => boolean,
  ): Promise<CommentAnswer | undefined> {
    const login = await client.login(context);
    return at(input, context, ({ octokit, name, signal }) =>
      findComment(octokit, { ...name, number: input.number, login }, fits, signal),
    );
  }

  async function createComment(
    { octokit, name, signal }: RepositorySite,
    number: number,
    body: string,
  ) {
    const { data } = await octokit.rest.issues.createComment({
      ...name,
      issue_number: number,
      body,
      request: { signal },
    });
    return commentReceipt(CommentAnswer.parse(data));
  }

  async function updateComment(
    { octokit, name, signal }: RepositorySite,
    id: number,
    body: string,
  ) {
    const { data } = await octokit.rest.issues.updateComment({
      ...name,
      comment_id: id,
      body,
      request: { signal },
    });
    return commentReceipt(CommentAnswer.parse(data));
  }

  async function pullOf(
    { octokit, name, signal }: RepositorySite,
    number: number,
  ): Promise<PullAnswer> {
    const { data } = await octokit.rest.pulls.get({
      ...name,
      pull_number: number,
      request: { signal },
    });
    return PullAnswer.parse(data);
  }

  return {
    ensureDraftPullRequest: {
      probe: (input, context) =>
        at(input, context, ({ octokit, name, signal }) =>
          findPullRequest(octokit, name, input, signal),
        ),
      perform: (input, context) =>
        at(input, context, async ({ octokit, name, signal }) => {
          const there = await findPullRequest(octokit, name, input, signal);
          const title = outgoingLine(input.title);
          const body = client.outgoing(input.body);
          return there ?? createDraft(octokit, name, { ...input, title, body }, signal);
        }),
    },

    ensurePullRequestSection: {
      probe: (input, context) =>
        at(input, context, async (site) => {
          const pull = await pullOf(site, input.number);
          return hasSection(pull.body ?? '', input) ? { url: pull.html_url } : undefined;
        }),
      perform: (input, context) =>
        at(input, context, async (site) => {
          const pull = await pullOf(site, input.number);
          if (hasSection(pull.body ?? '', input)) return { url: pull.html_url };
          await site.octokit.rest.pulls.update({
            ...site.name,
            pull_number: input.number,
            body: withSection(pull.body ?? '', client.outgoing(input.body), input),
            request: { signal: site.signal },
          });
          return { url: pull.html_url };
        }),
    },

    ensureStickyComment: {
      async probe(input, context) {
        const found = await commentOf(
          input,
          context,
          (body) => (stickyRevision(body, input.marker) ?? -1) >= input.revision,
        );
        return found && commentReceipt(found);
      },
      async perform(input, context) {
        const found = await commentOf(
          input,
          context,
          (body) => stickyRevision(body, input.marker) !== undefined,
        );
        if (found && (stickyRevision(found.body ?? '', input.marker) ?? -1) >= input.revision) {
          return commentReceipt(found);
        }
        const body = marked(
          client.outgoing(input.body),
          stickyMarker(input.marker, input.revision),
        );
        return at(input, context, (site) =>
          found ? updateComment(site, found.id, body) : createComment(site, input.number, body),
        );
      },
    },

    ensureComment: {
      async probe(input, context) {
        const marker = keyMarker(input.key);
        const found = await commentOf(input, context, (body) => body.includes(marker));
        return found && commentReceipt(found);
      },
      async perform(input, context) {
        const marker = keyMarker(input.key);
        const there = await commentOf(input, context, (body) => body.includes(marker));
        if (there !== undefined) return commentReceipt(there);
        return at(input, context, (site) =>
          createComment(site, input.number, marked(client.outgoing(input.body), marker)),
        );
      },
    },

    ensureReaction: {
      async probe(input, context) {
        const login = await client.login(context);
        return at(input, context, ({ octokit, name, signal }) =>
          findReaction(octokit, { ...name, ...input, login }, signal),
        );
      },
      perform: (input, context) =>
        at(input, context, ({ octokit, name, signal }) =>
          react(octokit, { ...name, ...input }, signal),
        ),
    },

    ensureRerun: {
      probe: (input, context) =>
        at(input, context, ({ octokit, name, signal }) =>
          findRerun(octokit, { ...name, ...input }, signal),
        ),
      perform: (input, context) =>
        at(input, context, ({ octokit, name, signal }) =>
          rerun(octokit, { ...name, ...input }, signal),
        ),
    },

    ensureReady: {
      probe: (input, context) =>
        at(input, context, async (site) => {
          const pull = await pullOf(site, input.number);
          return pull.draft === true ? undefined : { url: pull.html_url };
        }),
      perform: (input, context) =>
        at(input, context, async (site) => {
          const pull = await pullOf(site, input.number);
          if (pull.draft === true) {
            await site.octokit.graphql(
              'mutation($id: ID!) { markPullRequestReadyForReview(input: { pullRequestId: $id }) { pullRequest { isDraft } } }',
              { id: pull.node_id, request: { signal: site.signal } },
            );
          }
          return { url: pull.html_url };
        }),
    },
  };
}

function commentReceipt(comment: CommentAnswer): { readonly id: number; readonly url: string } {
  return { id: comment.id, url: comment.html_url };
}
