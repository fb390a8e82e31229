import { Plan } from '@patchwright/events';
import { withCover } from '@patchwright/task';
import fc from 'fast-check';
import prettier from 'prettier';
import { describe, expect, it } from 'vitest';
import { parsePlan, renderPlan } from '../src/plan-document.ts';

const about = {
  taskId: 'shop-42',
  title: 'A total below zero',
  version: 1,
  terms: {
    allowedPaths: ['src/coupon.ts'],
    limits: { minutes: 60, costUsd: 5 },
    policyVersion: 'ab12cd34ef56ab12',
  },
  digest: 'd'.repeat(64),
};

const sound: Plan = {
  summary: 'A total never falls below zero.',
  rootCause: 'applyCoupon has no floor; see `src/coupon.ts` | line 12.',
  scope: { in: ['the result'], out: [] },
  components: [
    { name: 'coupons', path: 'src/coupon.ts', responsibility: 'lowers a total | never below zero' },
  ],
  dataFlow: '',
  tests: { unit: ['a coupon larger than the cart makes the total zero'], integration: [] },
  steps: [
    {
      order: 1,
      type: 'test',
      file: 'test/coupon.test.ts',
      action: 'Show it: 1 < 2.',
      testName: 'total is zero',
      command: 'node --test',
      expected: '-800',
      dependsOn: [],
      estimatedMinutes: 5,
      optional: false,
    },
    {
      order: 2,
      type: 'implement',
      file: 'src/coupon.ts',
      action: 'Hold it at zero.',
      dependsOn: [1],
      estimatedMinutes: 2.5,
      optional: true,
    },
  ],
  testCommand: 'npm test',
  riskLevel: 'low',
  breakingChanges: [],
  risks: ['none\nthat we know'],
  security: [],
  rollback: 'Revert.',
  estimatedMinutes: 11,
};

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    'a | b',
    '`code`',
    '- [ ] x',
    '# h',
    '<b>',
    'a\nb',
    ' lead',
    '1. one',
    '"quoted"',
    'a  b',
    '\u200b',
    '[^1]',
    'https://example.com/x_y_z',
    '**bold**',
    '~~gone~~',
    '&amp;',
    '\\',
    '🙂',
  ),
);
const filled = text.filter((value) => value.length > 0);
const order = fc.integer({ min: 1, max: 99 });
const plans = fc.record({
  summary: filled,
  rootCause: text,
  scope: fc.record({ in: fc.array(text), out: fc.array(text) }),
  components: fc.array(fc.record({ name: text, path: text, responsibility: text })),
  dataFlow: text,
  tests: fc.record({ unit: fc.array(text), integration: fc.array(text) }),
  steps: fc.array(
    fc.record(
      {
        order,
        type: fc.constantFrom('test', 'implement', 'refactor', 'verify'),
        file: text,
        action: filled,
        testName: text,
        command: text,
        expected: text,
        dependsOn: fc.array(order),
        estimatedMinutes: fc.integer({ min: 0, max: 500 }),
        optional: fc.boolean(),
      },
      {
        requiredKeys: [
          'order',
          'type',
          'file',
          'action',
          'dependsOn',
          'estimatedMinutes',
          'optional',
        ],
      },
    ),
    { minLength: 1 },
  ),
  testCommand: filled,
  riskLevel: fc.constantFrom('low', 'medium', 'high'),
  breakingChanges: fc.array(text),
  risks: fc.array(text),
  security: fc.array(text),
  rollback: text,
  estimatedMinutes: fc.integer({ min: 0, max: 5000 }),
});

describe('PLAN.md', () => {
  it('reads back to the same plan', () => {
    expect(parsePlan(renderPlan(sound, about))).toEqual(sound);
  });

  it('says what an approval covers, in words that are no part of the plan', () => {
    const rendered = renderPlan(sound, about);
    expect(rendered).toContain('## What an approval covers');
    expect(rendered).toContain(`- Digest: \`${'d'.repeat(64)}\``);
    expect(rendered).toContain('- At most: `60 minutes, 5 US dollars for models`');
    const widened = rendered.replace('60 minutes', '600 minutes');
    expect(parsePlan(widened)).toEqual(sound);
  });

  it('reads back to the same plan, whatever stands in it', () => {
    fc.assert(
      fc.property(plans, (input) => {
        const plan = Plan.parse(input);
        expect(parsePlan(renderPlan(plan, about))).toEqual(plan);
      }),
      { numRuns: 100 },
    );
  });

  it('with files that came into its terms is what it would be had they stood there from the start', () => {
    fc.assert(
      fc.property(
        plans,
        fc.array(filled),
        fc.stringMatching(/^[0-9a-f]{64}$/),
        (input, allowedPaths, digest) => {
          const plan = Plan.parse(input);
          const terms = { ...about.terms, allowedPaths };
          const amended = withCover(renderPlan(plan, about), terms, digest);
          expect(amended).toBe(renderPlan(plan, { ...about, terms, digest }));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is left as it is by Prettier, which the target repository may run over it', async () => {
    const rendered = renderPlan(
      { ...sound, risks: ['A negative total that some report relied on is zero from now on.'] },
      about,
    );
    expect(await prettier.format(rendered, { parser: 'markdown' })).toBe(rendered);
  });

  it('shows the steps that are done as ticked off, and reads back to the same plan', () => {
    const rendered = renderPlan(sound, about, new Set([1]));
    expect(rendered).toContain('- [x] **1 test**');
    expect(rendered).toContain('- [ ] **2 implement**');
    expect(parsePlan(rendered)).toEqual(sound);
  });

  it('takes over what a person has edited', () => {
    const edited = renderPlan(sound, about)
      .replace('Hold it at zero.', 'Hold it at zero, *always*.')
      .replace('npm test', 'npm run check');
    expect(parsePlan(edited)).toMatchObject({
      testCommand: 'npm run check',
      steps: [{}, { action: 'Hold it at zero, always.' }],
    });
  });

  it('says which section is missing', () => {
    expect(parsePlan(renderPlan(sound, about).replace('## Rollback', '## Something else'))).toEqual(
      { fault: 'the section "Rollback" is missing' },
    );
  });

  it('says where a step does not fit', () => {
    const broken = renderPlan(sound, about).replace('**2 implement**', '**2 build**');
    expect(parsePlan(broken)).toMatchObject({
      fault: expect.stringContaining('steps.1.type'),
      line: expect.any(Number),
    });
  });
});
