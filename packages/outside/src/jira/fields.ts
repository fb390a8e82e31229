import { issuePath, type JiraClient } from './client.ts';
import { FieldsAnswer } from './schemas.ts';
import { KEY_LABEL } from './tickets.ts';

/** The fields that a ticket is to have. */
export interface WantedFields {
  readonly ticket: string;
  readonly summary?: string;
  readonly description?: string;
  readonly labels?: readonly string[];
  readonly priority?: string;
}

/** Whether the ticket has them: texts but for white space at their ends, labels in any order. */
export async function hasFields(client: JiraClient, wanted: WantedFields): Promise<boolean> {
  const fields = await fieldsOf(client, wanted.ticket);
  const { summary, description, labels, priority } = wanted;
  return (
    isText(fields.summary, summary) &&
    isText(fields.description ?? '', description) &&
    (labels === undefined || isSame(labels, fields.labels.filter(isTheirs))) &&
    (priority === undefined || fields.priority?.name.toLowerCase() === priority.toLowerCase())
  );
}

/** Sets them. The labels by which our own tickets are found again stay, whatever labels are wanted. */
export async function setFields(client: JiraClient, wanted: WantedFields): Promise<void> {
  const { ticket, priority, labels, summary, description } = wanted;
  const ours =
    labels === undefined
      ? []
      : (await fieldsOf(client, ticket)).labels.filter((label) => !isTheirs(label));
  await client.tell({
    url: issuePath(ticket),
    method: 'PUT',
    body: {
      fields: {
        ...(summary === undefined ? {} : { summary }),
        ...(description === undefined ? {} : { description }),
        ...(labels === undefined ? {} : { labels: [...labels.filter(isTheirs), ...ours] }),
        ...(priority === undefined ? {} : { priority: { name: priority } }),
      },
    },
  });
}

async function fieldsOf(client: JiraClient, ticket: string) {
  const { fields } = await client.send(FieldsAnswer, {
    url: issuePath(ticket),
    method: 'GET',
    searchParams: { fields: 'summary,description,priority,labels' },
  });
  return fields;
}

function isTheirs(label: string): boolean {
  return !label.startsWith(KEY_LABEL);
}

function isSame(wanted: readonly string[], now: readonly string[]): boolean {
  return [...new Set(wanted.filter(isTheirs))].sort().join() === [...now].sort().join();
}

function isText(now: string, wanted: string | undefined): boolean {
  return wanted === undefined || now.trim() === wanted.trim();
}
