import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cheats } from '../src/tampering/finding.ts';
import { allCheats } from './all-cheats.ts';

const page = readFileSync(new URL('../../../docs/explanation/proof.md', import.meta.url), 'utf8');
const rows = [...page.matchAll(/^\| `([\w-]+)` \| (.+) \|$/gm)].map(([, cheat, trick]) => ({
  cheat,
  trick,
}));

test('the page about the proof has a row for every kind of cheat, and for no other', () => {
  expect(rows.map(({ cheat }) => cheat)).toEqual([...cheats]);
});

test.each(rows)('$cheat has an example that is tried here', ({ cheat, trick }) => {
  expect(allCheats.filter((one) => one.cheat === cheat).map((one) => one.trick)).toContain(trick);
});
