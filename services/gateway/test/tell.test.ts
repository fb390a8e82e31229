import { readFileSync } from 'node:fs';
import { commandWords, type PlanReport, usageLine } from '@patchwright/task';
import { describe, expect, test } from 'vitest';
import { ciText } from '../src/tell/ci-text.ts';
import { costText } from '../src/tell/cost-text.ts';
import { diffText } from '../src/tell/diff-text.ts';
import { listText } from '../src/tell/list-text.ts';
import { planText } from '../src/tell/plan-text.ts';
import { dollars, shorten } from '../src/tell/shorten.ts';
import { statusText } from '../src/tell/status-text.ts';
import { taskText } from '../src/tell/task-text.ts';
import { waiting } from './waiting-task.ts';

const row = { ...waiting, timeline: [], lastSeq: 1 };

test('where a task stands is told in a few lines', () => {
  expect(statusText(waiting)).toBe(
    'shop-42 is waiting for approval: Cart is off\nPlan: version 2, low risk, https://g/acme/shop/pull/7',
  );
});

describe('a list', () => {
  test('has those first that wait for people', () => {
    const done = { ...row, id: 'shop-1', status: 'completed', updatedAt: '2026-09-01' } as const;
    const busy = { ...row, id: 'shop-2', status: 'executing', updatedAt: '2026-01-01' } as const;
    const lines = listText([done, busy, row], undefined).split('\n');
    expect(lines.map((line) => line.split(' ')[1])).toEqual(['shop-42', 'shop-2', 'shop-1']);
  });

  test('of a state has no others, and says when there are none', () => {
    expect(listText([row], 'failed')).toBe('No task is failed.');
    expect(listText([], undefined)).toBe('There is no task yet.');
  });
});

test('a plan is told with what changed in it and who said yes', () => {
  const { proposal } = waiting;
  if (proposal === undefined) throw new Error('there is no plan');
  const report: PlanReport = {
    task: waiting.id,
    status: waiting.status,
    current: { ...proposal },
    votes: [{ by: 'human:maria', via: 'slack', at: '' }],
    approvers: [],
    versions: [
      {
        version: 2,
        digest: proposal.digest,
        proposedAt: '',
        summary: '',
        riskLevel: 'low',
        steps: 1,
        feedback: [],
        changes: [{ part: 'summary', before: 'Count', after: 'Count in cents' }],
      },
    ],
  };
  const text = planText(report);
  expect(text).toContain('1. test: add a test (test/cart.test.ts)');
  expect(text).toContain('Changed: summary: Count in cents');
  expect(text).toContain('Approved so far by maria (slack)');
});

test('checks are told round by round', () => {
  const text = ciText({
    task: 'shop-42',
    status: 'ci_monitoring',
    state: 'pending',
    pullRequest: null,
    fixes: 1,
    rounds: [
      {
        round: 1,
        sha: 'a'.repeat(40),
        state: 'failed',
        checks: [{ name: 'lint', conclusion: 'failure', at: '' }],
        failures: [],
        fix: { sha: 'b'.repeat(40), commands: ['npx biome check --write .'], files: [], at: '' },
      },
    ],
  });
  expect(text).toBe(
    'Checks of shop-42: pending, 1 fix pushed\nRound 1 (aaaaaaaa): failed\n- lint: failure\n- fixed by npx biome check --write .',
  );
});

test('a diff is told file by file, with where the whole is', () => {
  const file = { path: 'src/cart.ts', status: 'modified', additions: 2, deletions: 1 };
  const text = diffText({
    task: 'shop-42',
    repository: 'acme/shop',
    base: '1'.repeat(40),
    head: '2'.repeat(40),
    url: 'https://g/compare',
    additions: 2,
    deletions: 1,
    files: [file],
  });
  expect(text).toBe(
    'shop-42 changes 1 file, +2 -1 (11111111...22222222): https://g/compare\n- modified src/cart.ts +2 -1',
  );
});

test('the cost of a whole is told with its parts', () => {
  const usage = { modelCalls: 1, inputTokens: 90, outputTokens: 10, costUsd: 0.1 };
  const parts = [
    { task: 'shop-42-1', repository: 'acme/money', state: 'completed' as const, usage },
    { task: 'shop-42-2', repository: 'acme/tax', state: 'started' as const },
  ];
  const alone = { task: 'shop-42', total: usage, phases: [], models: [], runs: [] };
  const withParts = { ...usage, modelCalls: 2, costUsd: 0.2 };
  expect(costText({ ...alone, parts, withParts }).split('\n')).toEqual([
    'shop-42 cost $0.10, 1 model call, 100 tokens',
    'With its parts: $0.20, 2 model calls, 100 tokens',
    '- shop-42-1 in acme/money: $0.10, 1 model call, 100 tokens',
    '- shop-42-2 in acme/tax: started',
  ]);
});

test('whatever is asked, a task without a history has an answer', () => {
  for (const what of ['status', 'plan', 'logs', 'ci', 'cost', 'explain'] as const) {
    expect(taskText(what, { task: waiting, history: [] })).toContain('shop-42');
  }
});

test('a long answer ends where one can still read it, and says where the rest is', () => {
  const lines = Array.from({ length: 100 }, (_, index) => `line ${index}\nwith a break`);
  const told = shorten(lines, 'over there').split('\n');
  expect(told).toHaveLength(31);
  expect(told[0]).toBe('line 0 with a break');
  expect(told.at(-1)).toBe('… and 70 more lines: over there');
  expect(dollars(0.001)).toBe('under $0.01');
});

test('the guide has every word as it is defined', () => {
  const guide = readFileSync(
    new URL('../../../docs/how-to/speak-to-the-agent.md', import.meta.url),
    'utf8',
  );
  for (const word of commandWords) {
    expect(guide).toContain(`| \`${usageLine(word, '@agent')}\` |`);
    expect(guide).toContain(`| ${word.means} | ${word.role} |`);
  }
});
