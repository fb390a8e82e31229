import { shortDigest } from '../digest.ts';
import { outgoingText, outgoingWiki } from '../outgoing/wiki.ts';
import { issuePath, type JiraClient } from './client.ts';
import { documentOf, type Node } from './document.ts';
import { DocumentAnswer, TextAnswer } from './schemas.ts';

/** A section that is wanted at the end of a ticket's description. */
export interface WantedSection {
  readonly key: string;
  readonly ticket: string;
  readonly title: string;
  readonly body: string;
}

/** The visible last line by which a section is found again, whatever people write around it. */
function signature(key: string): string {
  return `Added by Patchwright (${shortDigest(key)})`;
}

/** Whether the ticket's description has the section. */
export async function hasSection(
  client: JiraClient,
  wanted: Pick<WantedSection, 'key' | 'ticket'>,
): Promise<boolean> {
  return (await textOf(client, wanted.ticket)).includes(signature(wanted.key));
}

/**
 * Appends the section. In the cloud to the document itself, since its passage through wiki markup
 * would cost people's mentions, panels and pictures; in Data Center to the wiki markup that it is.
 */
export async function appendSection(client: JiraClient, wanted: WantedSection): Promise<void> {
  const isCloud = (await client.deployment()) === 'cloud';
  const description = isCloud
    ? await grownDocument(client, wanted)
    : grownText(await textOf(client, wanted.ticket), {
        ...wanted,
        body: outgoingWiki(wanted.body, client.linkHosts),
      });
  await client.tell({
    url: issuePath(wanted.ticket, '', isCloud ? 3 : 2),
    method: 'PUT',
    body: { fields: { description } },
  });
}

async function textOf(client: JiraClient, ticket: string): Promise<string> {
  const { fields } = await client.send(TextAnswer, {
    url: issuePath(ticket),
    method: 'GET',
    searchParams: { fields: 'description' },
  });
  return fields.description ?? '';
}

async function grownDocument(client: JiraClient, wanted: WantedSection): Promise<Node> {
  const { fields } = await client.send(DocumentAnswer, {
    url: issuePath(wanted.ticket, '', 3),
    method: 'GET',
    searchParams: { fields: 'description' },
  });
  const before = fields.description ?? { type: 'doc', version: 1, content: [] };
  const rule = before.content.length === 0 ? [] : [{ type: 'rule' }];
  const body = outgoingText(wanted.body, client.linkHosts);
  const added = documentOf(wanted.title, body, signature(wanted.key));
  return { ...before, type: 'doc', content: [...before.content, ...rule, ...added] };
}

function grownText(before: string, wanted: WantedSection): string {
  const section = `h3. ${wanted.title}\n\n${wanted.body}\n\n_${signature(wanted.key)}_`;
  return before.trim() === '' ? section : `${before.trimEnd()}\n\n----\n\n${section}`;
}
