import { setTimeout as delay } from 'node:timers/promises';
import { shortDigest } from '../digest.ts';
import { seen } from '../outgoing/address.ts';
import { outgoingWiki } from '../outgoing/wiki.ts';
import { type JiraClient, searchPath } from './client.ts';
import { complainedFields } from './diagnose.ts';
import { IssueKey, SearchAnswer } from './schemas.ts';

/** A ticket that is wanted. */
export interface WantedTicket {
  readonly key: string;
  readonly project: string;
  readonly type: string;
  readonly summary: string;
  readonly description: string;
  readonly labels: readonly string[];
  readonly priority?: string;
}

/** How a ticket is named afterwards. */
export interface TicketReceipt {
  readonly ticket: string;
  readonly url: string;
}

const LONGEST_SUMMARY = 255;

/** How the labels begin by which our own tickets are found again. */
export const KEY_LABEL = 'patchwright-';

/** The label that stands for a key. Issue properties can be searched by apps only, labels by everybody. */
function keyLabel(key: string): string {
  return `${KEY_LABEL}${shortDigest(key)}`;
}

/** The oldest ticket with the key's label. */
export async function findTicket(
  client: JiraClient,
  wanted: Pick<WantedTicket, 'key' | 'project'>,
): Promise<TicketReceipt | undefined> {
  const { issues } = await client.send(SearchAnswer, {
    url: await searchPath(client),
    method: 'GET',
    searchParams: {
      jql: `project = "${quoted(wanted.project)}" AND labels = "${keyLabel(wanted.key)}" ORDER BY created ASC`,
      maxResults: 1,
      fields: 'summary',
    },
  });
  const found = issues[0];
  return found && { ticket: found.key, url: client.pageOf(found.key) };
}

/** Looks again after a while: a search may not yet know a ticket that was just made. */
export async function findTicketPatiently(
  client: JiraClient,
  wanted: Pick<WantedTicket, 'key' | 'project'>,
  indexingMs: number,
  signal: AbortSignal,
): Promise<TicketReceipt | undefined> {
  const found = await findTicket(client, wanted);
  if (found !== undefined || indexingMs === 0) return found;
  await delay(indexingMs, undefined, { signal });
  return findTicket(client, wanted);
}

/** Makes the ticket with the key's label; without the priority where the project has no such field. */
export async function createTicket(
  client: JiraClient,
  wanted: WantedTicket,
): Promise<TicketReceipt> {
  const create = (priority: { readonly priority?: { readonly name: string } }) =>
    client.send(IssueKey, {
      url: '/rest/api/2/issue',
      method: 'POST',
      body: {
        fields: {
          project: { key: wanted.project },
          issuetype: { name: wanted.type },
          summary: oneLine(seen(wanted.summary)),
          description: outgoingWiki(wanted.description, client.linkHosts),
          labels: [...wanted.labels, keyLabel(wanted.key)],
          ...priority,
        },
        properties: [{ key: 'patchwright', value: { key: wanted.key } }],
      },
    });
  const made = await create(
    wanted.priority === undefined ? {} : { priority: { name: wanted.priority } },
  ).catch((thrown: unknown) => {
    const fields = complainedFields(thrown);
    if (fields.length !== 1 || fields[0] !== 'priority') throw thrown;
    return create({});
  });
  return { ticket: made.key, url: client.pageOf(made.key) };
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= LONGEST_SUMMARY ? line : `${line.slice(0, LONGEST_SUMMARY - 1)}…`;
}

function quoted(text: string): string {
  return text.replace(/["\\]/g, '\\$&');
}
