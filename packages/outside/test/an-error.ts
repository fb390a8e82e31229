import type { ErrorEvent, ErrorIssue } from '../src/index.ts';

/** An error of production that is not resolved. */
export const error: ErrorIssue = {
  id: '4711',
  shortId: 'API-1',
  project: 'api',
  title: 'ZeroDivisionError: division by zero',
  culprit: 'average(api.ratings)',
  level: 'error',
  status: 'unresolved',
  count: 12,
  users: 3,
  firstSeen: '2026-03-01T22:00:00.000Z',
  lastSeen: '2026-03-02T03:00:00.000Z',
  url: 'https://sentry.example/issues/4711',
  platform: 'python',
  fingerprint: 'fp-1',
};

/** One occurrence of it. */
export function occurrence(part: Partial<ErrorEvent> = {}): ErrorEvent {
  return {
    id: 'e1',
    type: 'ZeroDivisionError',
    value: 'division by zero',
    frames: [
      { file: 'wsgi.py', function: 'call', line: 9, context: null, inApp: false },
      {
        file: 'api/ratings.py',
        function: 'average',
        line: 14,
        context: '    return total / len(ratings)',
        inApp: true,
      },
    ],
    release: 'api@2.7.0',
    environment: 'production',
    tags: {},
    url: null,
    user: null,
    at: error.lastSeen,
    ...part,
  };
}
