import { isDeepStrictEqual } from 'node:util';
import { type ApprovalTerms, Plan } from '@patchwright/events';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decide,
  executionFault,
  fixFault,
  foreseen,
  type Observed,
  statuses,
  type Task,
} from '../src/index.ts';
import { facts, standing, standingAfter, terms } from './story.ts';

const approved = standing('approved');
const proposal = approved.proposal as NonNullable<Task['proposal']>;
const expiresAt = approved.approval?.expiresAt ?? '';

/** The outside as it is when nothing has changed since the approval. */
const calm: Observed = {
  now: new Date(Date.parse(expiresAt) - 1000).toISOString(),
  head: proposal.head,
  document: proposal.document ?? null,
  policyVersion: proposal.terms.policyVersion,
};

function causeOf(task: Task, observed: Partial<Observed> = {}): string | undefined {
  const fault = executionFault(task, { ...calm, ...observed });
  return fault?.kind === 'void' ? fault.cause : fault?.kind;
}

describe('the gate before an execution', () => {
  test('lets exactly what was approved through, whether it begins or goes on', () => {
    expect(causeOf(approved)).toBeUndefined();
    expect(causeOf(standing('executing'))).toBeUndefined();
  });

  test.each(statuses.filter((status) => status !== 'approved' && status !== 'executing'))(
    'lets nothing through of a task that is %s',
    (status) => {
      expect(causeOf(standing(status))).toBe('not_approved');
    },
  );

  test.each<[string, Partial<Observed>, string]>([
    ['the approval has expired', { now: expiresAt }, 'expired'],
    ['somebody moved the branch', { head: '9'.repeat(40) }, 'foreign_commit'],
    ['the branch is gone', { head: null, document: null }, 'foreign_commit'],
    ['PLAN.md was edited', { document: 'f'.repeat(64) }, 'plan_edited'],
    ['PLAN.md is gone', { document: null }, 'plan_edited'],
    ['the policy was changed', { policyVersion: 'another' }, 'policy_changed'],
  ])('makes the approval void when %s', (_, observed, cause) => {
    expect(causeOf(approved, observed)).toBe(cause);
    expect(causeOf(standing('executing'), observed)).toBe(cause);
  });

  test('takes a commit of ours that was pushed without being told for ours', () => {
    const executing = standingAfter('executing', facts.commit_recorded);
    expect(causeOf(executing, { head: facts.commit_recorded.data.sha })).toBeUndefined();
  });

  test('takes a commit that was known when people approved for approved', () => {
    const sha = facts.foreign_push_recorded.data.sha;
    const again = standingAfter(
      'awaiting_approval',
      ...[facts.foreign_push_recorded, facts.approval_given, facts.plan_approved],
    );
    expect(causeOf(again, { head: sha })).toBeUndefined();
    expect(causeOf(again)).toBe('foreign_commit');
  });

  test('says to people what has changed', () => {
    expect(executionFault(approved, { ...calm, head: '9'.repeat(40) })).toEqual({
      kind: 'void',
      cause: 'foreign_commit',
      reason: 'somebody else moved agent/shop-42-cart to 999999999999',
    });
  });
});

