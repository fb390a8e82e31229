import { describe, expect, test } from 'vitest';
import { approvalDigest, type Plan } from '../src/index.ts';
import { examplePlan } from './examples.ts';

const plan: Plan = examplePlan;
const approvable = {
  repository: 'acme/shop',
  base: { ref: 'main', sha: '1'.repeat(40) },
  branch: 'agent/shop-42-cart-total',
  plan,
};

describe('the digest that an approval names', () => {
  test('is the same however the plan was written down', () => {
    const reordered = Object.fromEntries(Object.entries(plan).reverse()) as Plan;
    expect(approvalDigest({ ...approvable, plan: reordered })).toBe(approvalDigest(approvable));
    const {
      optional: _optional,
      dependsOn: _dependsOn,
      ...bare
    } = plan.steps[0] as Plan['steps'][number];
    const withoutDefaults = { ...plan, steps: [bare, ...plan.steps.slice(1)] } as Plan;
    expect(approvalDigest({ ...approvable, plan: withoutDefaults })).toBe(
      approvalDigest(approvable),
    );
  });

  test.each([
    ['the repository', { repository: 'acme/other' }],
    ['the base', { base: { ref: 'main', sha: '2'.repeat(40) } }],
    ['the branch', { branch: 'agent/other' }],
    ['a word of the plan', { plan: { ...plan, rollback: 'none' } }],
    ['the order of steps', { plan: { ...plan, steps: [...plan.steps].reverse() } }],
  ])('is another when %s is', (_what, change) => {
    expect(approvalDigest({ ...approvable, ...change })).not.toBe(approvalDigest(approvable));
  });

  test('names the plan as it lies on the log, where secrets are masked', () => {
    const telling = { ...plan, rollback: 'with ghp_abcdefghijklmnopqrstuvwxyz012345' };
    const masked = { ...plan, rollback: 'with [masked]' };
    expect(approvalDigest({ ...approvable, plan: telling })).toBe(
      approvalDigest({ ...approvable, plan: masked }),
    );
  });
});
