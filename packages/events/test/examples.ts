import type {
  ApprovalTerms,
  InquiryDraft,
  IssueDraft,
  MonitorDraft,
  TaskDraft,
} from '../src/index.ts';

const blob = {
  ref: `sha256-${'ab'.repeat(32)}`,
  size: 4321,
  mediaType: 'text/plain; charset=utf-8',
} as const;
const base = { ref: 'main', sha: '1'.repeat(40) } as const;
const pullRequest = {
  repository: 'acme/shop',
  number: 7,
  url: 'https://github.example/acme/shop/pull/7',
} as const;
const red = {
  command: 'npm test -- cart',
  exitCode: 1,
  counts: { total: 12, passed: 11, failed: 1, skipped: 0, failing: ['cart > rounds to the cent'] },
  excerpt: 'AssertionError: expected 10.005 to be 10.01\n  at cart.test.ts:12 – “naïve” ✗',
  output: blob,
  tree: '2'.repeat(40),
  durationMs: 812.5,
};
const green = {
  command: 'npm test',
  exitCode: 0,
  counts: { total: 12, passed: 12, failed: 0, skipped: 0, failing: [] as string[] },
  excerpt: '12 passed',
  tree: '3'.repeat(40),
  durationMs: 903,
};
const usage = { modelCalls: 3, inputTokens: 4200, outputTokens: 640, costUsd: 0.0215 } as const;
const maria = { by: 'human:slack:U0MARIA', via: 'slack' } as const;
const digest = 'd'.repeat(64);

/** A plan that may be proposed. */
export const examplePlan = {
  summary: 'Round totals half up, to the cent',
  rootCause: 'Totals are summed as binary fractions and cut off.',
  scope: { in: ['src/cart.ts'], out: ['tax rules'] },
  components: [{ name: 'cart', path: 'src/cart.ts', responsibility: 'sums lines' }],
  dataFlow: 'lines → total → receipt',
  tests: { unit: ['cart rounds to the cent'], integration: [] },
  steps: [
    {
      order: 1,
      type: 'test',
      file: 'test/cart.test.ts',
      action: 'A total of 10.005 reads 10.01',
      testName: 'cart > rounds to the cent',
      command: 'npm test -- cart',
      expected: 'fails: 10.005 is not 10.01',
      dependsOn: [],
      estimatedMinutes: 5,
      optional: false,
    },
    {
      order: 2,
      type: 'implement',
      file: 'src/cart.ts',
      action: 'Count in cents',
      dependsOn: [1],
      estimatedMinutes: 10,
      optional: false,
    },
  ],
  testCommand: 'npm test',
  riskLevel: 'low',
  breakingChanges: [],
  risks: ['receipts printed before differ by a cent'],
  security: [],
  rollback: 'revert the commit',
  estimatedMinutes: 15,
} satisfies Extract<TaskDraft, { type: 'plan_proposed' }>['data']['plan'];

/** Terms, with every member that there is. */
export const exampleTerms: ApprovalTerms = {
  allowedPaths: ['src/cart.ts', 'test/cart.test.ts'],
  limits: { minutes: 60, modelCalls: 200, costUsd: 5 },
  policyVersion: 'ab12cd34ef56',
};

/** A part of a plan in another repository, with every member that there is. */
const examplePart = {
  repository: 'acme/money',
  base: { ref: 'main', sha: '9'.repeat(40) },
  branch: 'agent/shop-42__money-cart-total',
  head: 'a'.repeat(40),
  plan: examplePlan,
  terms: exampleTerms,
  digest: 'c'.repeat(64),
  pullRequest: {
    repository: 'acme/money',
    number: 3,
    url: 'https://github.example/acme/money/pull/3',
  },
  document: 'b'.repeat(64),
  after: ['shop-42__cents'],
};

