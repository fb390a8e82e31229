import { isNotFoundError } from 'jira.js/core';
import { z } from 'zod';
import { issuePath, type JiraClient } from './client.ts';
import { LinkAnswer } from './schemas.ts';

/** A link from a ticket to a page elsewhere. */
export interface WantedLink {
  readonly key: string;
  readonly ticket: string;
  readonly url: string;
  readonly title: string;
}

/** Jira keeps one link for each global id. */
function globalIdOf(key: string): string {
  return `patchwright:${key}`;
}

/** The link with the key's global id. */
export async function findLink(
  client: JiraClient,
  wanted: Pick<WantedLink, 'key' | 'ticket'>,
): Promise<{ readonly id: string } | undefined> {
  // With a global id Jira answers one link, or 404; without any match some versions answer an empty list.
  const OneOrMany = z.union([LinkAnswer, z.array(LinkAnswer).transform((links) => links[0])]);
  try {
    return await client.send(OneOrMany, {
      url: issuePath(wanted.ticket, '/remotelink'),
      method: 'GET',
      searchParams: { globalId: globalIdOf(wanted.key) },
    });
  } catch (thrown) {
    if (isNotFoundError(thrown)) return undefined;
    throw thrown;
  }
}

/** Makes the link, or rewrites the one with this global id. */
export async function setLink(
  client: JiraClient,
  wanted: WantedLink,
): Promise<{ readonly id: string }> {
  return client.send(LinkAnswer, {
    url: issuePath(wanted.ticket, '/remotelink'),
    method: 'POST',
    body: {
      globalId: globalIdOf(wanted.key),
      application: { type: 'dev.patchwright', name: 'Patchwright' },
      relationship: 'is worked on in',
      object: { url: wanted.url, title: wanted.title },
    },
  });
}
