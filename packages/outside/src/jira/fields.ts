import { issuePath, type JiraClient } from './client.ts';
import { FieldsAnswer } from './schemas.ts';

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
  const { fields } = await client.send(FieldsAnswer, {
    url: issuePath(wanted.ticket),
    method: 'GET',
    searchParams: { fields: 'summary,description,priority,labels' },
  });
  const { summary, description, labels, priority } = wanted;
  return (
    isText(fields.summary, summary) &&
    isText(fields.description ?? '', description) &&
    (labels === undefined || [...labels].sort().join() === [...fields.labels].sort().join()) &&
    (priority === undefined || fields.priority?.name.toLowerCase() === priority.toLowerCase())
  );
}

/** Sets them. */
export async function setFields(client: JiraClient, wanted: WantedFields): Promise<void> {
  const { ticket, priority, labels, summary, description } = wanted;
  await client.tell({
    url: issuePath(ticket),
    method: 'PUT',
    body: {
      fields: {
        ...(summary === undefined ? {} : { summary }),
        ...(description === undefined ? {} : { description }),
        ...(labels === undefined ? {} : { labels: [...labels] }),
        ...(priority === undefined ? {} : { priority: { name: priority } }),
      },
    },
  });
}

function isText(now: string, wanted: string | undefined): boolean {
  return wanted === undefined || now.trim() === wanted.trim();
}
