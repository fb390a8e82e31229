import type { Happening, Played } from '@patchwright/local';
import { expect, test } from 'vitest';
import { storyReport } from '../src/timeline/story-report.ts';
import { openTimeline } from '../src/timeline/timeline.ts';
import { fakeIo } from './fake-io.ts';

function event(type: string, data: unknown): Happening {
  return {
    kind: 'event',
    event: { type, data, aggregate: { kind: 'task' } },
    task: undefined,
  } as unknown as Happening;
}

test('a happening is one line: when, which story, what', () => {
  const io = fakeIo();
  const timeline = openTimeline(io, io.stdout, ['a-ticket', 'night']);
  timeline.happened('night', event('discovery_started', {}));
  timeline.happened('a-ticket', { kind: 'act', text: 'maria approves by slack' });
  timeline.noticed('up');
  expect(io.ran().stdout.split('\n')).toEqual([
    '  0.0 s  night     ●  Looking for the places in code',
    '  0.0 s  a-ticket  ☞  maria approves by slack',
    '  0.0 s  mesh      ·  up',
    '',
  ]);
});

test('what came from outside cannot steer the terminal, and long lines are cut to its width', () => {
  const io = fakeIo({ columns: 60 });
  const timeline = openTimeline(io, io.stdout, ['x']);
  timeline.happened('x', { kind: 'act', text: `\u001b[2Jcleared\n${'y'.repeat(100)}` });
  const [line = ''] = io.ran().stdout.split('\n');
  expect(line).not.toContain('\u001b');
  expect(line.length).toBeLessThanOrEqual(60);
  expect(line.endsWith('…')).toBe(true);
});

const proof = { command: 'npm test', excerpt: 'one\ntwo', tree: 'abc', durationMs: 1 };
const played = {
  scenario: { name: 'a-ticket', title: 'A ticket' },
  result: {
    name: 'a-ticket',
    task: 'shop-42',
    status: 'completed',
    pullRequest: 'http://127.0.0.1:1/acme/shop/pull/1',
    red: true,
    green: true,
    ciRounds: 2,
    modelCalls: 13,
    repeatedModelCalls: 0,
    events: 34,
    durationMs: 24_449,
  },
  problems: [],
  task: {
    title: 'The total',
    ticket: { system: 'jira', key: 'SHOP-42', url: 'http://127.0.0.1:2/browse/SHOP-42' },
  },
  files: [
    { filename: 'PLAN.md', status: 'added', additions: 85, deletions: 0, patch: '+the plan' },
    { filename: 'src/a.ts', status: 'modified', additions: 1, deletions: 1, patch: '-old\n+new' },
  ],
  evidence: [{ step: 1, red: { ...proof, exitCode: 1 }, green: { ...proof, exitCode: 0 } }],
  usage: { modelCalls: 13, inputTokens: 900, outputTokens: 100, costUsd: 0.05 },
} as unknown as Played;

test('the report shows how it ended, the proof, the change without the plan, the cost and where to look', () => {
  expect(storyReport({ color: false, columns: 40 }, played)).toEqual([
    '',
    '── A ticket ────────────────────────────',
    'shop-42: The total',
    'completed in 24.4 s, 34 events, 2 rounds of CI',
    '',
    'RED  step 1: npm test (exit code 1)',
    '  │ one',
    '  │ two',
    '',
    'GREEN  step 1: npm test (exit code 0)',
    '  │ one',
    '  │ two',
    '',
    'What changed',
    '  src/a.ts  +1 -1',
    '    -old',
    '    +new',
    '  PLAN.md  +85 -0',
    '',
    'cost          13 calls of the scripted model, 0 of them made twice; 1000 tokens, which would have cost $0.0500',
    'pull request  http://127.0.0.1:1/acme/shop/pull/1',
    'ticket        http://127.0.0.1:2/browse/SHOP-42',
  ]);
});

test('what is not as the story expects is said before the rest', () => {
  const report = storyReport(
    { color: false, columns: undefined },
    { ...played, problems: ['status: expected completed, found failed'], evidence: [], files: [] },
  );
  expect(report[4]).toBe('not as expected: status: expected completed, found failed');
});
