import {
  type ApprovalTerms,
  approvalDigest,
  Discovery,
  type Evidence,
  Plan,
  sha256,
  termsOf,
} from '@patchwright/events';

/** What the facts of one made-up task are about: the same number always gives the same. */
export interface Matter {
  readonly id: string;
  readonly title: string;
  readonly repository: string;
  readonly branch: string;
  readonly base: { readonly ref: string; readonly sha: string };
  readonly discovery: Discovery;
  readonly plan: Plan;
  readonly terms: ApprovalTerms;
  readonly digest: string;
}

const SUBJECTS = [
  'Cart total ignores a coupon that was applied twice',
  'Refund fails with a TypeError when the order has no invoice',
  'Search returns archived products for guests',
  'Export writes dates in the zone of the server',
  'Password reset link can be used after it expired',
] as const;

/** The matter of task `number`; `prefix` tells tasks of one run from those of another. */
export function matterOf(prefix: string, number: number): Matter {
  const id = `${prefix}-${number}`;
  const title = `${SUBJECTS[number % SUBJECTS.length]} (${number})`;
  const repository = `acme/shop-${number % 7}`;
  const branch = `agent/${id}`;
  const base = { ref: 'main', sha: commitOf(id, 'base') };
  const plan = planOf(title, number);
  const terms = termsOf(plan, { minutes: 60, costUsd: 5 }, 'bench');
  return {
    id,
    title,
    repository,
    branch,
    base,
    plan,
    discovery: discoveryOf(repository, title, number),
    terms,
    digest: approvalDigest({ repository, base, branch, plan, terms }),
  };
}

/** A commit or tree that only exists as a name. */
export function commitOf(id: string, what: string): string {
  return sha256(`${id}/${what}`).slice(0, 40);
}

/** What a test run printed: some 1.5 KB, as a suite of a few dozen tests does. */
export function evidenceOf(id: string, phase: string, failed: number): Evidence {
  const names = Array.from({ length: 12 }, (_, line) => `cart totals case ${line} of ${id}`);
  const printed = names.map((name, line) =>
    line < failed
      ? `  ✗ ${name} (4 ms)\n    expected 9000 but was 10000 at test/cart.test.ts:${40 + line}`
      : `  ✓ ${name} (${line % 4} ms)`,
  );
  return {
    command: 'npm test -- test/cart.test.ts',
    exitCode: failed === 0 ? 0 : 1,
    counts: { total: 48, passed: 48 - failed, failed, skipped: 0, failing: names.slice(0, failed) },
    excerpt: `> shop@1.4.0 test\n> node --test\n\n${printed.join('\n')}\n\n48 tests, ${failed} failed`,
    tree: commitOf(id, phase),
    durationMs: 3400,
  };
}

function discoveryOf(repository: string, title: string, number: number): Discovery {
  const paths = ['src/cart.ts', 'src/coupon.ts', 'src/money.ts', 'test/cart.test.ts', 'README.md'];
  return Discovery.parse({
    relevantRepos: [
      {
        name: repository,
        relevance: 0.94,
        reason: 'The ticket names the cart, and only this repository computes totals.',
        languages: ['typescript'],
        files: paths.map((path, rank) => ({
          path,
          type: path.startsWith('test/') ? 'test' : path.endsWith('.md') ? 'doc' : 'source',
          relevance: Number((0.95 - rank * 0.12).toFixed(2)),
        })),
      },
    ],
    crossRepoDependencies: [],
    estimatedComplexity: 'Low',
    recommendedApproach:
      'Sum the lines first, subtract each coupon once, and round at the end. Keep the shape of the result, since the invoice reads it.',
    keywords: ['cart', 'total', 'coupon', 'rounding', `case-${number}`],
    rootCause: `totalOf() adds the discount of each line to a sum that has it already: ${title}`,
    confidence: 0.86,
    reasoning:
      'The stack trace ends in totalOf, the two commits before the first report touched it, and the test beside it never applies two coupons.',
  });
}

function planOf(title: string, number: number): Plan {
  return Plan.parse({
    summary: `${title}: prove the wrong total by a test, then apply each coupon once.`,
    rootCause: 'The discount is subtracted per line and once more for the cart.',
    scope: { in: ['src/cart.ts', 'src/coupon.ts'], out: ['the invoice', 'prices per country'] },
    components: [
      { name: 'Cart', path: 'src/cart.ts', responsibility: 'Sums lines and subtracts coupons.' },
      { name: 'Coupon', path: 'src/coupon.ts', responsibility: 'Says what a coupon is worth.' },
    ],
    dataFlow: 'lines → subtotal → coupons → total in minor units → invoice',
    tests: {
      unit: ['two coupons are applied once each', 'a coupon never makes the total negative'],
      integration: ['the invoice shows the total of the cart'],
    },
    steps: [
      {
        order: 1,
        type: 'test',
        file: 'test/cart.test.ts',
        action: 'Write a test that applies two coupons to a cart of three lines.',
        testName: `two coupons are applied once each (${number})`,
        command: 'npm test -- test/cart.test.ts',
        expected: 'expected 9000 but was 10000',
        estimatedMinutes: 4,
      },
      {
        order: 2,
        type: 'implement',
        file: 'src/cart.ts',
        action: 'Subtract the coupons from the subtotal, each once, and round at the end.',
        dependsOn: [1],
        estimatedMinutes: 6,
      },
      {
        order: 3,
        type: 'verify',
        file: '',
        action: 'Run the whole suite, and look at the invoice of the example order.',
        command: 'npm test',
        dependsOn: [2],
        estimatedMinutes: 2,
      },
    ],
    testCommand: 'npm test',
    riskLevel: 'low',
    breakingChanges: [],
    risks: ['Reports that add up totals of the past keep their old figures.'],
    security: [],
    rollback: 'Revert the commit; nothing is stored in another form.',
    estimatedMinutes: 12,
  });
}
