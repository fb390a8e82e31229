import {
  decode,
  emptyHead,
  encode,
  type IssueDraft,
  type IssueEvent,
  isIssueEvent,
  seal,
} from '@patchwright/events';
import { describe, expect, test } from 'vitest';
import {
  decideIssue,
  evolveIssue,
  foldIssue,
  type Issue,
  initialIssue,
  issueMemoryMs,
} from '../src/index.ts';

const id = 'api-8e1f00c25a40b9d7';
const observation = {
  sentryId: '4001',
  project: 'api',
  title: 'TypeError',
  level: 'error',
  countLastDay: 42,
  usersLastDay: 17,
  threshold: 10,
  firstSeen: '2026-03-01T22:10:00.000Z',
  lastSeen: '2026-03-02T02:40:00.000Z',
  url: 'https://sentry.example/issues/4001',
} as const;
const observed: IssueDraft = { type: 'error_observed', data: observation };
const filed: IssueDraft = {
  type: 'ticket_filed',
  data: { ticket: 'SHOP-77', url: 'https://jira.example/browse/SHOP-77' },
};
const file = {
  kind: 'file',
  ticket: 'SHOP-77',
  url: 'https://jira.example/browse/SHOP-77',
} as const;

function given(...drafts: readonly IssueDraft[]): Issue {
  return foldIssue('acme', id, eventsOf(drafts));
}

function eventsOf(drafts: readonly IssueDraft[]): IssueEvent[] {
  const sealed = seal(drafts, {
    aggregate: { kind: 'issue', tenant: 'acme', id },
    expected: emptyHead,
    causationId: 'tick',
    handler: 'sentry-monitor/monitor',
    source: '/patchwright/sentry-monitor',
    actor: 'system:sentry-monitor',
    time: '2026-03-02T03:00:00.000Z',
    build: '0.1.0',
    correlationId: id,
  });
  return sealed
    .map((event, index) => decode({ ...encode(event), seq: index + 1 }))
    .filter(isIssueEvent);
}

describe('an error over its threshold', () => {
  test('is observed, then gets its ticket', () => {
    expect(decideIssue({ kind: 'observe', observation }, initialIssue('acme', id))).toEqual({
      kind: 'accepted',
      drafts: [observed],
    });
    expect(decideIssue(file, given(observed))).toEqual({ kind: 'accepted', drafts: [filed] });
    expect(given(observed, filed)).toMatchObject({
      status: 'filed',
      version: 2,
      observations: 1,
      ticket: { key: 'SHOP-77', filedAt: '2026-03-02T03:00:00.000Z' },
    });
  });

  test('gets one ticket, however many monitors run', () => {
    expect(decideIssue(file, given(observed, filed))).toMatchObject({ code: 'already_filed' });
    expect(decideIssue({ kind: 'observe', observation }, given(observed))).toMatchObject({
      code: 'already_observed',
    });
    expect(decideIssue({ kind: 'observe', observation }, given(observed, filed))).toMatchObject({
      code: 'already_filed',
      reason: `${id} has the ticket SHOP-77 since 2026-03-02T03:00:00.000Z. Add to that one.`,
    });
  });

  test('calls for another ticket once the first is 90 days old', () => {
    const later = {
      ...observation,
      lastSeen: new Date(Date.parse('2026-03-02T03:00:00.000Z') + issueMemoryMs + 1).toISOString(),
    };
    expect(
      decideIssue({ kind: 'observe', observation: later }, given(observed, filed)),
    ).toMatchObject({ kind: 'accepted' });
    const again = given(observed, filed, { type: 'error_observed', data: later });
    expect(again).toMatchObject({ status: 'observed', observations: 2 });
    expect(decideIssue(file, again).kind).toBe('accepted');
  });

  test('of which nothing can be told is not observed anew', () => {
    const vague = { ...observation, lastSeen: 'lately' };
    expect(
      decideIssue({ kind: 'observe', observation: vague }, given(observed, filed)),
    ).toMatchObject({ code: 'already_filed' });
  });

  test('has no ticket before it was observed', () => {
    expect(decideIssue(file, initialIssue('acme', id))).toMatchObject({ code: 'unknown_issue' });
    expect(given(filed)).toMatchObject({ status: 'unknown', version: 1 });
  });

  test('folds the same event once', () => {
    const issue = given(observed);
    const [event] = eventsOf([observed]);
    if (event === undefined) throw new Error('no event');
    expect(evolveIssue(issue, event)).toBe(issue);
  });
});
