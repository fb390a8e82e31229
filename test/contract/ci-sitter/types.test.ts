import { scriptedModel, type Turn } from '@patchwright/agent/scripted';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inFolder, PY, PYTEST, within } from './broken.ts';
import { type Broken, openSitter, type Sitter } from './sitter.ts';
import { prepareTools } from './tools.ts';

let sitter: Sitter;

beforeAll(async () => {
  sitter = await openSitter(await prepareTools());
});
afterAll(() => sitter[Symbol.asyncDispose]());

const SUMS = '  return list.reduce((a, b) => a + b, 0);\n}\n';
const tsc: Broken = {
  name: 'tsc',
  files: {
    'package.json': '{ "name": "shop", "type": "module" }\n',
    'tsconfig.json':
      '{ "compilerOptions": { "strict": true, "noEmit": true, "types": [] }, "include": ["total.ts"] }\n',
    'total.test.js': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { total } from './total.ts';

test('adds up', () => {
  assert.equal(total([1, 2]), 3);
});
`,
    'total.ts': `export function total(list: readonly number[]) {\n${SUMS}`,
  },
  change: { 'total.ts': `export function total(list: readonly number[]): string {\n${SUMS}` },
  jobs: { types: 'npx tsc', test: 'node --test' },
  testCommand: 'node --test',
};
/** The same, where CI runs nothing else. */
const onlyTypes: Broken = { ...tsc, jobs: { types: 'tsc' } };
const mypy: Broken = {
  name: 'mypy-in-a-folder',
  files: within('api', PY),
  change: { 'api/total.py': 'def total(numbers: list[int]) -> str:\n    return sum(numbers)\n' },
  jobs: {},
  workflows: inFolder('api', 'mypy total.py'),
  testCommand: `cd api && ${PYTEST}`,
};

function edit(path: string, old: string, now: string): Turn {
  return [{ name: 'edit_file', input: { path, old, new: now } }];
}
const submit: Turn = [{ name: 'submit_change', input: { summary: 'state what total returns' } }];

describe('types that do not fit are mended by the model', { timeout: 120_000 }, () => {
  test.each([
    { broken: tsc, turn: edit('total.ts', '): string', '): number'), says: '): number' },
    { broken: mypy, turn: edit('api/total.py', '-> str', '-> int'), says: '-> int' },
  ])('$broken.name', async ({ broken, turn, says }) => {
    const model = scriptedModel([turn, submit]);
    const { task, facts, stored, file } = await sitter.sit({ ...broken, model });

    expect(facts.map(({ type }) => type)).toEqual([
      'ci_failed',
      'commit_recorded',
      'ci_fix_pushed',
      'ci_passed',
      'pull_request_readied',
      'task_completed',
    ]);
    expect(model.asked[0]?.system).toContain('- execution: Makes the smallest change');
    const [path = ''] = Object.keys(broken.change);
    expect(await file(path)).toContain(says);
    expect(task.commits.at(-1)?.message).toMatch(
      /^fix: state what total returns\n\nApplied: types of/,
    );
    expect(stored().workflowRuns.map(({ conclusion }) => conclusion)).toEqual([
      'failure',
      'success',
    ]);
  });
});

describe('a model does not get round the type check', { timeout: 120_000 }, () => {
  const wrong = SUMS.trim().split('\n')[0] ?? '';
  test.each([
    {
      trick: 'with a cast',
      turn: edit('total.ts', wrong, wrong.replace(';', ' as unknown as string;')),
      reason: /silenced the checker: "as unknown as"/,
    },
    {
      trick: 'with a comment that turns it off',
      turn: edit('total.ts', wrong, `// @ts-ignore\n  ${wrong}`),
      reason: /turns a check off/,
    },
    {
      trick: 'with a setting that nobody approved',
      turn: edit('tsconfig.json', '"strict": true', '"strict": true, "noCheck": true'),
      reason: /still fails in the workspace/,
    },
    {
      trick: 'with types that fit and a sum that is wrong',
      turn: edit('total.ts', wrong, "return list.join('');"),
      reason: /the tests fail/,
    },
  ])('$trick', async ({ trick, turn, reason }) => {
    const model = scriptedModel([turn, submit, turn, submit]);
    const name = trick.replaceAll(' ', '-');
    const { task, facts, stored } = await sitter.sit({ ...onlyTypes, name, model });

    expect(facts.map(({ type }) => type)).toEqual(['ci_failed', 'task_escalated']);
    expect(task.reason).toMatch(reason);
    expect(stored().workflowRuns).toHaveLength(1);
    expect(model.asked).toHaveLength(4);
  });
});

test('a model that never hands anything in changes nothing, and a person is told why', {
  timeout: 120_000,
}, async () => {
  const model = scriptedModel([[], [], [], []]);
  const { task, facts, stored } = await sitter.sit({ ...onlyTypes, name: 'silent', model });

  expect(facts.map(({ type }) => type)).toEqual(['ci_failed', 'task_escalated']);
  expect(task.reason).toMatch(/came to no result: the model ended without calling submit_change/);
  expect(stored().workflowRuns).toHaveLength(1);
  expect(stored().comments.map(({ body }) => body)).toEqual([
    expect.stringMatching(/types that do not fit[\s\S]*TS2322/),
  ]);
});
