import type { FoundTicket } from '../jira.ts';
import { type JiraClient, searchPath } from './client.ts';
import { FoundAnswer } from './schemas.ts';

const MOST_FOUND = 100;

/** The tickets that a query finds, at most `limit`. */
export async function searchTickets(
  client: JiraClient,
  { jql, limit }: { readonly jql: string; readonly limit: number },
): Promise<readonly FoundTicket[]> {
  const { issues } = await client.send(FoundAnswer, {
    url: await searchPath(client),
    method: 'GET',
    searchParams: {
      jql,
      maxResults: Math.min(Math.max(limit, 1), MOST_FOUND),
      fields: 'summary,issuetype,status,priority,labels',
    },
  });
  return issues.map(({ key, fields }) => ({
    key,
    url: client.pageOf(key),
    summary: fields.summary,
    type: fields.issuetype.name,
    status: fields.status.name,
    priority: fields.priority?.name ?? null,
    labels: fields.labels,
  }));
}
