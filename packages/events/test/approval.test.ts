import { describe, expect, test } from 'vitest';
import {
  allowedPathsOf,
  approvalDigest,
  BEFORE_TERMS,
  isAllowedPath,
  type Plan,
} from '../src/index.ts';
import { examplePlan, exampleTerms } from './examples.ts';

const plan: Plan = examplePlan;
const approvable = {
  repository: 'acme/shop',
  base: { ref: 'main', sha: '1'.repeat(40) },
  branch: 'agent/shop-42-cart-total',
  plan,
  terms: exampleTerms,
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
    ['a path that may be changed', { terms: { ...exampleTerms, allowedPaths: ['src/**'] } }],
    ['a limit', { terms: { ...exampleTerms, limits: { minutes: 60, costUsd: 6 } } }],
    ['the version of the policy', { terms: { ...exampleTerms, policyVersion: 'another' } }],
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

  test('of a proposal from before there were terms is the one that it had then', () => {
    const terms = { ...exampleTerms, policyVersion: BEFORE_TERMS };
    const wider = { ...terms, allowedPaths: ['src/**'] };
    expect(approvalDigest({ ...approvable, terms })).toBe(
      approvalDigest({ ...approvable, terms: wider }),
    );
  });
});

describe('the paths that a plan allows', () => {
  const [step] = plan.steps;
  const bare = { ...plan, components: [] };
  const withFile = (file: string): Plan => ({
    ...bare,
    steps: [{ ...(step as Plan['steps'][number]), file }],
  });

  test('are the files of its steps and components, each once', () => {
    expect(
      allowedPathsOf({ ...withFile('src/a.ts'), components: [component('src/a.ts')] }),
    ).toEqual(['src/a.ts']);
    expect(allowedPathsOf(withFile('./src/a.ts'))).toEqual(['src/a.ts']);
    expect(allowedPathsOf(withFile(''))).toEqual([]);
  });

  test('hold a folder only where a component names one, and never everything', () => {
    expect(allowedPathsOf({ ...withFile(''), components: [component('src/cart/')] })).toEqual([
      'src/cart/**',
    ]);
    expect(allowedPathsOf({ ...withFile(''), components: [component('/')] })).toEqual([]);
  });

  test.each([
    ['src/cart.ts', ['src/cart.ts'], true],
    ['src/cart.tsx', ['src/cart.ts'], false],
    ['src/cart/a/b.ts', ['src/cart/**'], true],
    ['src/cart.ts', ['src/cart/**'], false],
    ['src/cartoon/a.ts', ['src/cart/**'], false],
    ['pages/d.ts', ['pages/[id].ts'], false],
    ['pages/[id].ts', ['pages/[id].ts'], true],
    ['src/a.ts', ['src/*.ts'], false],
  ])('%s lies within %j: %s', (path, allowed, expected) => {
    expect(isAllowedPath(path, allowed)).toBe(expected);
  });

  function component(path: string): Plan['components'][number] {
    return { name: 'one', path, responsibility: 'what it does' };
  }
});
