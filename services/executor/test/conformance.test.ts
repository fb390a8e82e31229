import { allowedPathsOf, Plan } from '@patchwright/events';
import { describe, expect, it } from 'vitest';
import { refuseWrite, strayFiles } from '../src/conformance.ts';
import { provedBy } from '../src/decide.ts';

const plan = Plan.parse({
  summary: 's',
  rootCause: 'r',
  scope: { in: [], out: [] },
  components: [{ name: 'c', path: 'src/cart.ts', responsibility: 'x' }],
  dataFlow: '',
  tests: { unit: [], integration: [] },
  steps: [
    { order: 1, type: 'test', file: 'test/a.test.ts', action: 'a', testName: 'a', command: 't' },
    { order: 2, type: 'test', file: 'test/b.test.ts', action: 'b', testName: 'b', command: 't' },
    { order: 3, type: 'implement', file: 'src/a.ts', action: 'a', dependsOn: [1] },
    { order: 4, type: 'implement', file: 'src/b.ts', action: 'b', dependsOn: [1, 2] },
  ],
  testCommand: 'npm test',
  riskLevel: 'low',
  breakingChanges: [],
  risks: [],
  security: [],
  rollback: 'revert',
  estimatedMinutes: 1,
});

describe('what an execution may write', () => {
  const refuse = refuseWrite(allowedPathsOf(plan), new Set(['test/a.test.ts']));

  it('is what the plan names', () => {
    expect(refuse('src/a.ts')).toBeUndefined();
    expect(refuse('src/cart.ts')).toBeUndefined();
    expect(refuse('test/b.test.ts')).toBeUndefined();
  });

  it('is not a test that was proved to fail', () => {
    expect(refuse('test/a.test.ts')).toContain('frozen');
  });

  it('is what lies in a folder that the plan names, but nothing in it that steers how code is checked', () => {
    const wide = refuseWrite(['src/cart/**'], new Set());
    expect(wide('src/cart/total.ts')).toBeUndefined();
    expect(wide('src/cart/Dockerfile')).toContain('steers how code is built or checked');
    expect(wide('src/other.ts')).toContain('not in the approved plan');
  });

  it('is not a file that the plan does not name', () => {
    expect(refuse('src/other.ts')).toContain('not in the approved plan');
  });

  it.each([
    '.github/workflows/ci.yml',
    'package-lock.json',
    '.husky/pre-commit',
    'CLAUDE.md',
    'Dockerfile',
  ])('is not %s, which steers how code is built or checked', (path) => {
    expect(refuse(path)).toContain('steers how code is built or checked');
  });

  it('is judged once more on the diff, whoever wrote it', () => {
    expect(
      strayFiles(
        allowedPathsOf(plan),
        ['src/a.ts', 'src/x.ts', 'test/a.test.ts'],
        new Set(['test/a.test.ts']),
      ),
    ).toEqual(['src/x.ts', 'test/a.test.ts']);
  });
});

describe('which tests a step must turn green', () => {
  it('is each test whose last implement step it is', () => {
    const orders = (order: number) => {
      const step = plan.steps.find((one) => one.order === order);
      return step === undefined ? [] : provedBy(step, plan.steps).map((test) => test.order);
    };
    expect(orders(3)).toEqual([]);
    expect(orders(4)).toEqual([1, 2]);
  });
});