describe('after an edit of the ticket', () => {
  const edit = {
    kind: 'edit',
    by: 'human:ines',
    ticket: 'SHOP-42',
    what: 'the description',
    title: 'Totals',
    description: 'Only with two coupons.',
  } as const;

  test.each(['awaiting_approval', 'approved', 'executing'] as const)(
    'a task that is %s waits for people, who are told why',
    (status) => {
      const decision = decide(edit, standing(status));
      expect(decision).toMatchObject({
        drafts: [
          { type: 'ticket_edited', data: { again: false } },
          {
            type: 'approval_voided',
            data: {
              cause: 'ticket_edited',
              reason: 'human:ines: edited the description of SHOP-42',
            },
          },
        ],
      });
      const drafts = decision.kind === 'accepted' ? decision.drafts : [];
      const task = drafts.reduce(foreseen, standing(status));
      // Another plan, should people want one, is made from the new words.
      expect(task.description).toBe('Only with two coupons.');
      expect(task).toMatchObject({ status: 'awaiting_approval', votes: [] });
      expect(task.approval).toBeUndefined();
      expect(task.voided).toMatchObject({ cause: 'ticket_edited' });
    },
  );

  test.each(
    statuses.filter(
      (one) =>
        ![
          ...['requested', 'discovering', 'awaiting_answer', 'planning', 'revising'],
          ...['awaiting_approval', 'approved', 'executing', 'paused', 'unknown'],
        ].includes(one),
    ),
  )('nothing becomes void of a task that is %s', (status) => {
    expect(decide(edit, standing(status))).toMatchObject({ code: 'nothing_to_do' });
  });

  test.each(['requested', 'discovering', 'awaiting_answer', 'planning', 'revising'] as const)(
    'a task that is %s begins anew, with the new words',
    (status) => {
      const decision = decide(edit, standing(status));
      const drafts = decision.kind === 'accepted' ? decision.drafts : [];
      expect(drafts).toMatchObject([{ type: 'ticket_edited', data: { again: true } }]);
      const { description } = edit;
      const task = drafts.reduce(foreseen, standing(status));
      expect(task).toMatchObject({ status: 'requested', description });
    },
  );

  test('a task that is paused does so once it is resumed', () => {
    const held = standingAfter('planning', facts.task_paused);
    const decision = decide(edit, held);
    const drafts = decision.kind === 'accepted' ? decision.drafts : [];
    expect([...drafts, facts.task_resumed].reduce(foreseen, held).status).toBe('requested');
    expect(drafts.reduce(foreseen, held).status).toBe('paused');
  });

  test('that says the same, nothing happens', () => {
    const { title, description } = standing('approved');
    expect(decide({ ...edit, title, description }, standing('approved'))).toMatchObject({
      code: 'nothing_to_do',
    });
  });
});

/** What may happen between an approval and the moment in which something is executed. */
interface Case {
  task: Task;
  observed: Observed;
}
type Change = (one: Case) => Case;

const edits: fc.Arbitrary<Change> = fc
  .tuple(fc.nat(), fc.constantFrom('plan', 'terms'), fc.string({ unit: 'grapheme' }), fc.nat(3))
  .map(([seed, part, text, way]) => (one) => {
    const { proposal: old } = one.task;
    if (old === undefined) return one;
    const copy = structuredClone(old[part as 'plan' | 'terms']) as unknown;
    alter(copy, seed, text, way);
    return { ...one, task: { ...one.task, proposal: { ...old, [part]: copy } } };
  });

const people: readonly Parameters<typeof decide>[0][] = [
  {
    kind: 'edit',
    by: 'human:ines',
    ticket: 'SHOP-42',
    what: 'the title',
    title: 'Others',
    description: '',
  },
  { kind: 'pause', person: { actor: 'human:ada', via: 'cli', roles: ['admin'] } },
  { kind: 'cancel', person: { actor: 'human:ada', via: 'cli', roles: ['admin'] }, reason: 'no' },
  { kind: 'revise', person: { actor: 'human:ada', via: 'cli', roles: ['admin'] }, feedback: 'no' },
  {
    kind: 'prioritise',
    person: { actor: 'human:ada', via: 'cli', roles: ['admin'] },
    priority: 'high',
  },
  { kind: 'state', drafts: [facts.foreign_push_recorded] },
  { kind: 'state', drafts: [facts.execution_started] },
  { kind: 'state', drafts: [facts.task_failed] },
  { kind: 'state', drafts: [facts.run_finished] },
];

