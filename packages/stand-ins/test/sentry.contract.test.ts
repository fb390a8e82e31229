import { verify } from '@octokit/webhooks-methods';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SentryStandIn, startSentry } from '../src/sentry/index.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const SECRET = 'client-secret';
let receiver: Receiver;
let sentry: SentryStandIn;

beforeEach(async () => {
  receiver = await startReceiver();
  sentry = await startSentry({
    token: 'token',
    organization: 'acme',
    webhook: { url: `${receiver.url}/webhooks/sentry`, secret: SECRET },
    projects: ['web'],
  });
});
afterEach(async () => {
  await sentry[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

const crash = {
  project: 'api',
  id: '4001',
  type: 'ZeroDivisionError',
  value: 'division by zero',
  culprit: 'api.ratings in average_rating',
  count: 42,
  users: 17,
  platform: 'python',
  release: 'api@2.7.0',
  environment: 'production',
  fingerprint: '5f3c9b7a',
  stacktrace: [
    { filename: 'api/server.py', function: 'get_product', lineno: 88, in_app: true },
    {
      filename: 'api/ratings.py',
      function: 'average_rating',
      lineno: 8,
      context_line: '    return total / len(reviews)',
      in_app: true,
    },
  ],
};

async function api(path: string, init: RequestInit = {}, token = 'token') {
  const response = await fetch(path.startsWith('http') ? path : `${sentry.url}/api/0${path}`, {
    ...init,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  });
  return {
    status: response.status,
    headers: response.headers,
    body: JSON.parse(await response.text()),
  };
}

async function idsOf(query: string): Promise<readonly string[]> {
  const { body } = await api(`/organizations/acme/issues/?${new URLSearchParams({ query })}`);
  return body.map((issue: { id: string }) => issue.id);
}

describe('the API of the Sentry stand-in', () => {
  it('shows an issue with the figures of the story', async () => {
    sentry.addIssue(crash);
    const { body: issue } = await api('/organizations/acme/issues/4001/');
    expect(issue).toMatchObject({
      id: '4001',
      shortId: 'API-1',
      title: 'ZeroDivisionError: division by zero',
      culprit: 'api.ratings in average_rating',
      level: 'error',
      status: 'unresolved',
      count: '42',
      userCount: 17,
      project: { slug: 'api' },
      metadata: { type: 'ZeroDivisionError', filename: 'api/ratings.py' },
      lastRelease: { version: 'api@2.7.0' },
    });
    const today = issue.stats['24h'].reduce((sum: number, [, n]: [number, number]) => sum + n, 0);
    expect(today).toBe(42);
    expect((await api('/issues/4001/')).body.id).toBe('4001');
  });

  it('shows the newest event with its stack trace, innermost frame last', async () => {
    sentry.addIssue(crash);
    const { body: event } = await api('/organizations/acme/issues/4001/events/latest/');
    const [exception] = event.entries;
    expect(exception.data.values[0].stacktrace.frames.at(-1)).toMatchObject({
      filename: 'api/ratings.py',
      lineNo: 8,
      inApp: true,
      context: [[8, '    return total / len(reviews)']],
    });
    expect(event.tags).toContainEqual({ key: 'environment', value: 'production' });
    const { body: same } = await api(`/organizations/acme/issues/4001/events/${event.eventID}/`);
    expect(same.eventID).toBe(event.eventID);
  });

  it('gives events what the story says they have of their own', async () => {
    sentry.addIssue({
      ...crash,
      count: 3,
      events: [{ url: 'https://shop.example/p/1', tags: { browser: 'Firefox' } }],
    });
    const { body } = await api('/issues/4001/events/?full=true');
    expect(body).toHaveLength(3);
    expect(body[0].tags).toContainEqual({ key: 'browser', value: 'Firefox' });
    expect(body[0].entries[1]).toMatchObject({ type: 'request' });
    expect(body[1].tags).not.toContainEqual({ key: 'browser', value: 'Firefox' });
  });

  it('moves an old story to now and keeps its span, unless told not to', async () => {
    const times = { firstSeen: '2026-01-01T00:00:00Z', lastSeen: '2026-01-01T02:00:00Z' };
    sentry.addIssue({ ...crash, ...times });
    sentry.addIssue({ ...crash, ...times, id: '4002', keepTimes: true });
    const { body: moved } = await api('/issues/4001/');
    expect(Date.parse(moved.lastSeen) - Date.parse(moved.firstSeen)).toBe(2 * 3_600_000);
    expect(Date.now() - Date.parse(moved.lastSeen)).toBeLessThan(120_000);
    expect((await api('/issues/4002/')).body.lastSeen).toBe('2026-01-01T02:00:00.000Z');
  });

  it('pages by cursors in Link headers', async () => {
    for (const id of ['1', '2', '3']) sentry.addIssue({ ...crash, id });
    const first = await api('/projects/acme/api/issues/?limit=2&query=');
    expect(first.body).toHaveLength(2);
    const next = /<([^>]+)>; rel="next"; results="true"; cursor="0:2:0"/.exec(
      first.headers.get('link') ?? '',
    );
    const second = await api(next?.[1] ?? '');
    expect(second.body).toHaveLength(1);
    expect(second.headers.get('link')).toContain('rel="next"; results="false"');
  });

  it.each([
    ['is:unresolved project:api lastSeen:-24h', ['4001']],
    ['is:resolved', ['50']],
    ['level:warning', ['60']],
    ['timesSeen:>10', ['4001']],
    ['environment:production !project:web', ['4001']],
    ['"division by zero"', ['4001']],
    ['error.type:Type*', ['50', '60']],
    ['firstSeen:+20h', []],
    ['is:unresolved', ['4001', '60']],
  ])('searches by %s', async (query, ids) => {
    sentry.addIssue(crash);
    sentry.addIssue({ project: 'web', id: '50', type: 'TypeError' });
    sentry.addIssue({ project: 'web', id: '60', type: 'TypeError', level: 'warning' });
    sentry.setStatus({ issue: '50', status: 'resolved', user: 'maria' });
    expect([...(await idsOf(query))].sort()).toEqual(ids);
  });

  it('refuses searches, periods and sorts it does not know', async () => {
    const refused = async (search: string) =>
      (await api(`/organizations/acme/issues/?${search}`)).status;
    expect(await refused('query=is:happy')).toBe(400);
    expect(await refused('statsPeriod=soon')).toBe(400);
    expect(await refused('sort=mood')).toBe(400);
  });

  it('resolves and comments', async () => {
    sentry.addIssue(crash);
    const put = { method: 'PUT', body: JSON.stringify({ status: 'resolved' }) };
    expect((await api('/organizations/acme/issues/4001/', put)).body.status).toBe('resolved');
    const post = { method: 'POST', body: JSON.stringify({ text: 'fixed by acme/api#1' }) };
    expect((await api('/issues/4001/comments/', post)).status).toBe(201);
    const { body } = await api('/organizations/acme/issues/4001/notes/');
    expect(body).toMatchObject([{ data: { text: 'fixed by acme/api#1' } }]);
    expect((await api('/issues/4001/', { method: 'PUT', body: '{"status":"gone"}' })).status).toBe(
      400,
    );
  });

  it('lists its projects', async () => {
    sentry.addIssue(crash);
    const { body } = await api('/organizations/acme/projects/');
    expect(body.map(({ slug }: { slug: string }) => slug)).toEqual(['web', 'api']);
  });

  it('lets nobody in with another token, and knows no other organisation', async () => {
    expect(await api('/issues/4001/', {}, 'other')).toMatchObject({
      status: 401,
      body: { detail: 'Invalid token' },
    });
    expect((await api('/organizations/other/issues/')).status).toBe(404);
    expect((await api('/issues/9/')).status).toBe(404);
  });
});

describe('the webhooks of the Sentry stand-in', () => {
  it('tell of new, resolved and returning issues, signed', async () => {
    sentry.addIssue(crash);
    sentry.setStatus({ issue: '4001', status: 'resolved', user: 'maria' });
    sentry.addEvents({ issue: '4001', count: 3 });
    await sentry.webhooks?.settled();

    const bodies = receiver.received.map(({ body }) => JSON.parse(body));
    expect(bodies.map(({ action, data }) => [action, data.issue.count])).toEqual([
      ['created', '42'],
      ['resolved', '42'],
      ['unresolved', '45'],
    ]);
    for (const { headers, body } of receiver.received) {
      expect(headers['sentry-hook-resource']).toBe('issue');
      expect(headers['request-id']).toMatch(/^[0-9a-f]{32}$/);
      const signature = `sha256=${headers['sentry-hook-signature']}`;
      expect(await verify(SECRET, body, signature)).toBe(true);
      expect(await verify('other', body, signature)).toBe(false);
    }
  });

  it('tell of alerts with the event as SDKs name things', async () => {
    sentry.addIssue(crash, 'event_alert');
    sentry.metricAlert({ action: 'critical', title: 'Errors', text: '100 errors in 5 minutes' });
    await sentry.webhooks?.settled();
    const [alert, metric] = receiver.received;
    expect(alert?.headers['sentry-hook-resource']).toBe('event_alert');
    expect(JSON.parse(alert?.body ?? '')).toMatchObject({
      action: 'triggered',
      data: {
        event: {
          issue_id: '4001',
          level: 'error',
          exception: { values: [{ stacktrace: { frames: [{}, { lineno: 8, in_app: true }] } }] },
        },
      },
    });
    expect(metric?.headers['sentry-hook-resource']).toBe('metric_alert');
  });

  it('are not sent for an issue that is only there to be polled', async () => {
    sentry.addIssue(crash, 'none');
    await sentry.webhooks?.settled();
    expect(receiver.received).toEqual([]);
  });
});
