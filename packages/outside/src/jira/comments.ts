import { outgoingWiki } from '../outgoing/wiki.ts';
import { issuePath, type JiraClient } from './client.ts';
import { type CommentAnswer, CommentAnswer as CommentSchema, CommentsAnswer } from './schemas.ts';

const PROPERTY = 'patchwright';
const PAGE = 100;
const MOST = 1_000;

/** All comments of a ticket, oldest first, at most a thousand. */
export async function commentsOf(
  client: JiraClient,
  ticket: string,
): Promise<readonly CommentAnswer[]> {
  const comments: CommentAnswer[] = [];
  while (comments.length < MOST) {
    const page = await client.send(CommentsAnswer, {
      url: issuePath(ticket, '/comment'),
      method: 'GET',
      searchParams: {
        startAt: comments.length,
        maxResults: PAGE,
        orderBy: 'created',
        expand: 'properties',
      },
    });
    comments.push(...page.comments);
    if (page.comments.length === 0 || comments.length >= page.total) break;
  }
  return comments;
}

/** The comment that an intent made: its properties carry the key. */
export async function findComment(
  client: JiraClient,
  ticket: string,
  key: string,
): Promise<{ readonly id: string } | undefined> {
  const found = (await commentsOf(client, ticket)).find((comment) =>
    comment.properties?.some((one) => one.key === PROPERTY && keyOf(one.value) === key),
  );
  return found && { id: found.id };
}

/** Comments, with the key in a property that people do not see. */
export async function addComment(
  client: JiraClient,
  ticket: string,
  body: string,
  key: string,
): Promise<{ readonly id: string }> {
  const made = await client.send(CommentSchema, {
    url: issuePath(ticket, '/comment'),
    method: 'POST',
    body: {
      body: outgoingWiki(body, client.linkHosts),
      properties: [{ key: PROPERTY, value: { key } }],
    },
  });
  return { id: made.id };
}

function keyOf(value: unknown): unknown {
  return (value as { key?: unknown } | null)?.key;
}
