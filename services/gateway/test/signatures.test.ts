import * as octokit from '@octokit/webhooks-methods';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { isSameSecret, type Signed, verify } from '../src/http/signatures.ts';
import { type Source, sources } from '../src/translate/translate.ts';
import { secretOf, sign, signatureHeader } from './signing.ts';

const now = 1531420618_000;
const verified = { kind: 'verified', secret: 1 };

function bytes(text: string): Buffer {
  return Buffer.from(text);
}

function check(source: Source, secret: string, signed: Omit<Signed, 'now'>, at = now) {
  return verify(source, [secret], { ...signed, now: at });
}

describe('the published examples are verified', () => {
  const everybodys = "It's a Secret to Everybody";

  test('of GitHub', () => {
    const signature = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
    const headers = { 'x-hub-signature-256': signature };
    expect(check('github', everybodys, { headers, raw: bytes('Hello, World!') })).toEqual(verified);
    expect(check('github', everybodys, { headers, raw: bytes('Hello, World?') }).kind).toBe(
      'wrong',
    );
  });

  test('of Jira', () => {
    const signature = 'sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9';
    const headers = { 'x-hub-signature': signature };
    expect(check('jira', everybodys, { headers, raw: bytes('Hello World!') })).toEqual(verified);
  });

  const body =
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
  const slack = {
    'x-slack-request-timestamp': '1531420618',
    'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
  };
  const slackSecret = '8f742231b10e8888abcd99yyyzzz85a5';

  test('of Slack, within five minutes of its time; beyond, the difference of the clocks is named', () => {
    const at = (ms: number) =>
      check('slack', slackSecret, { headers: slack, raw: bytes(body) }, ms);
    expect(at(now)).toEqual(verified);
    expect(at(now + 299_000)).toEqual(verified);
    expect(at(now + 301_000)).toEqual({ kind: 'stale', skewS: 301 });
    expect(at(now - 360_000)).toEqual({ kind: 'stale', skewS: -360 });
  });

  test('and Slack’s signature is over its time, too', () => {
    const headers = { ...slack, 'x-slack-request-timestamp': '1531420619' };
    expect(check('slack', slackSecret, { headers, raw: bytes(body) }).kind).toBe('wrong');
  });

  test('of Standard Webhooks', () => {
    const headers = {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    };
    const raw = bytes('{"test": 2432232314}');
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    expect(check('custom', secret, { headers, raw }, 1614265330_000)).toEqual(verified);
    expect(check('custom', secret, { headers, raw }, 1614265631_000).kind).toBe('stale');
    const older = {
      ...headers,
      'webhook-signature': `v1,${'A'.repeat(43)}= v1a,x ${headers['webhook-signature']}`,
    };
    expect(check('custom', secret, { headers: older, raw }, 1614265330_000)).toEqual(verified);
  });
});

describe('what the sources’ own libraries sign is verified', () => {
  const texts = [
    '{"action":"created"}',
    '🛒 \u001b é \u{1F469}\u{200D}\u{1F4BB}',
    '{"a":"\u00e9"}',
    ' ',
  ];

  test.each(texts)('of GitHub: %j', async (text) => {
    const headers = { 'x-hub-signature-256': await octokit.sign(secretOf.github, text) };
    expect(check('github', secretOf.github, { headers, raw: bytes(text) })).toEqual(verified);
  });

  test.each([...texts, ''])('of Standard Webhooks: %j', (text) => {
    const at = new Date(now);
    const headers = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': `${now / 1000}`,
      'webhook-signature': new Webhook(secretOf.custom).sign('msg_1', at, text),
    };
    expect(check('custom', secretOf.custom, { headers, raw: bytes(text) })).toEqual(verified);
  });
});

describe.each(sources)('of %s', (source) => {
  const secret = secretOf[source];

  test('any bytes are verified as they were signed, none at all and broken text among them', () => {
    for (const raw of [bytes(''), bytes('🛒\u001b'), Uint8Array.of(0xff, 0xfe, 0x00)]) {
      expect(check(source, secret, { headers: sign(source, raw, { at: now }), raw })).toEqual(
        verified,
      );
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (raw) => {
        expect(check(source, secret, { headers: sign(source, raw, { at: now }), raw })).toEqual(
          verified,
        );
      }),
    );
  });

  test('no body with one byte changed is verified', () => {
    const raw = Uint8Array.of(0xff, ...bytes('{"action":"created","emoji":"🛒"}'));
    const headers = sign(source, raw, { at: now });
    for (const [index, was] of raw.entries()) {
      for (let other = 0; other < 256; other += 1) {
        if (other === was) continue;
        const changed = raw.with(index, other);
        expect(check(source, secret, { headers, raw: changed }).kind).toBe('wrong');
      }
    }
  });

  test('no signature, time or id with one byte changed is verified', () => {
    const raw = bytes('{"action":"created"}');
    const headers = sign(source, raw, { at: now });
    for (const [name, value] of Object.entries(headers)) {
      for (let index = 0; index < value.length; index += 1) {
        for (let code = 1; code < 256; code += 1) {
          const char = String.fromCharCode(code);
          if (char === value[index]) continue;
          const changed = value.slice(0, index) + char + value.slice(index + 1);
          const verdict = check(source, secret, { headers: { ...headers, [name]: changed }, raw });
          expect(verdict.kind, `${name}: ${changed}`).not.toBe('verified');
        }
      }
    }
  });

  test('nothing that is no signature is one', () => {
    const raw = bytes('{}');
    const headers = sign(source, raw, { at: now });
    const name = signatureHeader[source];
    const right = headers[name] ?? '';
    for (const other of [
      '',
      'sha256=',
      'v0=',
      'v1,',
      right.slice(0, -1),
      `${right}0`,
      `x${right}`,
    ]) {
      const verdict = check(source, secret, { headers: { ...headers, [name]: other }, raw });
      expect(verdict.kind, other).not.toBe('verified');
    }
    const { [name]: _, ...without } = headers;
    expect(check(source, secret, { headers: without, raw })).toEqual({ kind: 'unsigned' });
  });

  test('two secrets hold while one is being replaced, and which of them signed is told', () => {
    const raw = bytes('{}');
    const next =
      source === 'custom' ? `whsec_${Buffer.alloc(24, 7).toString('base64')}` : 'the-next-secret';
    const judge = (headers: Signed['headers'], ...secrets: readonly string[]) =>
      verify(source, secrets, { headers, raw, now });
    const old = sign(source, raw, { at: now });
    const fresh = sign(source, raw, { at: now, secret: next });
    expect(judge(fresh, next, secret)).toEqual({ kind: 'verified', secret: 1 });
    expect(judge(old, next, secret)).toEqual({ kind: 'verified', secret: 2 });
    expect(judge(old, next)).toEqual({ kind: 'wrong' });
    expect(judge(old)).toEqual({ kind: 'wrong' });
  });
});

test('secrets of different lengths are compared without a fault', () => {
  expect(isSameSecret('one', 'one')).toBe(true);
  expect(isSameSecret('one', 'another')).toBe(false);
  expect(isSameSecret('', 'x')).toBe(false);
});
