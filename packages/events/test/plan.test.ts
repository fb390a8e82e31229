import { describe, expect, test } from 'vitest';
import { type Plan, planFault } from '../src/index.ts';
import { examplePlan } from './examples.ts';

const plan: Plan = examplePlan;
const [first, second] = plan.steps as [Plan['steps'][number], Plan['steps'][number]];

describe('a plan', () => {
  test('with a failing test before the code is sound', () => {
    expect(planFault(plan)).toBeUndefined();
    const looking = { ...second, order: 1, type: 'verify' as const, dependsOn: [] };
    const shifted = [
      { ...first, order: 2 },
      { ...second, order: 3, dependsOn: [2] },
    ];
    expect(planFault({ ...plan, steps: [looking, ...shifted] })).toBeUndefined();
  });

  test.each([
    [
      'code comes before its test',
      [{ ...second, dependsOn: [] }, first],
      /first code step must be a failing test/,
    ],
    [
      'there is nothing but verifying',
      [{ ...first, type: 'verify' as const }],
      /no step that changes code/,
    ],
    ['the test has no name', [{ ...first, testName: undefined }, second], /must name its testName/],
    [
      'a test does not say how its failure reads',
      [{ ...first, expected: ' ' }, second],
      /in "expected" a few words that its failure prints/,
    ],
    [
      'two steps have one number',
      [first, { ...second, order: 1, dependsOn: [] }],
      /two steps have the order 1/,
    ],
    [
      'steps are not listed in their order',
      [
        { ...first, order: 2 },
        { ...second, order: 1, dependsOn: [] },
      ],
      /step 1 is listed after step 2/,
    ],
    [
      'a step waits for a later one',
      [{ ...first, dependsOn: [2] }, second],
      /does not come before it/,
    ],
    ['a step waits for itself', [first, { ...second, dependsOn: [2] }], /does not come before it/],
  ])('is refused when %s', (_what, steps, reason) => {
    expect(planFault({ ...plan, steps: steps as Plan['steps'] })).toMatch(reason);
  });
});