/** One example of every fact about a task, with every member that there is. */
export const taskExamples: {
  readonly [T in TaskDraft['type']]: Extract<TaskDraft, { type: T }>['data'];
} = {
  task_requested: {
    title: 'Cart total is off by a cent',
    description: 'Two items at 5.0025 come to 10.00.\n\nSeen in “Größe M”.',
    trigger: { kind: 'jira', ref: 'SHOP-42' },
    ticket: { system: 'jira', key: 'SHOP-42', url: 'https://jira.example/browse/SHOP-42' },
    sentry: { id: '4001', project: 'api', url: 'https://sentry.example/issues/4001' },
    repository: 'acme/shop',
    requester: 'human:jira:ines',
    priority: 'high',
    labels: ['AI', 'cart'],
  },
  ticket_edited: {
    by: 'human:ines',
    what: 'the description',
    title: 'Totals are wrong by a cent',
    description: 'Only where two coupons are used at once.',
    again: true,
  },
  question_asked: {
    question: 'In which currency is the total off by a cent?',
    confidence: 0.2,
    threshold: 0.35,
    repository: 'acme/shop',
  },
  question_answered: { ...maria, answer: 'In yen, with two coupons.' },
  question_reminded: { waitingSince: '2026-03-02T09:00:00.000Z' },
  question_expired: { waitingSince: '2026-03-02T09:00:00.000Z' },
  trigger_joined: { kind: 'slack', ref: 'C1/1700000000.1', by: 'human:slack:U0INES' },
  discovery_started: {},
  ticket_enriched: { ticket: 'SHOP-42', analysis: 'TypeError in 42 events by 17 users' },
  discovery_completed: {
    discovery: {
      relevantRepos: [
        {
          name: 'acme/shop',
          relevance: 0.93,
          reason: 'holds the cart',
          languages: ['TypeScript'],
          files: [{ path: 'src/cart.ts', type: 'source', relevance: 0.97 }],
        },
      ],
      crossRepoDependencies: [{ from: 'acme/shop', to: 'acme/tax', type: 'npm' }],
      estimatedComplexity: 'Low',
      recommendedApproach: 'Count in cents',
      keywords: ['cart', 'total', 'round'],
      rootCause: 'Binary fractions',
      confidence: 0.84,
      reasoning: 'The stack trace ends in src/cart.ts.',
    },
    repository: 'acme/shop',
    base,
  },
  planning_started: { version: 1 },
  plan_proposed: {
    version: 1,
    plan: examplePlan,
    digest,
    repository: 'acme/shop',
    base,
    branch: 'agent/shop-42-cart-total',
    head: '4'.repeat(40),
    pullRequest,
    terms: exampleTerms,
    document: 'e'.repeat(64),
    parts: [{ task: 'shop-42__money', ...examplePart }],
  },
  part_proposed: {
    whole: 'shop-42',
    title: 'Cart total is off by a cent',
    description: 'Two items at 5.0025 come to 10.00.',
    requester: 'human:jira:ines',
    priority: 'high',
    labels: ['AI', 'cart'],
    ticket: { system: 'jira', key: 'SHOP-42', url: 'https://jira.example/browse/SHOP-42' },
    sentry: { id: '4001', project: 'api', url: 'https://sentry.example/issues/4001' },
    version: 1,
    ...examplePart,
    wholePullRequest: pullRequest,
  },
  part_released: {
    whole: 'shop-42',
    digest: 'c'.repeat(64),
    approved: digest,
    approvers: [{ ...maria, at: '2026-03-02T09:29:00.000Z' }],
    expiresAt: '2026-03-03T09:29:00.000Z',
  },
  part_recalled: { reason: 'shop-42 is waiting for approval', digest: 'c'.repeat(64) },
  part_started: { part: 'shop-42__money' },
  part_completed: {
    part: 'shop-42__money',
    head: '8'.repeat(40),
    pullRequest: examplePart.pullRequest,
    usage: { modelCalls: 9, inputTokens: 20_000, outputTokens: 1_000, costUsd: 0.25 },
    change: { files: 2, linesAdded: 12, linesRemoved: 3 },
  },
  part_merged: { part: 'shop-42__money', sha: '7'.repeat(40) },
  approval_given: { ...maria, digest, role: 'admin' },
  plan_approved: { digest, approvers: [maria], policy: 'default', expiryHours: 24 },
  plan_rejected: { ...maria, reason: 'Tax comes first' },
  revision_requested: { ...maria, feedback: 'Also test negative totals' },
  approval_voided: {
    reason: 'human:github:tom pushed 55555555',
    digest,
    cause: 'foreign_commit',
  },
  amendment_requested: {
    step: 2,
    paths: ['src/money.ts'],
    reason: 'the rounding is done where amounts are made',
    digest: 'f'.repeat(64),
    terms: {
      ...exampleTerms,
      allowedPaths: ['src/cart.ts', 'src/money.ts', 'test/cart.test.ts'],
    },
    document: 'd'.repeat(64),
  },
  approval_reminded: { waitingSince: '2026-03-02T09:30:00.000Z' },
  approval_expired: { waitingSince: '2026-03-02T09:30:00.000Z' },
  execution_started: { digest, base: base.sha },
  baseline_recorded: { evidence: green },
  test_proved_red: {
    step: 1,
    test: 'cart > rounds to the cent',
    file: 'test/cart.test.ts',
    attempt: 1,
    evidence: red,
  },
  test_not_reproduced: {
    step: 1,
    test: 'cart > rounds to the cent',
    attempt: 1,
    reason: 'it passes at once',
    evidence: green,
  },
  test_proved_green: {
    step: 2,
    test: 'cart > rounds to the cent',
    attempt: 1,
    evidence: green,
    suite: green,
  },
  step_completed: { step: 2, summary: 'Totals are counted in cents' },
  step_failed: { step: 2, attempt: 3, reason: 'the suite does not pass', optional: false },
  commit_recorded: {
    step: 2,
    sha: '6'.repeat(40),
    tree: '3'.repeat(40),
    message: 'fix(cart): round to the cent',
    files: ['src/cart.ts', 'test/cart.test.ts'],
  },
  verification_passed: { commit: '6'.repeat(40), evidence: green, by: 'profile' },
  changes_pushed: { branch: 'agent/shop-42-cart-total', sha: '6'.repeat(40) },
  foreign_push_recorded: {
    branch: 'agent/shop-42-cart-total',
    sha: '5'.repeat(40),
    by: 'human:github:tom',
  },
  execution_completed: {
    head: '6'.repeat(40),
    result: {
      testsWritten: 1,
      testsTotal: 12,
      testsPassed: 12,
      filesModified: ['src/cart.ts', 'test/cart.test.ts'],
      linesAdded: 21,
      linesRemoved: 4,
      commits: ['6'.repeat(40)],
      prUrl: pullRequest.url,
      durationMs: 48_200,
      tokens: 4840,
      costUsd: 0.0215,
    },
  },
  pull_request_merged: { sha: '7'.repeat(40), by: 'human:maria' },
  ci_reported: { sha: '6'.repeat(40), name: 'format', conclusion: 'failure' },
  ci_failed: {
    sha: '6'.repeat(40),
    round: 1,
    failures: [
      {
        name: 'format',
        url: 'https://github.example/acme/shop/runs/1',
        category: 'format',
        tool: 'prettier',
        fix: 'npx prettier --write .',
        folder: 'packages/cart',
        excerpt: '[warn] src/cart.ts',
      },
    ],
  },
  ci_fix_pushed: {
    sha: '7'.repeat(40),
    round: 1,
    commands: ['npx prettier --write .'],
    files: ['src/cart.ts'],
  },
  ci_passed: { sha: '7'.repeat(40), rounds: 2, checks: ['test', 'format'] },
  pull_request_readied: { pullRequest },
  task_completed: { pullRequest, summary: 'Totals are rounded to the cent' },
  task_failed: { reason: 'step 2 failed three times', step: 2 },
  task_escalated: {
    reason: 'a test assertion fails in CI',
    diagnosis: 'expected 3 to be 4 in tax.test.ts',
  },
  task_cancelled: { ...maria, reason: 'no longer needed' },
  task_paused: maria,
  task_resumed: maria,
  task_retried: { ...maria, to: 'approved' },
  priority_changed: { ...maria, priority: 'critical' },
  work_parked: {
    work: 'execute',
    cause: '12',
    attempts: 4,
    reason: 'the model answered 500 four times',
  },
  work_redriven: { work: 'execute', by: 'human:slack:U0MARIA' },
  run_finished: {
    run: 'executor-0jbrdxm61h',
    service: 'executor',
    usage,
    attempts: 2,
    durationMs: 48_200,
  },
};

