import { describe, expect, test } from 'vitest';
import { typed } from '../src/io.ts';
import { mayColor, selfOf } from '../src/node-io.ts';
import { actorName } from '../src/show/actor.ts';
import { costLines } from '../src/show/cost-lines.ts';
import { plain, plainLines } from '../src/show/plain.ts';
import { openScreen } from '../src/show/screen.ts';
import { look } from '../src/show/style.ts';
import { table } from '../src/show/table.ts';
import { storyLines, taskTable } from '../src/show/task-lines.ts';
import { ago, duration } from '../src/show/when.ts';
import { fakeIo } from './fake-io.ts';

const bare = { color: false, columns: undefined };

describe('a table', () => {
  test('aligns its columns and leaves nothing behind the last', () => {
    const rows = [
      ['shop-42', 'x', 'long title'],
      ['a', 'completed', 'b'],
    ];
    expect(table(bare, rows)).toEqual(['shop-42  x          long title', 'a        completed  b']);
  });

  test('cuts its elastic column on a narrow terminal, and nothing off one', () => {
    const rows = [['shop-42', 'a title that is much too long for this terminal']];
    expect(table({ ...bare, columns: 30 }, rows)).toEqual(['shop-42  a title that is much…']);
    expect(table(bare, rows)[0]).toHaveLength(56);
  });

  test('is as wide with colours as without', () => {
    const rows = [
      [{ text: 'ok', look: 'green' as const }, 'a'],
      ['warned', 'b'],
    ];
    const [first = ''] = table({ ...bare, color: true }, rows);
    expect(first).toBe('\u001b[32mok\u001b[39m      a');
  });

  test('shows no escape that came with a text', () => {
    expect(table(bare, [['a\u001b[31mb\u0007', 'c\nd\u202ee']])).toEqual(['a[31mb  c de']);
  });
});

test('a text from outside cannot steer the terminal', () => {
  expect(plain('\u001b]0;owned\u0007\u009b2Jhidden\u200b')).toBe(']0;owned2Jhidden');
  expect(plainLines('a\r\nb\u001b[1m')).toEqual(['a', 'b[1m']);
});

test('colours are for terminals only, and never against NO_COLOR', () => {
  expect(mayColor({}, true)).toBe(true);
  expect(mayColor({ NO_COLOR: '1' }, true)).toBe(false);
  expect(mayColor({ TERM: 'dumb' }, true)).toBe(false);
  expect(mayColor({}, false)).toBe(false);
  expect(look({ color: false }, 'red', 'x')).toBe('x');
});

test('whoever comes by npm is told to type npx', () => {
  expect(selfOf({ npm_command: 'exec' })).toBe('npx patchwright');
  expect(selfOf({})).toBe('patchwright');
  const self = 'npx patchwright';
  expect(typed({ self }, 'patchwright plan a, then npx patchwright approve a')).toBe(
    'npx patchwright plan a, then npx patchwright approve a',
  );
  expect(typed({ self }, 'a patchwright-like thing')).toBe('a patchwright-like thing');
});

test('times are told in one unit', () => {
  const now = Date.parse('2026-11-20T12:00:00Z');
  expect(ago('2026-11-20T11:59:48Z', now)).toBe('12 s');
  expect(ago('2026-11-20T11:57:00Z', now)).toBe('3 min');
  expect(ago('2026-11-20T07:00:00Z', now)).toBe('5 h');
  expect(ago('2026-11-16T12:00:00Z', now)).toBe('4 d');
  expect(ago('2026-11-20T12:00:09Z', now)).toBe('0 s');
});

test('durations are read in the units people write', () => {
  expect(['90s', '30m', '2h', '1d', '250ms', '5'].map(duration)).toEqual([
    90_000, 1_800_000, 7_200_000, 86_400_000, 250, 5000,
  ]);
  expect(duration('soon')).toBeUndefined();
});

test('actors have the names that people know', () => {
  expect(actorName('agent:planner')).toBe('planner');
  expect(actorName('system:scheduler')).toBe('scheduler');
  expect(actorName('human:maria')).toBe('maria');
  expect(actorName('human:slack:U0MARIA')).toBe('U0MARIA (slack)');
});

test('a story names a day when it changes', () => {
  const line = (at: string) => ({ at, actor: 'agent:planner', summary: 'x' });
  const lines = storyLines(bare, [line('2026-11-20T12:00:00'), line('2026-11-21T12:00:00')]);
  expect(lines).toEqual(['12:00:00  planner  x', '── 2026-11-21', '12:00:00  planner  x']);
});

test('tasks are one a line, with what they cost and when they moved', () => {
  const task = {
    id: 'shop-42',
    status: 'awaiting_approval',
    title: 'Negative total',
    priority: 'high',
    requester: 'ines',
    repository: null,
    ticket: 'SHOP-42',
    pullRequest: null,
    costUsd: 0.054,
    requestedAt: '2026-11-20T11:00:00Z',
    updatedAt: '2026-11-20T11:58:00Z',
  } as const;
  expect(taskTable(fakeIo(), [task], Date.parse('2026-11-20T12:00:00Z'))).toEqual([
    'TASK     STATUS             PRIORITY  COST   MOVED  REPOSITORY  TITLE',
    'shop-42  awaiting_approval  high      $0.05  2 min  -           Negative total',
  ]);
});

test('what a whole cost is told with its parts, and alone where it has none', () => {
  const usage = { modelCalls: 2, inputTokens: 100, outputTokens: 10, costUsd: 0.1 };
  const alone = { task: 'shop-42', total: usage, phases: [], models: [], runs: [] };
  const spent = ['2      100        10          $0.1000', '-      -          -           -      '];
  expect(
    costLines(fakeIo(), {
      ...alone,
      parts: [
        { task: 'shop-42-1', repository: 'acme/money', state: 'completed', usage },
        { task: 'shop-42-2', repository: 'acme/tax', state: 'started' },
      ],
      withParts: { modelCalls: 4, inputTokens: 200, outputTokens: 20, costUsd: 0.2 },
    }).slice(3),
  ).toEqual([
    'PART       CALLS  TOKENS IN  TOKENS OUT  COST     STATE      REPOSITORY',
    `shop-42-1  ${spent[0]}  completed  acme/money`,
    `shop-42-2  ${spent[1]}  started    acme/tax`,
    `shop-42    ${spent[0]}  the whole`,
    'together   4      200        20          $0.2000',
  ]);
  expect(costLines(fakeIo(), alone)).toHaveLength(2);
});

test('a story is never cut, however narrow the terminal', () => {
  const story = [{ at: '2026-11-20T12:00:00', actor: 'agent:planner', summary: 'x'.repeat(99) }];
  expect(storyLines(fakeIo({ columns: 40 }), story)[0]).toHaveLength(118);
});

test('a screen takes the place of itself on a terminal, and goes on below off one', () => {
  const off = fakeIo();
  const plainScreen = openScreen(off);
  plainScreen.show(() => ['one']);
  plainScreen.show(() => ['two']);
  plainScreen.flush();
  plainScreen.show(() => ['three']);
  plainScreen.flush();
  expect(off.ran().stdout).toBe('two\n\nthree\n');

  const on = fakeIo({ isTerminal: true });
  const screen = openScreen(on);
  screen.show(() => ['one']);
  screen.flush();
  expect(on.ran().stdout).toBe('\u001b[2J\u001b[Hone\u001b[K\n\u001b[J');
});
