import { definePort } from '@patchwright/faults';
import type { ReadsOf, WritesOf } from '../contract.ts';
import type { Jira } from '../jira.ts';
import { createJiraClient, issuePath, type JiraClient, type JiraConfig } from './client.ts';
import { addComment, commentsOf, findComment } from './comments.ts';
import { appendSection, hasSection } from './description.ts';
import { hasFields, setFields } from './fields.ts';
import { findLink, setLink } from './links.ts';
import { IssueAnswer } from './schemas.ts';
import { searchTickets } from './search.ts';
import { createTicket, findTicket, findTicketPatiently } from './tickets.ts';
import { isThere, statusOf, transition } from './transition.ts';

type JiraReads = ReadsOf<Jira, 'getTicket' | 'searchTickets'>;
type JiraWrites = WritesOf<
  Jira,
  | 'ensureTicket'
  | 'ensureComment'
  | 'ensureDescriptionSection'
  | 'ensureFields'
  | 'ensureTransition'
  | 'ensureRemoteLink'
>;

/**
 * Jira as a port. Effects are found again by a label (tickets), a property (comments), a last line (sections of the
 * description), the fields and the status themselves, and a global id (remote links).
 */
export function jiraPort(config: JiraConfig) {
  const client = createJiraClient(config);
  return definePort({
    name: 'jira',
    reads: jiraReads(client),
    writes: jiraWrites(client, config),
  });
}

function jiraReads(client: JiraClient): JiraReads {
  return {
    searchTickets: (input, context) => client.ask(context, () => searchTickets(client, input)),

    getTicket: ({ ticket }, context) =>
      client.ask(context, async () => {
        const [{ key, fields }, comments] = await Promise.all([
          client.send(IssueAnswer, {
            url: issuePath(ticket),
            method: 'GET',
            searchParams: {
              fields: 'summary,description,issuetype,status,priority,labels,reporter',
            },
          }),
          commentsOf(client, ticket),
        ]);
        return {
          key,
          url: client.pageOf(key),
          summary: fields.summary,
          description: fields.description ?? '',
          type: fields.issuetype.name,
          status: fields.status.name,
          priority: fields.priority?.name ?? null,
          labels: fields.labels,
          // The identifier, not the name that people choose for themselves.
          reporter: fields.reporter?.accountId ?? fields.reporter?.name ?? null,
          comments: comments.map(({ id, author, body, created }) => ({
            id,
            author: author?.displayName ?? author?.accountId ?? author?.name ?? 'somebody',
            body: body ?? '',
            createdAt: created,
          })),
        };
      }),
  };
}

function jiraWrites(client: JiraClient, config: JiraConfig): JiraWrites {
  const { ask } = client;
  const names = config.statuses ?? {};
  const indexingMs = config.indexingMs ?? 2_000;
  return {
    ensureTicket: {
      probe: (input, context) =>
        ask(context, (signal) => findTicketPatiently(client, input, indexingMs, signal)),
      perform: (input, context) =>
        ask(context, async () => (await findTicket(client, input)) ?? createTicket(client, input)),
    },

    ensureComment: {
      probe: (input, context) => ask(context, () => findComment(client, input.ticket, input.key)),
      perform: (input, context) =>
        ask(
          context,
          async () =>
            (await findComment(client, input.ticket, input.key)) ??
            addComment(client, input.ticket, input.body, input.key),
        ),
    },

    ensureDescriptionSection: {
      probe: (input, context) =>
        ask(context, async () =>
          (await hasSection(client, input)) ? { ticket: input.ticket } : undefined,
        ),
      perform: (input, context) =>
        ask(context, async () => {
          if (!(await hasSection(client, input))) await appendSection(client, input);
          return { ticket: input.ticket };
        }),
    },

    ensureFields: {
      probe: (input, context) =>
        ask(context, async () =>
          (await hasFields(client, input)) ? { ticket: input.ticket } : undefined,
        ),
      perform: (input, context) =>
        ask(context, async () => {
          await setFields(client, input);
          return { ticket: input.ticket };
        }),
    },

    ensureTransition: {
      probe: (input, context) =>
        ask(context, async () => {
          const status = await statusOf(client, input.ticket);
          return isThere(status, input.to, names) ? { status: status.name } : undefined;
        }),
      perform: (input, context) =>
        ask(context, async () => {
          const status = await transition(client, input.ticket, input.to, names);
          return { status: status.name };
        }),
    },

    ensureRemoteLink: {
      probe: (input, context) => ask(context, () => findLink(client, input)),
      perform: (input, context) => ask(context, () => setLink(client, input)),
    },
  };
}
