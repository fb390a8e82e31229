import { readFileSync } from 'node:fs';
import type { Check } from '@patchwright/outside';
import { expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import { isMendable } from '../src/decide.ts';
import { jobsToRerun } from '../src/jobs-to-rerun.ts';
import { categories } from '../src/signs/sign.ts';
import { signs } from '../src/signs/signs.ts';

const page = readFileSync(
  new URL('../../../docs/explanation/ci-sitter.md', import.meta.url),
  'utf8',
);

/** The rows of the table below a heading or a head, without code marks. */
function tableWith(head: string): readonly (readonly string[])[] {
  const from = page.indexOf(`| ${head} |`);
  const table = page.slice(from).split('\n\n')[0] ?? '';
  const lines = table.split('\n').slice(2);
  return lines.map((line) => line.slice(2, -2).replaceAll('`', '').split(' | '));
}

/** What the code does about a failure of a kind, with all that may help to mend it. */
function done(category: string): string {
  const failure = { name: 'check', category, url: '', excerpt: '' };
  if (category === 'gate') return 'what it collects is told instead';
  if (isMendable({ ...failure, tool: 'tsc' })) return 'mended by the model';
  if (isMendable({ ...failure, fix: 'npx prettier --write .' })) return 'mended by command';
  const check = { jobId: 1, runAttempt: 1 } as Check;
  const again = jobsToRerun([{ check, failure }], 1).length > 0;
  return again ? 'run again, then a person is asked' : 'a person is asked';
}

test('the page about the sitter says of every kind of failure what is done about it', () => {
  expect(tableWith('kind | what is done')).toEqual(categories.map((one) => [one, done(one)]));
});

test('it names every command that mends something, and what that is', () => {
  const commands = [...new Set(signs.flatMap(({ fix }) => fix ?? []))];
  const mends = (command: string) =>
    new Set(signs.flatMap(({ fix, category }) => (fix === command ? [category] : [])));
  const expected = commands.map((one) => [one, [...mends(one)].join(' and ')]);
  expect(tableWith('command | what it mends')).toEqual(expect.arrayContaining(expected));
  expect(tableWith('command | what it mends')).toHaveLength(expected.length);
});

test('its settings have the defaults that hold', () => {
  const { config } = readConfig(ENVIRONMENT);
  const { maxFixes, maxReruns, graceSeconds, cancelledMinutes, waitMinutes } = config.limits;
  expect(tableWith('setting | default | what it limits').map((row) => row.slice(0, 2))).toEqual([
    ['PATCHWRIGHT_CI_FIXES', `${maxFixes}`],
    ['PATCHWRIGHT_CI_RERUNS', `${maxReruns}`],
    ['PATCHWRIGHT_CI_GRACE_SECONDS', `${graceSeconds}`],
    ['PATCHWRIGHT_CI_CANCELLED_MINUTES', `${cancelledMinutes}`],
    ['PATCHWRIGHT_CI_WAIT_MINUTES', `${waitMinutes}`],
  ]);
});

/** What a sitter cannot be started without. */
const ENVIRONMENT = {
  GITHUB_TOKEN: 'made-up',
  JIRA_URL: 'http://127.0.0.1:1',
  JIRA_EMAIL: 'sitter@acme.example',
  JIRA_API_TOKEN: 'made-up',
  ANTHROPIC_API_KEY: 'made-up',
  NATS_URL: 'nats://127.0.0.1:1',
};
