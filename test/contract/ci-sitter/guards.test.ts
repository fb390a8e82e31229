import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inFolder, JS, PY, PYTEST } from './broken.ts';
import { type Broken, openSitter, type Sat, type Sitter } from './sitter.ts';
import { prepareTools } from './tools.ts';

let sitter: Sitter;

beforeAll(async () => {
  sitter = await openSitter(await prepareTools());
});
afterAll(() => sitter[Symbol.asyncDispose]());

const UGLY = 'export const total = (list)=>list.reduce((a,b) => a+b, 0)\n';
const prettier: Broken = {
  name: 'guard',
  files: JS,
  change: { 'total.js': UGLY },
  jobs: { format: 'prettier --check total.js' },
  testCommand: 'node --test',
};

/** Fails unless the task was handed to a person and no commit of ours was added. */
function expectNothingPushed({ facts, task }: Sat, reason: RegExp): void {
  expect(facts.map(({ type }) => type)).toEqual(['ci_failed', 'task_escalated']);
  expect(task.reason).toMatch(reason);
}

describe('a fix is not pushed', { timeout: 120_000 }, () => {
  test('when it does not make the check of CI pass in the workspace', async () => {
    const strict = 'prettier --check total.js --use-tabs --print-width 20';
    const sat = await sitter.sit({ ...prettier, name: 'unmet', jobs: { format: strict } });
    expectNothingPushed(sat, /--print-width 20` still fails in the workspace/);
  });

  test('when two tools undo what the other wrote', async () => {
    const config =
      '[tool.black]\nline-length = 40\n[tool.ruff]\nline-length = 100\n[tool.ruff.format]\nskip-magic-trailing-comma = true\n';
    const sat = await sitter.sit({
      name: 'black-against-ruff',
      files: { ...PY, 'pyproject.toml': config },
      change: {
        'more.py': 'numbers = [ 100000, 200000, 300000, 400000, 500000, 600000 ]\n',
      },
      jobs: { black: 'black --check .', ruff: 'ruff format --check .' },
      testCommand: PYTEST,
    });
    expectNothingPushed(sat, /still fails in the workspace/);
  });

  test('when a person pushed in between', async () => {
    const sat = await sitter.sit({
      ...prettier,
      name: 'foreign-push',
      meanwhile: (github, repo) =>
        github.push({
          repo,
          user: 'maria',
          branch: 'agent/shop-42-total',
          message: 'fix: my own way',
          files: { 'mine.js': 'export const mine = 1;\n' },
        }),
    });
    expectNothingPushed(sat, /the fix was not pushed: somebody else moved/);
    expect(await sat.file('mine.js')).toContain('mine');
    expect(await sat.file('total.js')).toBe(UGLY);
  });

  test.each([
    ['a folder outside of the repository', '..', /run in `\.\.`, which is no folder of the rep/],
    ['a folder that is a link', 'elsewhere', /CI ran in `elsewhere`, which is no folder of/],
  ])('when CI ran in %s', async (_, folder, reason) => {
    const sat = await sitter.sit({
      ...prettier,
      name: 'stray-folder',
      links: { elsewhere: '..' },
      workflows: inFolder(folder, 'prettier --check checkout/total.js'),
    });
    expectNothingPushed(sat, reason);
  });

  test('when it breaks the tests', async () => {
    const sat = await sitter.sit({
      ...prettier,
      name: 'breaks-tests',
      testCommand: `grep -q "(a,b)" total.js`,
    });
    expectNothingPushed(sat, /the tests fail/);
  });
});

test('a fix touches no file that the pull request does not touch, unless the check needs it', {
  timeout: 120_000,
}, async () => {
  const sat = await sitter.sit({
    ...prettier,
    name: 'small',
    files: { ...JS, 'old.js': 'export const old=1\n' },
  });
  expect(sat.task.status).toBe('completed');
  expect(sat.facts.find(({ type }) => type === 'ci_fix_pushed')).toMatchObject({
    data: { files: ['total.js'] },
  });
  expect(await sat.file('old.js')).toBe('export const old=1\n');
});

describe('a fix of our own is no reason for another', { timeout: 120_000 }, () => {
  const fixed = ['ci_failed', 'commit_recorded', 'ci_fix_pushed'];

  test('when what it mended fails again: a person is told what was pushed', async () => {
    // The tool says so there whatever the files are, as another version of it would.
    const stubborn =
      'echo "[warn] total.js"\necho "[warn] Code style issues found in the above file. Run Prettier with --write to fix."\nexit 1';
    const sat = await sitter.sit({ ...prettier, name: 'again', jobs: { format: stubborn } });
    expect(sat.facts.map(({ type }) => type)).toEqual([...fixed, 'ci_failed', 'task_escalated']);
    expect(sat.task.reason).toBe(
      '`npx prettier --write .` was applied before, and what it mends fails again',
    );
    const [first, own, ...more] = sat.stored().workflowRuns;
    expect([first?.headSha, own?.headSha]).not.toContain(undefined);
    expect(more).toEqual([]);
    const pushed = `1 automatic fix was pushed[\\s\\S]*${own?.headSha.slice(0, 7)}: \`npx prettier --write \\.\``;
    expect(sat.stored().comments.map(({ body }) => body)).toEqual([
      expect.stringMatching(new RegExp(pushed)),
    ]);
  });

  test('when as many were pushed as may be, though the next failure is another', async () => {
    const sat = await sitter.sit({
      ...prettier,
      name: 'cap',
      files: {
        ...JS,
        'eslint.config.js': "export default [{ rules: { 'prefer-const': 'error' } }];\n",
      },
      change: { 'total.js': UGLY, 'more.js': 'let more = 1;\nexport const all = more;\n' },
      jobs: {
        format: 'prettier --check total.js',
        lint: 'git log -1 --format=%B | grep -q "^Applied: " || exit 0\neslint .',
      },
      limits: { maxFixes: 1 },
    });
    expect(sat.facts.map(({ type }) => type)).toEqual([...fixed, 'ci_failed', 'task_escalated']);
    expect(sat.task.reason).toBe('1 automatic fix did not make it green');
    expect(sat.task.ci.failures).toMatchObject([{ tool: 'eslint', fix: 'npx eslint --fix .' }]);
  });
});

test('a check that the branch does not require stops nothing, and is told', {
  timeout: 120_000,
}, async () => {
  const sat = await sitter.sit({
    name: 'optional',
    files: JS,
    change: { 'notes.md': 'A note.\n' },
    jobs: { test: 'node --test', beta: 'echo "the new thing is not there"; exit 3' },
    required: ['test'],
    testCommand: 'node --test',
  });
  expect(sat.facts.map(({ type }) => type)).toEqual([
    'ci_passed',
    'pull_request_readied',
    'task_completed',
  ]);
  expect(sat.stored().comments).toMatchObject([
    { body: expect.stringMatching(/does not require[\s\S]*beta[\s\S]*the new thing is not there/) },
  ]);
});