/** One example of every fact about a production error. */
export const issueExamples: {
  readonly [T in IssueDraft['type']]: Extract<IssueDraft, { type: T }>['data'];
} = {
  error_observed: {
    sentryId: '4001',
    project: 'api',
    title: "TypeError: Cannot read properties of undefined (reading 'total')",
    level: 'error',
    countLastDay: 42,
    usersLastDay: 17,
    threshold: 10,
    firstSeen: '2026-03-01T22:10:00.000Z',
    lastSeen: '2026-03-02T02:40:00.000Z',
    url: 'https://sentry.example/issues/4001',
  },
  ticket_filed: { ticket: 'SHOP-77', url: 'https://jira.example/browse/SHOP-77' },
};

/** One example of every fact about an inquiry. */
export const inquiryExamples: {
  readonly [T in InquiryDraft['type']]: Extract<InquiryDraft, { type: T }>['data'];
} = {
  inquiry_asked: {
    question: 'Why is the total of “Größe M” off by a cent?',
    by: 'human:slack:U0MARIA',
    via: 'slack',
    intent: 'ask',
    agent: 'slack-inquiry',
    task: 'shop-42',
    repository: 'acme/shop',
    pullRequest,
    answerTo: { kind: 'slack', channel: 'C1', ts: '1700000000.1', user: 'U0MARIA' },
  },
  inquiry_answered: {
    agent: 'slack-inquiry',
    text: 'Totals are summed as binary fractions in `src/cart.ts`.',
    usage,
  },
  inquiry_failed: {
    agent: 'slack-inquiry',
    reason: 'the model refused',
    usage: { modelCalls: 3, inputTokens: 4000, outputTokens: 300, costUsd: 0.02 },
  },
};

/** One example of every fact of a monitor. */
export const monitorExamples: {
  readonly [T in MonitorDraft['type']]: Extract<MonitorDraft, { type: T }>['data'];
} = {
  monitor_ticked: {
    projects: ['api', 'checkout'],
    lookedAt: 12,
    overThreshold: 3,
    created: 1,
    skipped: 11,
  },
};
