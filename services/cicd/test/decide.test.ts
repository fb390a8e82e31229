import type { CheckFailure } from '@patchwright/events';
import type { Check } from '@patchwright/outside';
import type { Task } from '@patchwright/task';
import { describe, expect, it } from 'vitest';
import { decide, judgeChecks } from '../src/decide.ts';
import { fixMessage } from '../src/fix-message.ts';
import { check, failedFormat, failing } from './site.ts';

const eslint = 'npx eslint --fix .';
const prettier = failedFormat.fix as string;
const lint: CheckFailure = {
  ...failedFormat,
  name: 'lint',
  category: 'lint',
  tool: 'eslint',
  fix: eslint,
};
const broken: CheckFailure = { name: 'test', url: 'u', category: 'test', excerpt: '' };

/** A failing task on whose branch fixes by these commands were pushed, in this order. */
function after(fixes: readonly string[], ...failures: readonly CheckFailure[]): Task {
  const task = failing(...failures);
  return {
    ...task,
    ci: { ...task.ci, fixes: fixes.length },
    commits: fixes.map((command, index) => ({
      sha: String(index).repeat(40),
      message: fixMessage(task.id, [], [command]),
      files: ['src/a.ts'],
    })),
  };
}

function commandsFor(task: Task): readonly string[] {
  const step = decide(task, 'ci_failed', 3);
  return step.kind === 'fix' ? step.remedies.map(({ name }) => name) : [];
}

describe('the checks of a commit', () => {
  const judged = (...states: Check['state'][]) =>
    judgeChecks(states.map((state) => check({ state })));

  it('are judged only when all have ended', () => {
    expect(judged('failed', 'pending')).toBe('pending');
  });

  it('fail with one of them, and pass with neutral ones among them', () => {
    expect(judged('failed', 'passed')).toBe('failed');
    expect(judged('neutral', 'passed')).toBe('passed');
    expect(judged()).toBe('none');
  });
});

describe('what is done about failing CI', () => {
  it('is the command of each tool, once', () => {
    expect(commandsFor(failing(failedFormat, failedFormat))).toEqual([prettier]);
  });

  it('is every command of a failure that names several, linters before formatters', () => {
    const both = { ...lint, fix: `${eslint} && ${prettier}` };
    expect(commandsFor(failing(failedFormat, both))).toEqual([eslint, prettier]);
    expect(commandsFor(failing(failedFormat, lint))).toEqual([eslint, prettier]);
  });

  it('is a person when one failure is not to be fixed by command', () => {
    expect(decide(failing(failedFormat, broken), 'ci_failed', 3)).toMatchObject({
      kind: 'escalate',
      reason: expect.stringContaining('test (test)'),
    });
  });

  it('is a person after as many fixes as are allowed', () => {
    const task = after(['a', 'b', 'c'], failedFormat);
    expect(decide(task, 'ci_failed', 3)).toMatchObject({
      kind: 'escalate',
      reason: '3 automatic fixes did not make it green',
    });
  });

  it('is nothing for work that was to look at CI: the failure has work of its own', () => {
    expect(decide(failing(failedFormat), 'ci_reported', 3)).toMatchObject({ kind: 'ignore' });
  });
});

describe('a commit of our own is no reason for the same fix again', () => {
  it('when what it mended fails again', () => {
    expect(decide(after([prettier], failedFormat), 'ci_failed', 3)).toMatchObject({
      kind: 'escalate',
      reason: `\`${prettier}\` was applied before, and what it mends fails again`,
    });
  });

  it('nor when two tools undo what the other wrote', () => {
    const task = after([eslint, prettier], lint);
    expect(decide(task, 'ci_failed', 3)).toMatchObject({ kind: 'escalate' });
  });

  it('but another failure is new evidence', () => {
    expect(commandsFor(after([prettier], lint))).toEqual([eslint]);
    expect(commandsFor(after([prettier], lint, failedFormat))).toEqual([eslint, prettier]);
  });

  it('and so is a person who asks for a retry', () => {
    const task = after([prettier], failedFormat);
    expect(commandsFor({ ...task, ci: { ...task.ci, fixes: 0 } })).toEqual([prettier]);
  });
});
