import { NeedsHuman, Retryable, Terminal } from '@patchwright/faults';
import { fingerprintOf, sentryPort } from '@patchwright/outside';
import { createFaultBox, type SentryStandIn, startSentry } from '@patchwright/stand-ins';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { context, thrownBy } from './calls.ts';

const TOKEN = 'sntrys_0123456789abcdef';
let faults = createFaultBox();
let sentry: SentryStandIn;
let port: ReturnType<typeof sentryPort>;

beforeEach(async () => {
  faults = createFaultBox();
  sentry = await startSentry({ token: TOKEN, organization: 'acme', projects: ['web'], faults });
  port = sentryPort({ baseUrl: sentry.url, organization: 'acme', token: TOKEN });
  sentry.addIssue({
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
  });
});
afterEach(async () => {
  await sentry[Symbol.asyncDispose]();
});

describe('what is read of Sentry', () => {
  test('the unresolved issues of a project, with the counts of the day', async () => {
    const issues = await port.reads.listIssues({ project: 'api', sinceHours: 24 }, context());
    const others = await port.reads.listIssues({ project: 'web', sinceHours: 24 }, context());

    expect(others).toEqual([]);
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatchObject({
      id: '4001',
      project: 'api',
      level: 'error',
      status: 'unresolved',
      count: 42,
      users: 17,
      platform: 'python',
      fingerprint: fingerprintOf('4001'),
    });
  });

  test('more issues than stand on a page', async () => {
    for (let index = 0; index < 120; index += 1) {
      sentry.addIssue({ project: 'web', id: `${9000 + index}`, type: 'E', value: `${index}` });
    }
    const issues = await port.reads.listIssues({ project: 'web', sinceHours: 24 }, context());

    expect(new Set(issues.map((issue) => issue.id)).size).toBe(120);
  });

  test('one issue, and its newest events with the stack, outermost first', async () => {
    const issue = await port.reads.getIssue({ id: '4001' }, context());
    const events = await port.reads.listEvents({ id: '4001', limit: 3 }, context());

    expect(issue).toMatchObject({ id: '4001', count: 42 });
    expect(events).toHaveLength(3);
    expect(events[0]).toMatchObject({
      type: 'ZeroDivisionError',
      value: 'division by zero',
      release: 'api@2.7.0',
      environment: 'production',
    });
    expect(events[0]?.frames).toEqual([
      { file: 'api/server.py', function: 'get_product', line: 88, context: null, inApp: true },
      {
        file: 'api/ratings.py',
        function: 'average_rating',
        line: 8,
        context: '    return total / len(reviews)',
        inApp: true,
      },
    ]);
  });
});

describe('what goes wrong says what is to happen', () => {
  test('a wrong token needs a person, and is not in the message', async () => {
    const token = 'sntrys_wrongwrongwrong';
    const wrong = sentryPort({ baseUrl: sentry.url, organization: 'acme', token });
    const fault = await thrownBy(wrong.reads.getIssue({ id: '4001' }, context()));

    expect(fault).toBeInstanceOf(NeedsHuman);
    expect(`${fault.message} ${fault.stack}`).not.toContain(token);
  });

  test('an issue that is not there is terminal', async () => {
    const fault = await thrownBy(port.reads.getIssue({ id: '1' }, context()));

    expect(fault).toBeInstanceOf(Terminal);
  });

  test('limits, failing servers and cut connections may pass', async () => {
    for (const kind of ['429', '500', 'reset'] as const) {
      faults.order({ target: 'sentry', kind, retryAfter: 3 });
      const fault = await thrownBy(port.reads.getIssue({ id: '4001' }, context()));
      expect(fault).toBeInstanceOf(Retryable);
      if (kind === '429') expect((fault as Retryable).afterMs).toBe(3000);
    }
  });
});