const changes: fc.Arbitrary<Change> = fc.oneof(
  { weight: 6, arbitrary: edits },
  {
    weight: 4,
    arbitrary: fc.constantFrom(...people).map((command) => (one: Case) => {
      const decision = decide(command, one.task);
      return decision.kind === 'refused'
        ? one
        : { ...one, task: decision.drafts.reduce(foreseen, one.task) };
    }),
  },
  observing({ head: fc.oneof(fc.constant(null), fc.stringMatching(/^[0-9a-f]{40}$/)) }),
  observing({ document: fc.oneof(fc.constant(null), fc.stringMatching(/^[0-9a-f]{64}$/)) }),
  observing({ policyVersion: fc.stringMatching(/^[0-9a-f]{32}$/) }),
  observing({
    now: fc
      .integer({ min: -86_400_000, max: 86_400_000 })
      .map((ms) => new Date(Date.parse(expiresAt) + ms).toISOString()),
  }),
  about('branch', fc.constantFrom('main', 'agent/other', proposal.branch)),
  fc.constantFrom('acme/other', 'acme/shop').map((repository) => (one: Case) => ({
    ...one,
    task: { ...one.task, repository },
  })),
  fc.stringMatching(/^[0-9a-f]{40}$/).map((sha) => (one: Case) => ({
    ...one,
    task: { ...one.task, base: { ref: 'main', sha } },
  })),
  fc.constantFrom(...statuses).map((status) => (one: Case) => ({
    ...one,
    task: { ...one.task, status },
  })),
  fc.stringMatching(/^[0-9a-f]{64}$/).map((digest) => (one: Case) => ({
    ...one,
    task: { ...one.task, approval: { digest, approvers: [], expiresAt } },
  })),
  // What changes nothing that was approved.
  fc.constantFrom<Change>(
    (one) => one,
    (one) => ({ ...one, task: { ...one.task, title: 'Another title', labels: ['urgent'] } }),
    (one) => ({ ...one, task: { ...one.task, proposal: reordered(one.task.proposal) } as Task }),
  ),
);

function observing(more: { readonly [K in keyof Observed]?: fc.Arbitrary<Observed[K]> }) {
  return fc.record(more).map(
    (seen): Change =>
      (one) => ({ ...one, observed: { ...one.observed, ...seen } as Observed }),
  );
}

function about<K extends 'branch'>(key: K, values: fc.Arbitrary<string>): fc.Arbitrary<Change> {
  return values.map((value) => (one) => {
    const { proposal: old } = one.task;
    return old === undefined
      ? one
      : { ...one, task: { ...one.task, proposal: { ...old, [key]: value } } };
  });
}

/** Alters one place of a JSON value, chosen by a number: a word, a number, an order, a member more or less. */
function alter(value: unknown, seed: number, text: string, way: number): void {
  const places: [Record<string, unknown>, string][] = [];
  collect(value);
  const place = places[seed % places.length];
  if (place === undefined) return;
  const [holder, key] = place;
  const old = holder[key];
  if (Array.isArray(old)) {
    if (way === 0) old.reverse();
    else if (way === 1) old.pop();
    else if (typeof old[0] === 'string' || old.length === 0) old.push(text);
    else old.push(structuredClone(old[0]));
  } else if (typeof old === 'string') holder[key] = way === 0 ? old : `${old}${text}`;
  else if (typeof old === 'number') holder[key] = old + way;
  else if (typeof old === 'boolean') holder[key] = way === 0 ? old : !old;

  function collect(part: unknown): void {
    if (typeof part !== 'object' || part === null) return;
    for (const [key, inner] of Object.entries(part)) {
      places.push([part as Record<string, unknown>, key]);
      collect(inner);
    }
  }
}

function reordered(old: Task['proposal']): Task['proposal'] {
  return old === undefined
    ? undefined
    : { ...old, plan: Object.fromEntries(Object.entries(old.plan).reverse()) as Plan };
}

