import { describe, expect, test } from 'vitest';
import {
  amendmentFault,
  approvalPolicy,
  callsFor,
  type Decision,
  decide,
  defaultDeadlines,
  fold,
  isGuardedPath,
  isWithinPlan,
  openAmendment,
  rulesFor,
  type Task,
  votesNeeded,
} from '../src/index.ts';
import {
  admin,
  amended,
  facts,
  following,
  id,
  maria,
  outcome,
  policy,
  proposed,
  reasonOf,
  standing,
  standingAfter,
  tenant,
  terms,
  tom,
  wayTo,
  written,
} from './story.ts';

const asked: Task = standingAfter('executing', facts.changes_pushed, facts.amendment_requested);

/** The task after a decision about it was appended. */
function after(task: Task, decision: Decision): Task {
  return decision.kind === 'refused' ? task : following(task, ...decision.drafts);
}

describe('an amendment', () => {
  test('voids the approval and the votes, and puts the same plan with more files to people', () => {
    const before = standing('executing');
    expect(asked).toMatchObject({ status: 'awaiting_approval', votes: [] });
    expect(asked.approval).toBeUndefined();
    expect(asked.proposal?.plan).toEqual(before.proposal?.plan);
    expect(asked.proposal?.digest).not.toBe(before.proposal?.digest);
    expect(asked.proposal?.terms.allowedPaths).toContain('src/money.ts');
    expect(openAmendment(asked)).toMatchObject({ step: 2, paths: ['src/money.ts'] });
  });

  test('keeps what was done so far, so that the execution goes on from there', () => {
    const done = standingAfter(
      'executing',
      facts.test_proved_red,
      facts.changes_pushed,
      facts.amendment_requested,
    );
    expect(done.steps).toMatchObject([{ order: 1, state: 'red', pushed: true }]);
    expect(done.head).toBe(facts.changes_pushed.data.sha);
  });

  test('is approved under its own digest only, and then is open no more', () => {
    const old = decide(
      { kind: 'approve', person: tom, policy, digest: facts.plan_approved.data.digest },
      asked,
    );
    expect(outcome(old)).toBe('stale_digest');
    const decision = decide({ kind: 'approve', person: tom, policy }, asked);
    expect(outcome(decision)).toBe('approval_given, plan_approved');
    const approved = after(asked, decision);
    expect(approved).toMatchObject({ status: 'approved' });
    expect(approved.approval?.digest).toBe(asked.proposal?.digest);
    expect(openAmendment(approved)).toBeUndefined();
    expect(approved.amendments).toHaveLength(1);
  });

  test('ends with a rejected task, or with another plan that knows nothing of it', () => {
    const rejected = decide({ kind: 'reject', person: tom, reason: 'not there' }, asked);
    expect(after(asked, rejected).status).toBe('rejected');
    const revised = decide({ kind: 'revise', person: tom, feedback: 'without money' }, asked);
    const again = after(asked, revised);
    expect(again.status).toBe('revising');
    const planned = decide({ kind: 'state', drafts: [facts.planning_started, proposed(2)] }, again);
    expect(after(again, planned).amendments).toBeUndefined();
  });

  test('tells people, and stops the clock of the execution', () => {
    const history = written([
      ...wayTo.executing.map((name) => facts[name]),
      facts.amendment_requested,
    ]);
    const event = history.at(-1);
    if (event === undefined) throw new Error('nothing was written');
    const calls = callsFor(event, fold(tenant, id, history), defaultDeadlines);
    expect(calls).toContainEqual({ kind: 'work', work: 'notify', lane: 'p2' });
    expect(calls).toContainEqual({ kind: 'cancel', name: 'execution_deadline' });
    expect(calls).toContainEqual(
      expect.objectContaining({ kind: 'timer', name: 'approval_expiry' }),
    );
  });

  test('is refused when it brings in anything besides its files', () => {
    const wider = amended(['src/money.ts'], { ...terms(), limits: { minutes: 60, costUsd: 500 } });
    const other = amended();
    const more = { ...other, data: { ...other.data, paths: ['src/other.ts'] } };
    for (const draft of [wider, more]) {
      const decision = decide({ kind: 'state', drafts: [draft] }, standing('executing'));
      expect(outcome(decision)).toBe('stale_digest');
    }
  });

  test('is refused for a file that may be changed already', () => {
    const draft = amended(['src/cart.ts']);
    const decision = decide({ kind: 'state', drafts: [draft] }, standing('executing'));
    expect(outcome(decision)).toBe('unsound');
    expect(reasonOf(decision)).toContain('src/cart.ts may be changed already');
  });

  test.each([
    '../escape.ts',
    '/etc/passwd',
    'src//cart.ts',
    'src/',
    '.git/config',
    'src/**',
    'src/*.ts',
    'src\\cart.ts',
    ' src/cart.ts',
    'PLAN.md',
    'src/./cart.ts',
  ])('cannot name %j', (path) => {
    expect(amendmentFault([path], [])).toBeDefined();
  });

  test('names some files, and no more than people will read', () => {
    expect(amendmentFault([], [])).toBeDefined();
    const many = Array.from({ length: 21 }, (_, index) => `src/${index}.ts`);
    expect(amendmentFault(many, [])).toContain('another plan');
    expect(amendmentFault(many.slice(1), [])).toBeUndefined();
  });
});

