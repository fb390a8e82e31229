import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMask, MARK, mask, maskDeep } from '../src/index.ts';

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
const key =
  '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA7\nq+/=\n-----END RSA PRIVATE KEY-----';

/** Secrets by what they are; none may be left in a masked text. */
const secrets: readonly (readonly [string, string])[] = [
  ['a GitHub personal token', `ghp_${letters}`],
  ['a GitHub App token', `ghs_${letters}`],
  ['a fine-grained GitHub token', `github_pat_11ABC_${letters}`],
  ['a Slack bot token', 'xoxb-1234567890-abcdefghij'],
  ['a Slack app token', 'xapp-1-A0B1C2-1234567890-abcdef'],
  ['an Anthropic key', `sk-ant-api03-${letters}`],
  ['another model key', `sk-proj-${letters}`],
  ['an AWS key id', 'AKIAIOSFODNN7EXAMPLE'],
  ['a JSON web token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dBjftJeZ4CVP-mB92K27uhbUJU1p1r'],
  ['a private key', key],
  ['an Atlassian token', `ATATT3xFfGF0${letters}=ABC`],
];

describe('masking by form', () => {
  test.each(secrets)('hides %s, wherever it stands', (_what, secret) => {
    fc.assert(
      fc.property(words(), words(), (before, after) => {
        const masked = mask(`${before} ${secret} ${after}`);
        expect(masked).not.toContain(secret);
        expect(masked).toContain(MARK);
        expect(masked.startsWith(before)).toBe(true);
        expect(masked.endsWith(after)).toBe(true);
      }),
    );
  });

  test.each([
    ['Authorization: Bearer abc123def456ghi789jkl', 'Authorization: Bearer [masked]'],
    [
      'https://x-access-token:hunter2hunter2@github.com/a/b.git',
      'https://x-access-token:[masked]@github.com/a/b.git',
    ],
    ['postgres://app:s3cret@db:5432/shop', 'postgres://app:[masked]@db:5432/shop'],
    ['DB_PASSWORD=hunter22 npm start', 'DB_PASSWORD=[masked] npm start'],
    ['?api_key=abcd1234&page=2', '?api_key=[masked]&page=2'],
    ['{"password": "hunter22", "user": "ines"}', '{"password": "[masked]", "user": "ines"}'],
    ["const password = 'hunter22';", "const password = '[masked]';"],
    [
      'https://hooks.slack.com/services/T000/B000/XXXX1234',
      'https://hooks.slack.com/services/[masked]',
    ],
  ])('%s reads %s', (text, expected) => {
    expect(mask(text)).toBe(expected);
  });

  test.each([
    'const password: string = ask();',
    `password=${'{DB_PASSWORD}'}`,
    'risk-assessment-of-the-whole-desk-top-thing',
    `commit ${'a1b2c3d4'.repeat(5)}`,
    `sha256-${'0f'.repeat(32)}`,
    'https://github.com/acme/shop/pull/7#issuecomment-1',
    'agent/shop-42-task-sk-cart',
    'Bearer of bad news about internationalisation',
    'import x from "npm:pkg@1.2.3"',
  ])('leaves alone what is no secret: %s', (text) => {
    expect(mask(text)).toBe(text);
  });

  test('masking again changes nothing', () => {
    fc.assert(
      fc.property(telling(), (text) => {
        const once = mask(text);
        expect(mask(once)).toBe(once);
      }),
      { numRuns: 500 },
    );
  });

  test('a JSON text stays JSON', () => {
    fc.assert(
      fc.property(
        fc.dictionary(words(), fc.oneof(telling(), fc.array(telling()), fc.integer())),
        (value) => {
          const masked: unknown = JSON.parse(mask(JSON.stringify(value)));
          expect(Object.keys(masked as object)).toHaveLength(Object.keys(value).length);
        },
      ),
    );
  });
});

describe('masking a value', () => {
  test('keeps its structure, numbers and booleans', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(shapeOf(maskDeep(value))).toEqual(shapeOf(value));
      }),
    );
  });

  test('two names that are secrets stay two members', () => {
    const names = ['a', 'b'].map((end) => `ghp_${letters}${end}`);
    expect(maskDeep(Object.fromEntries(names.map((name) => [name, 1])))).toEqual({
      [MARK]: 1,
      [`${MARK} 2`]: 1,
    });
  });

  test('hides the text of members whose name says that it is a secret', () => {
    expect(
      maskDeep({
        db_password: 'x',
        apiKey: 'y',
        nested: [{ authorization: 'Basic z' }],
        passwordless: 'kept',
        tokens: 12,
      }),
    ).toEqual({
      db_password: MARK,
      apiKey: MARK,
      nested: [{ authorization: MARK }],
      passwordless: 'kept',
      tokens: 12,
    });
  });
});