/** Whether all that was approved is still so, compared member by member: without digests, and without what is being tested. */
function isAsApproved({ task, observed }: Case): boolean {
  const { proposal: now, approval } = task;
  const known = task.foreignPush?.sha ?? task.head;
  const plan = Plan.safeParse(now?.plan);
  return (
    (task.status === 'approved' || task.status === 'executing') &&
    approval?.digest === approved.approval?.digest &&
    now?.digest === proposal.digest &&
    plan.success &&
    isDeepStrictEqual(plan.data, Plan.parse(proposal.plan)) &&
    isDeepStrictEqual(now.terms, proposal.terms) &&
    now.branch === proposal.branch &&
    task.repository === approved.repository &&
    isDeepStrictEqual(task.base, approved.base) &&
    Date.parse(observed.now) < Date.parse(approval?.expiresAt ?? '') &&
    observed.head === known &&
    observed.document === proposal.document &&
    observed.policyVersion === proposal.terms.policyVersion
  );
}

describe('the gate before a fix of failed checks is pushed', () => {
  const fixing = standing('fixing_ci');
  const ours: Observed = { ...calm, head: fixing.head ?? '' };

  test('lets a fix through that stands on our own newest commit', () => {
    expect(fixFault(fixing, ours)).toBeUndefined();
  });

  test.each(statuses.filter((status) => status !== 'fixing_ci'))(
    'lets nothing through of a task that is %s',
    (status) => {
      expect(fixFault(standing(status), ours)?.kind).toBe('not_approved');
    },
  );

  test('lets nothing through on a commit of somebody else, even one that was told of', () => {
    const push = facts.foreign_push_recorded;
    const theirs = { ...ours, head: push.data.sha };
    const told = standingAfter('fixing_ci', push);
    expect(told.foreignPush?.sha).toBe(push.data.sha);
    for (const task of [fixing, told]) {
      expect(fixFault(task, theirs)).toMatchObject({ kind: 'void', cause: 'foreign_commit' });
    }
  });

  test.each<[string, Partial<Observed>, string]>([
    ['the approval has expired', { now: expiresAt }, 'expired'],
    ['the branch is gone', { head: null, document: null }, 'foreign_commit'],
    ['PLAN.md was edited', { document: 'f'.repeat(64) }, 'plan_edited'],
    ['the policy was changed', { policyVersion: 'another' }, 'policy_changed'],
  ])('stops it when %s', (_, observed, cause) => {
    expect(fixFault(fixing, { ...ours, ...observed })).toMatchObject({ kind: 'void', cause });
  });
});

const seed = Date.now() % 2 ** 31;

test(`10,000 times something happens after an approval, and nothing runs that is not what was approved (seed ${seed})`, () => {
  let passed = 0;
  let stopped = 0;
  fc.assert(
    fc.property(fc.array(changes, { minLength: 1, maxLength: 3 }), (all) => {
      const one = all.reduce((before, change) => change(before), {
        task: approved,
        observed: calm,
      });
      const lets = executionFault(one.task, one.observed) === undefined;
      expect(lets).toBe(isAsApproved(one));
      if (lets) passed += 1;
      else stopped += 1;
    }),
    { numRuns: 10_000, seed },
  );
  expect(passed + stopped).toBe(10_000);
  // Neither always yes nor always no.
  expect(passed).toBeGreaterThan(200);
  expect(stopped).toBeGreaterThan(5000);
}, 60_000);

test('terms are compared, every one of them', () => {
  const wider: readonly ApprovalTerms[] = [
    { ...terms(), allowedPaths: [...terms().allowedPaths, 'src/other.ts'] },
    { ...terms(), limits: { minutes: 61, costUsd: 5 } },
    { ...terms(), limits: { minutes: 60, costUsd: 5.01 } },
    { ...terms(), limits: { minutes: 60, costUsd: 5, modelCalls: 10 } },
  ];
  for (const other of wider) {
    expect(causeOf({ ...approved, proposal: { ...proposal, terms: other } })).toBe('plan_edited');
  }
});
