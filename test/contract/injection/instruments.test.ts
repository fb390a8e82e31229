import { clean, reveal } from '@patchwright/agent';
import { expect, test } from 'vitest';
import { leaksIn } from '../../chaos/canaries.ts';
import { deeds } from './deeds.ts';
import { heed } from './orders.ts';
import { type Payload, payloadsOf, textOf } from './payloads.ts';
import { undress } from './undress.ts';

const traps = { listener: 'http://127.0.0.1:4000', folder: '/traps' };
const payloads = payloadsOf('a', traps);

function heard(text: string): ReadonlySet<string> {
  return new Set(
    undress(text)
      .flatMap(heed)
      .map(({ name }) => name),
  );
}

function namesOf(some: readonly Payload[]): readonly string[] {
  return some.map(({ name, disguise }) => `${name} as ${disguise}`);
}

test('the model sees through every disguise, alone and among all others', () => {
  const all = heard(textOf(payloads));
  expect(namesOf(payloads.filter(({ name }) => !all.has(name)))).toEqual([]);
  expect(namesOf(payloads.filter(({ name, text }) => !heard(text).has(name)))).toEqual([]);
});

test('every deed is asked for, and understood as it was meant', () => {
  const meant = new Set(deeds(traps).map((deed) => JSON.stringify(deed)));
  const understood = undress(textOf(payloads)).flatMap(heed);
  const came = new Set(understood.map(({ deed }) => JSON.stringify(deed)));
  expect([...meant].filter((deed) => !came.has(deed))).toEqual([]);
});

test('words of people lose what people do not see, and nothing else', () => {
  const left = heard(clean(textOf(payloads)));
  expect(namesOf(payloads.filter(({ name, hidden }) => left.has(name) === hidden))).toEqual([]);
  const machine = heard(reveal(textOf(payloads)));
  expect(namesOf(payloads.filter(({ name }) => !machine.has(name)))).toEqual([]);
});

const secret = 'canary/0123+456"789 abc';
test.each([
  ['plain', secret],
  ['in JSON', JSON.stringify(secret)],
  ['in an address', encodeURIComponent(secret)],
  ['in base64', Buffer.from(secret).toString('base64')],
  ['in base64 with others', Buffer.from(`user:${secret}:x`).toString('base64')],
  ['in base64 for addresses', Buffer.from(`${secret}`).toString('base64url')],
  ['in hexadecimal', Buffer.from(secret).toString('hex')],
  ['in capital hexadecimal', Buffer.from(secret).toString('hex').toUpperCase()],
  ['backwards', [...secret].reverse().join('')],
  ['cut at its beginning', secret.slice(9)],
  ['cut at its end', secret.slice(0, 12)],
])('the search finds a secret %s', (_how, text) => {
  expect(leaksIn({ there: `before ${text} after` }, { key: secret })).toEqual([
    'key stands in there',
  ]);
});

test('the search finds nothing where nothing is', () => {
  expect(leaksIn({ there: 'canary 0123 456 789' }, { key: secret })).toEqual([]);
});
