import { definePort } from '@patchwright/faults';
import type { ReadsOf, WritesOf } from '../contract.ts';
import type { ErrorIssue, Sentry } from '../sentry.ts';
import { createSentryClient, type SentryClient, type SentryConfig } from './client.ts';
import { eventOf } from './read-event.ts';
import { EventAnswer, IssueAnswer, StatusAnswer } from './schemas.ts';

type SentryReads = ReadsOf<Sentry, 'listIssues' | 'getIssue' | 'listEvents'>;
type SentryWrites = WritesOf<Sentry, 'ensureResolved'>;

const MOST_ISSUES = 1_000;
const DAY_H = 24;

/** Sentry as a port. Its one effect is found again by the issue's status. */
export function sentryPort(config: SentryConfig) {
  const client = createSentryClient(config);
  return definePort({ name: 'sentry', reads: sentryReads(client), writes: sentryWrites(client) });
}

/** The fingerprint of a production error: Sentry's own group, so that a webhook and a search name it alike. One token of a subject. */
export function fingerprintOf(sentryIssueId: string): string {
  return `sentry-${sentryIssueId.toLowerCase().replace(/[^a-z0-9_-]/g, '-')}`;
}

function sentryReads({ ask, get, list }: SentryClient): SentryReads {
  return {
    listIssues: ({ project, sinceHours }, context) =>
      ask(context, async (signal) => {
        const issues = await list(
          IssueAnswer,
          '/issues/',
          {
            query: `is:unresolved project:${project} lastSeen:-${sinceHours}h`,
            statsPeriod: `${Math.max(DAY_H, sinceHours)}h`,
            groupStatsPeriod: '24h',
            sort: 'freq',
            limit: '100',
          },
          MOST_ISSUES,
          signal,
        );
        return issues.map(issueOf);
      }),

    getIssue: ({ id }, context) =>
      ask(context, async (signal) =>
        issueOf(await get(IssueAnswer, `/issues/${encodeURIComponent(id)}/`, signal)),
      ),

    listEvents: ({ id, limit }, context) =>
      ask(context, async (signal) => {
        const events = await list(
          EventAnswer,
          `/issues/${encodeURIComponent(id)}/events/`,
          { full: 'true', per_page: String(Math.min(limit, 100)) },
          limit,
          signal,
        );
        return events.map(eventOf);
      }),
  };
}

function sentryWrites({ ask, get, put }: SentryClient): SentryWrites {
  const pathOf = (id: string) => `/issues/${encodeURIComponent(id)}/`;
  return {
    ensureResolved: {
      probe: ({ id }, context) =>
        ask(context, async (signal) => {
          const { status } = await get(StatusAnswer, pathOf(id), signal);
          return status === 'resolved' ? { status } : undefined;
        }),
      perform: ({ id }, context) =>
        ask(context, (signal) => put(StatusAnswer, pathOf(id), { status: 'resolved' }, signal)),
    },
  };
}

function issueOf(issue: IssueAnswer): ErrorIssue {
  return {
    id: issue.id,
    shortId: issue.shortId,
    project: issue.project.slug,
    title: issue.title,
    culprit: issue.culprit ?? '',
    level: issue.level,
    status: issue.status,
    count: lastDayOf(issue),
    users: issue.userCount,
    firstSeen: issue.firstSeen,
    lastSeen: issue.lastSeen,
    url: issue.permalink,
    platform: issue.platform ?? 'other',
    fingerprint: fingerprintOf(issue.id),
  };
}

/** The hours of the last day where Sentry gives them: `count` may be of all time. */
function lastDayOf(issue: IssueAnswer): number {
  const hours = issue.stats?.['24h'];
  return hours === undefined ? issue.count : hours.reduce((sum, [, events]) => sum + events, 0);
}