describe('masking by value', () => {
  test('hides the value in each of its spellings', () => {
    const secret = 'p@ss "word"/+';
    const { text } = createMask([secret]);
    for (const spelling of [
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
    ]) {
      expect(text(`before ${spelling} after`)).toMatch(/^before \[masked\]=* after$/);
    }
  });

  test('whatever the value, none is left, and masking again changes nothing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', minLength: 6, maxLength: 20 }), {
          minLength: 1,
          maxLength: 3,
        }),
        fc.array(fc.nat(5)),
        fc.string(),
        (values, picks, filler) => {
          const { text } = createMask(values);
          const telling = picks.map((pick) => values[pick % values.length]).join(filler);
          const once = text(telling);
          const left = once.split(MARK);
          for (const value of values) {
            for (const part of left) expect(part.includes(value.toWellFormed())).toBe(false);
          }
          expect(text(once)).toBe(once);
        },
      ),
    );
  });

  const long = 'hK3vQ9+zT7/xW2mB5=cJ8';
  test.each([
    ['base64 for addresses', Buffer.from(long).toString('base64url')],
    ['base64 behind one letter', Buffer.from(`x${long}`).toString('base64').slice(2)],
    ['base64 behind two letters', Buffer.from(`xy${long}`).toString('base64').slice(3)],
    ['hexadecimal', Buffer.from(long).toString('hex')],
    ['capital hexadecimal', Buffer.from(long).toString('hex').toUpperCase()],
    ['backwards', [...long].reverse().join('')],
    ['its first twelve characters', long.slice(0, 12)],
    ['its last twelve characters', long.slice(-12)],
    ['all but its ends', long.slice(2, -2)],
    ['a part of its base64', Buffer.from(long).toString('base64').slice(3, 20)],
  ])('hides the value in %s', (_what, spelling) => {
    const { text } = createMask([long]);
    for (const before of ['', 'x', 'before: ', 'of seven: ']) {
      const once = text(`${before}${spelling}, after`);
      expect(once.startsWith(`${before}${MARK}`)).toBe(true);
      expect(once.length).toBeLessThanOrEqual(`${before}${MARK}=, after`.length + 2);
      expect(text(once)).toBe(once);
    }
  });

  test('words within a value are no secrets by themselves', () => {
    const { text } = createMask(['patchwright-laptop-token-8f2c1e']);
    expect(text('patchwright-laptop-token is its name')).toBe(
      'patchwright-laptop-token is its name',
    );
  });

  test('a megabyte is masked in the blink of an eye', () => {
    const { text } = createMask(Array.from({ length: 10 }, (_, index) => `${long}${index}`));
    const megabyte = 'the quick brown fox jumps over the lazy dog 0123456789 '.repeat(19_000);
    const began = performance.now();
    expect(text(megabyte)).toBe(megabyte);
    expect(performance.now() - began).toBeLessThan(3_000);
  });

  test('values that are too short, or the mark itself, are left alone', () => {
    expect(createMask(['abc', 'masked', '']).text('abc is masked')).toBe('abc is masked');
  });
});

function words(): fc.Arbitrary<string> {
  return fc.stringMatching(/^[a-z]{1,8}( [a-z]{1,8}){0,3}$/);
}

function telling(): fc.Arbitrary<string> {
  const piece = fc.oneof(
    fc.constantFrom(...secrets.map(([, secret]) => secret)),
    fc.constantFrom(
      'password=',
      'Bearer ',
      'https://',
      '@',
      ':',
      MARK,
      '"',
      '\\',
      ' ',
      '\n',
      '[',
      ']',
      'password: "',
      "'",
    ),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
  );
  return fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
}

function shapeOf(value: unknown): unknown {
  if (typeof value === 'string') return 'text';
  if (Array.isArray(value)) return value.map(shapeOf);
  if (value === null || typeof value !== 'object') return value;
  return Object.values(value).map((member) => shapeOf(member));
}

test('a long text without a space is looked through once, whatever it repeats', () => {
  for (const unit of ['a.', 'a-', 'token', '://', 'eyJaaaaaaaa.', 'password=', '-----BEGIN ']) {
    const text = unit.repeat(300_000 / unit.length);
    const began = performance.now();
    maskDeep({ text });
    // Once takes some twenty milliseconds; once more for each of its parts would take minutes.
    expect(performance.now() - began, unit).toBeLessThan(3000);
  }
});
