import { type About, about, type Work } from '@patchwright/chassis';
import { ErrorObserved, type IssueEvent, issueIdFor, TicketFiled } from '@patchwright/events';
import type { ErrorIssue, Jira, Sentry } from '@patchwright/outside';
import { error, occurrence } from '@patchwright/outside/an-error';
import { evolveIssue, type Issue, initialIssue, initialTask } from '@patchwright/task';
import { describe, expect, it } from 'vitest';
import { decide, defaultThresholds } from '../src/decide.ts';
import { type MonitorDraft, type MonitorWorld, watch } from '../src/watch.ts';

const id = issueIdFor(error);
const unknown = initialIssue('main', id);
const thresholds = defaultThresholds;

/** The issue after these facts, each stated at that time. */
function after(...facts: readonly (readonly [MonitorDraft, time?: string])[]): Issue {
  return facts.reduce<Issue>(
    (issue, [draft, time = error.lastSeen]) =>
      evolveIssue(issue, { ...draft, time, aggVersion: issue.version + 1 } as IssueEvent),
    unknown,
  );
}

const observed = ErrorObserved.of({
  sentryId: '4711',
  project: 'api',
  title: error.title,
  level: 'error',
  countLastDay: 12,
  usersLastDay: 3,
  threshold: 10,
  firstSeen: error.firstSeen,
  lastSeen: error.lastSeen,
  url: error.url,
});
const filed = TicketFiled.of({ ticket: 'API-7', url: 'https://jira.example/browse/API-7' });

/** A monitor with errors to find, and what the log knows of them. Jira finds a ticket again by its key. */
function openSite(options: { readonly errors?: readonly ErrorIssue[]; readonly known?: Issue }) {
  let known = options.known ?? unknown;
  const tickets = new Map<string, Parameters<Jira['ensureTicket']>[0]>();
  const sentry: Partial<Sentry> = {
    listIssues: async () => options.errors ?? [error],
    listEvents: async () => [occurrence()],
  };
  const jira: Partial<Jira> = {
    async ensureTicket(input) {
      tickets.set(input.key, input);
      const ticket = `API-${7 + [...tickets.keys()].indexOf(input.key)}`;
      return { ticket, url: `https://jira.example/browse/${ticket}` };
    },
  };
  const world = {
    sentry: sentry as Sentry,
    jira: jira as Jira,
    issues: { find: async () => known },
    clock: { now: async () => '2026-03-02T04:00:00.000Z' },
  } as Partial<MonitorWorld> as MonitorWorld;
  const work = {
    item: { kind: 'monitor', tenant: 'main', id: 'sentry' },
    task: initialTask('main', 'sentry'),
  } as Work;
  const settings = { projects: ['api'], thresholds, jiraProject: 'API', labels: ['AI-Fix'] };
  const ticks: About<MonitorDraft>[] = [];
  return {
    tickets,
    /** The figures of each look. */
    ticks,
    /** What one tick states of errors; with `until`, the process ends after that many facts. */
    async watch(until = Number.POSITIVE_INFINITY): Promise<readonly unknown[]> {
      const facts: unknown[] = [];
      for await (const fact of watch(work, world, settings)) {
        if (fact.aggregate.kind === 'monitor') {
          ticks.push(fact);
          continue;
        }
        facts.push(fact);
        known = evolveIssue(known, {
          ...fact.draft,
          time: error.lastSeen,
          aggVersion: known.version + 1,
        } as IssueEvent);
        if (facts.length === until) break;
      }
      return facts;
    },
  };
}

const issue = { kind: 'issue', tenant: 'main', id } as const;

describe('an error', () => {
  it.each([
    ['fatal', 1],
    ['error', 10],
    ['warning', 50],
    ['info', 100],
  ] as const)(
    'of level %s calls for a ticket from %i occurrences in 24 hours on',
    (level, from) => {
      expect(decide({ ...error, level, count: from }, unknown, thresholds).kind).toBe('file');
      expect(decide({ ...error, level, count: from - 1 }, unknown, thresholds).kind).toBe('skip');
    },
  );

  it.each(['resolved', 'ignored'])('that is %s calls for none', (status) => {
    expect(decide({ ...error, status }, unknown, thresholds).kind).toBe('skip');
  });

  it('of level debug never does', () => {
    expect(decide({ ...error, level: 'debug', count: 1e9 }, unknown, thresholds).kind).toBe('skip');
  });
});

describe('an error over its threshold', () => {
  it('is observed and filed, with all that a person needs', async () => {
    const site = openSite({});
    expect(await site.watch()).toEqual([about(issue, observed), about(issue, filed)]);
    const [ticket] = site.tickets.values();
    expect(ticket).toMatchObject({ project: 'API', type: 'Bug', labels: ['AI-Fix'] });
    expect(ticket?.summary).toBe(`${error.title} in ${error.culprit}`);
    expect(ticket?.description.split('\n')).toEqual(
      expect.arrayContaining([
        'ZeroDivisionError: division by zero',
        'Level: error',
        'In the last 24 hours: 12 times, 3 users',
        'Release: api@2.7.0',
        'Environment: production',
        'Fingerprint: fp-1',
        '  * average (api/ratings.py:14)',
        '      return total / len(ratings)',
      ]),
    );
  });

  it('gets one ticket, however often the monitor looks', async () => {
    const site = openSite({});
    await site.watch();
    expect(await site.watch()).toEqual([]);
    expect(site.tickets.size).toBe(1);
  });

  it('that was observed by a monitor which then ended is filed by the next, under the same key', async () => {
    const site = openSite({});
    await site.watch(1);
    expect(await site.watch()).toEqual([about(issue, filed)]);
    expect([...site.tickets.keys()]).toEqual([`issue/${id}/ticket/1`]);
  });

  it('does not keep the others from being looked at', async () => {
    const few = { ...error, id: '1', fingerprint: 'fp-2', count: 2 };
    expect(await openSite({ errors: [few, error] }).watch()).toHaveLength(2);
  });
});

describe('a look at production', () => {
  const few = { ...error, id: '1', fingerprint: 'fp-2', count: 2 };

  it('is told by its figures, in the history of its month', async () => {
    const site = openSite({ errors: [few, error] });
    await site.watch();
    await site.watch();
    const [first, second] = site.ticks;
    expect(first).toEqual({
      aggregate: { kind: 'monitor', tenant: 'main', id: 'sentry-2026-03' },
      draft: {
        type: 'monitor_ticked',
        data: { projects: ['api'], lookedAt: 2, overThreshold: 1, created: 1, skipped: 1 },
      },
    });
    // The one that is over its threshold has its ticket by then.
    expect(second?.draft.data).toMatchObject({ overThreshold: 1, created: 0, skipped: 2 });
  });

  it('that found nothing is told, too', async () => {
    const site = openSite({ errors: [] });
    await site.watch();
    expect(site.ticks).toMatchObject([{ draft: { data: { lookedAt: 0, created: 0 } } }]);
  });
});

describe('a filed ticket', () => {
  const days = (count: number) =>
    new Date(Date.parse(error.lastSeen) - count * 86_400_000).toISOString();

  it('stands for its error for 90 days', async () => {
    const known = after([observed], [filed, days(90)]);
    expect(await openSite({ known }).watch()).toEqual([]);
  });

  it('is forgotten after that: the error gets another one', async () => {
    const known = after([observed], [filed, days(91)]);
    const site = openSite({ known });
    expect(await site.watch()).toHaveLength(2);
    expect([...site.tickets.keys()]).toEqual([`issue/${id}/ticket/2`]);
  });
});
