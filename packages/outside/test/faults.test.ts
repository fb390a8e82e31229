import { NeedsHuman, Retryable, Terminal } from '@patchwright/faults';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createAsk } from '../src/ask.ts';
import { diagnoseGitHub } from '../src/github/diagnose.ts';
import { retryAfterMs } from '../src/http-faults.ts';
import { createRedact } from '../src/redact.ts';
import { nextCursor } from '../src/sentry/client.ts';

function refusal(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Error {
  const error = Object.assign(new Error(message), { status, response: { headers, data: {} } });
  error.name = 'HttpError';
  return error;
}

describe('what GitHub refuses', () => {
  test('a secondary limit waits as long as GitHub says', () => {
    const thrown = refusal(403, 'You have exceeded a secondary rate limit', {
      'retry-after': '42',
    });
    const fault = diagnoseGitHub(thrown);

    expect(fault).toBeInstanceOf(Retryable);
    expect((fault as Retryable).afterMs).toBe(42_000);
  });

  test('an exhausted limit waits until its reset', () => {
    const reset = Math.floor(Date.now() / 1000) + 90;
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) };
    const fault = diagnoseGitHub(refusal(403, 'API rate limit exceeded', headers)) as Retryable;

    expect(fault).toBeInstanceOf(Retryable);
    expect(fault.afterMs).toBeGreaterThan(85_000);
    expect(fault.afterMs).toBeLessThanOrEqual(91_000);
  });

  test('a missing permission names what GitHub asks for', () => {
    const headers = { 'x-accepted-github-permissions': 'pull_requests=write' };
    const fault = diagnoseGitHub(refusal(403, 'Resource not accessible by integration', headers));

    expect(fault).toBeInstanceOf(NeedsHuman);
    expect((fault as NeedsHuman).diagnosis).toContain('pull_requests=write');
  });

  test.each([
    ['FORBIDDEN', NeedsHuman],
    ['RATE_LIMITED', Retryable],
    ['NOT_FOUND', Terminal],
  ])('a GraphQL error of type %s', (type, kind) => {
    const thrown = Object.assign(new Error('x'), { errors: [{ type, message: 'no' }] });
    thrown.name = 'GraphqlResponseError';

    expect(diagnoseGitHub(thrown)).toBeInstanceOf(kind);
  });
});

describe('Retry-After', () => {
  test('is read as seconds or as a date, and as nothing else', () => {
    const now = Date.parse('2026-11-21T10:00:00Z');

    expect(retryAfterMs('1.5', now)).toBe(1500);
    expect(retryAfterMs('Sat, 21 Nov 2026 10:00:30 GMT', now)).toBe(30_000);
    expect(retryAfterMs('Sat, 21 Nov 2026 09:00:00 GMT', now)).toBe(0);
    expect(retryAfterMs('soon', now)).toBeUndefined();
    expect(retryAfterMs(null, now)).toBeUndefined();
  });
});

describe('a page of Sentry', () => {
  test('has a next one only when it says that there are results', () => {
    const link = (results: string) =>
      `<https://s.example/?a=1,2>; rel="previous"; results="false"; cursor="0:0:1", <https://s.example/?a=1,2>; rel="next"; results="${results}"; cursor="0:100:0"`;

    expect(nextCursor(link('true'))).toBe('0:100:0');
    expect(nextCursor(link('false'))).toBeUndefined();
    expect(nextCursor(null)).toBeUndefined();
  });
});

describe('secrets in messages', () => {
  const secret = 's3cr3t/with+signs==';
  const redact = createRedact([secret]);

  test.each([
    ['plain', secret],
    ['percent-encoded', encodeURIComponent(secret)],
    ['base64', Buffer.from(secret).toString('base64')],
    ['of a vendor', 'ghs_abcdefghijklmnop0123'],
    ['of another vendor', 'xoxb-123456789-abcdef'],
    ['in a header', 'Bearer abcdefgh.ijklmnop'],
  ])('are taken out: %s', (_form, text) => {
    expect(redact(`before ${text} after`)).not.toContain(text);
    expect(redact(`before ${text} after`)).toMatch(/^before .*\[secret\] after$/);
  });
});

describe('a call on another system', () => {
  const ask = createAsk({
    system: 'Acme',
    redact: createRedact(['hunter2hunter2']),
    timeoutMs: 50,
    diagnose: () => undefined,
  });
  const context = () => ({ signal: new AbortController().signal, progress() {} });

  test('that is never answered may pass', async () => {
    await expect(ask(context(), () => new Promise(() => {}))).rejects.toBeInstanceOf(Retryable);
  });

  test('whose answer we do not understand is terminal, and says where', async () => {
    const call = ask(context(), async () => z.object({ id: z.number() }).parse({ id: 'one' }));

    await expect(call).rejects.toThrow(/Acme answered something.*id/s);
    await expect(call).rejects.toBeInstanceOf(Terminal);
  });

  test('keeps the class of a bug, and loses its secrets', async () => {
    const bug = new RangeError('harmless');
    const leaky = new Error('no hunter2hunter2 here');

    await expect(ask(context(), () => Promise.reject(bug))).rejects.toBe(bug);
    await expect(ask(context(), () => Promise.reject(leaky))).rejects.toThrow('no [secret] here');
  });

  test('is not made when its run has ended', async () => {
    const ended = AbortSignal.abort(new Error('overtaken'));
    let called = false;
    const call = ask({ signal: ended, progress() {} }, async () => {
      called = true;
    });

    await expect(call).rejects.toThrow('overtaken');
    expect(called).toBe(false);
  });
});
