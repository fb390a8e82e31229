import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSameSecret, isSigned } from '../src/http/signatures.ts';

const secret = "It's a Secret to Everybody";
const now = 1531420618_000;

function bytes(text: string): Buffer {
  return Buffer.from(text);
}

describe('the published examples are verified', () => {
  test('of GitHub', () => {
    const signature = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
    const headers = { 'x-hub-signature-256': signature };
    expect(isSigned('github', secret, { headers, raw: bytes('Hello, World!'), now })).toBe(true);
    expect(isSigned('github', secret, { headers, raw: bytes('Hello, World?'), now })).toBe(false);
  });

  test('of Jira', () => {
    const signature = 'sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9';
    const headers = { 'x-hub-signature': signature };
    expect(isSigned('jira', secret, { headers, raw: bytes('Hello World!'), now })).toBe(true);
  });

  const body =
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
  const slack = {
    'x-slack-request-timestamp': '1531420618',
    'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
  };
  const slackSecret = '8f742231b10e8888abcd99yyyzzz85a5';

  test('of Slack, within five minutes of its time', () => {
    const at = (ms: number) =>
      isSigned('slack', slackSecret, { headers: slack, raw: bytes(body), now: ms });
    expect(at(now)).toBe(true);
    expect(at(now + 299_000)).toBe(true);
    expect(at(now + 301_000)).toBe(false);
    expect(at(now - 301_000)).toBe(false);
  });

  test('and Slack’s signature is over its time, too', () => {
    const headers = { ...slack, 'x-slack-request-timestamp': '1531420619' };
    expect(isSigned('slack', slackSecret, { headers, raw: bytes(body), now })).toBe(false);
  });

  test('of Sentry, in plain hexadecimal', () => {
    const raw = bytes('{"action":"created"}');
    const hex = createHmac('sha256', secret).update(raw).digest('hex');
    expect(
      isSigned('sentry', secret, { headers: { 'sentry-hook-signature': hex }, raw, now }),
    ).toBe(true);
  });
});

describe('nothing else is', () => {
  test.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['the prefix alone', 'sha256='],
    ['another algorithm', `sha1=${'a'.repeat(40)}`],
    ['too few digits', `sha256=${'a'.repeat(63)}`],
    ['too many digits', `sha256=${'a'.repeat(65)}`],
    ['something that is no number', `sha256=${'z'.repeat(64)}`],
    ['another number', `sha256=${'a'.repeat(64)}`],
  ])('%s is no signature', (_, signature) => {
    const headers = signature === undefined ? {} : { 'x-hub-signature-256': signature };
    expect(isSigned('github', secret, { headers, raw: bytes('{}'), now })).toBe(false);
  });

  test('a body with one bit changed is not what was signed, whatever bytes it has', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        fc.nat(),
        fc.nat(7),
        (raw, at, bit) => {
          const hex = createHmac('sha256', secret).update(raw).digest('hex');
          const headers = { 'x-hub-signature-256': `sha256=${hex}` };
          const changed = Uint8Array.from(raw);
          const index = at % raw.length;
          changed[index] = (changed[index] ?? 0) ^ (1 << bit);
          expect(isSigned('github', secret, { headers, raw, now })).toBe(true);
          expect(isSigned('github', secret, { headers, raw: changed, now })).toBe(false);
        },
      ),
    );
  });
});

test('secrets of different lengths are compared without a fault', () => {
  expect(isSameSecret('one', 'one')).toBe(true);
  expect(isSameSecret('one', 'another')).toBe(false);
  expect(isSameSecret('', 'x')).toBe(false);
});
