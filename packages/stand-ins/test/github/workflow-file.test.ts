import { describe, expect, it } from 'vitest';
import { workflowFromFile, workflowsFromCommands } from '../../src/ci/index.ts';
import { createJobLog } from '../../src/ci/job-log.ts';
import { parseSearch } from '../../src/github/search-query.ts';

const JOBS = 'jobs: { test: { steps: [ { run: npm test } ] } }';
const PUSH = { event: 'push', branch: 'main' } as const;

function isStarted(on: string, trigger: { event: 'push' | 'pull_request'; branch: string } = PUSH) {
  return (
    workflowFromFile('.github/workflows/ci.yml', `on: ${on}\n${JOBS}\n`, trigger) !== undefined
  );
}

describe('a workflow file', () => {
  it('is started by the events it names, on the branches it names', () => {
    expect(isStarted('push')).toBe(true);
    expect(isStarted('[pull_request, workflow_dispatch]')).toBe(false);
    expect(isStarted('{ push: }')).toBe(true);
    expect(isStarted('{ push: { branches: [main, "release/**"] } }')).toBe(true);
    expect(isStarted('{ push: { branches: ["release/**"] } }')).toBe(false);
    expect(
      isStarted('{ push: { branches: ["release/**"] } }', { ...PUSH, branch: 'release/1/2' }),
    ).toBe(true);
    expect(isStarted('{ push: { branches-ignore: [main] } }')).toBe(false);
  });

  it('gives its jobs in an order in which what is needed comes first, and refuses a circle', () => {
    const needs = (a: string, b: string) =>
      `on: push\njobs:\n  a: { needs: [${a}], steps: [] }\n  b: { needs: [${b}], steps: [] }\n`;
    const workflow = workflowFromFile('ci.yml', needs('b', ''), PUSH);
    expect(workflow?.jobs.map((job) => job.key)).toEqual(['b', 'a']);
    expect(() => workflowFromFile('ci.yml', needs('b', 'a'), PUSH)).toThrow('circle');
  });

  it('skips what has a condition that is not understood', () => {
    const text =
      'on: push\njobs: { a: { steps: [ { run: x, if: "github.actor == 1" }, { run: y, if: always() } ] } }\n';
    const steps = workflowFromFile('ci.yml', text, PUSH)?.jobs[0]?.steps;
    expect(steps?.map((step) => step.when)).toEqual(['never', 'always']);
  });

  it('is refused when it is none', () => {
    expect(() => workflowFromFile('ci.yml', 'on: push\njobs: [1]\n', PUSH)).toThrow();
  });
});

describe('commands of a scenario', () => {
  it('become workflows with their jobs; two commands of one job are its steps', () => {
    const workflows = workflowsFromCommands([
      { workflow: 'ci', job: 'test', run: 'npm test' },
      { workflow: 'lint', job: 'format', run: 'npx prettier --check .' },
      { workflow: 'ci', job: 'test', run: 'npm run more' },
    ]);
    const shape = workflows.map(({ name, jobs }) => [
      name,
      jobs.map((job) => [job.name, job.steps.map((step) => step.run)]),
    ]);
    expect(shape).toEqual([
      ['ci', [['test', ['npm test', 'npm run more']]]],
      ['lint', [['format', ['npx prettier --check .']]]],
    ]);
  });
});

describe('the log of a job', () => {
  it('begins every line with its time in seven digits, as Actions does', () => {
    const log = createJobLog(() => Date.UTC(2026, 2, 1, 12, 0, 0, 5));
    log.write('one\r\ntwo');
    expect(log.text()).toBe('2026-03-01T12:00:00.0050000Z one\n2026-03-01T12:00:00.0050000Z two\n');
  });
});

describe('a search', () => {
  it('is taken apart into words, phrases and qualifiers', () => {
    expect(parseSearch('apply "two words" -label:"good first" repo:acme/shop std::move')).toEqual({
      words: ['apply', 'two words', 'std::move'],
      qualifiers: [
        { key: 'label', value: 'good first', not: true },
        { key: 'repo', value: 'acme/shop', not: false },
      ],
    });
  });
});