describe('files that steer what is built and checked', () => {
  test.each([
    '.github/workflows/ci.yml',
    '.github/CODEOWNERS',
    '.gitlab-ci.yml',
    '.circleci/config.yml',
    'Jenkinsfile',
    '.husky/pre-commit',
    '.pre-commit-config.yaml',
    '.gitattributes',
    '.gitmodules',
    '.claude/settings.json',
    'packages/web/.claude/agents/a.md',
    '.cursor/rules/a.mdc',
    '.mcp.json',
    'AGENTS.md',
    'docs/CLAUDE.md',
    'package-lock.json',
    'web/pnpm-lock.yaml',
    'uv.lock',
    'Cargo.lock',
    'Gemfile.lock',
    'go.sum',
    '.npmrc',
    'Dockerfile',
    'deploy/api.Dockerfile',
    'docker-compose.yml',
    'vitest.config.ts',
    'web/jest.config.cjs',
    '.mocharc.json',
    'tests/conftest.py',
    'pytest.ini',
    'phpunit.xml.dist',
    '.coveragerc',
    'codecov.yml',
  ])('%s is one', (path) => {
    expect(isGuardedPath(path)).toBe(true);
    expect(isWithinPlan(path, ['**', `${path.split('/')[0]}/**`])).toBe(false);
    expect(isWithinPlan(path, [path])).toBe(true);
  });

  test.each([
    'src/cart.ts',
    'package.json',
    'README.md',
    'src/github/index.ts',
    'lib/lock.ts',
    'test/cart.test.ts',
    'src/pytest.py',
  ])('%s is none', (path) => {
    expect(isGuardedPath(path)).toBe(false);
  });

  const guarded = standingAfter('executing', amended(['.github/workflows/ci.yml']));

  test('need two people, or an admin, even where the plan names them', () => {
    const first = decide({ kind: 'approve', person: maria, policy }, guarded);
    expect(outcome(first)).toBe('approval_given');
    const second = decide({ kind: 'approve', person: tom, policy }, after(guarded, first));
    expect(outcome(second)).toBe('approval_given, plan_approved');
    const byAdmin = decide({ kind: 'approve', person: admin, policy }, guarded);
    expect(outcome(byAdmin)).toBe('approval_given, plan_approved');
  });

  test('need no more people than their risk asks for once an admin is among them, first or last', () => {
    const careful = approvalPolicy({ guardedPathsVotes: 3, votes: { low: 2, medium: 2, high: 2 } });
    for (const [one, other] of [
      [admin, maria],
      [maria, admin],
    ] as const) {
      const first = decide({ kind: 'approve', person: one, policy: careful }, guarded);
      expect(outcome(first)).toBe('approval_given');
      const then = after(guarded, first);
      const again = decide({ kind: 'approve', person: one, policy: careful }, then);
      expect(reasonOf(again)).toContain(one === admin ? '; 1 more person has' : '; 2 more people');
      const second = decide({ kind: 'approve', person: other, policy: careful }, then);
      expect(outcome(second)).toBe('approval_given, plan_approved');
    }
    const without = decide({ kind: 'approve', person: maria, policy: careful }, guarded);
    const still = decide(
      { kind: 'approve', person: tom, policy: careful },
      after(guarded, without),
    );
    expect(outcome(still)).toBe('approval_given');
  });

  test('are never approved by the policy itself', () => {
    const auto = approvalPolicy({ auto: { enabled: true, paths: ['**'], maxRisk: 'high' } });
    const person = { actor: 'system:policy', via: 'policy', roles: ['approver'] } as const;
    const decision = decide({ kind: 'approve', person, policy: auto }, guarded);
    expect(reasonOf(decision)).toContain('more than one person');
  });

  test('need as many as the policy says, and never fewer in one repository', () => {
    const strict = approvalPolicy({
      guardedPathsVotes: 2,
      repositories: { 'acme/shop': { guardedPathsVotes: 3, amendments: 'refuse' } },
      amendments: 'ask',
    });
    expect(guarded.proposal && votesNeeded(strict, guarded.proposal)).toBe(3);
    expect(rulesFor(strict, 'acme/shop').amendments).toBe('refuse');
    expect(rulesFor(strict, 'acme/tax').amendments).toBe('ask');
    const lax = approvalPolicy({ repositories: { 'acme/shop': { guardedPathsVotes: 1 } } });
    expect(guarded.proposal && votesNeeded(lax, guarded.proposal)).toBe(2);
  });
});
