import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  callsFor,
  defaultDeadlines,
  evolve,
  initialTask,
  isEnded,
  isOpen,
  mergesAwaited,
  standingOf,
  unfollowed,
} from '../src/index.ts';
import {
  approveAll,
  type Family,
  goesOn,
  money,
  openFamily,
  parts,
  proposedWith,
  tax,
} from './family.ts';
import { facts, id, ines, maria, tenant } from './story.ts';

/** What may happen to a family: somebody says something, a service goes on, a look is taken, in any order. */
const acts = fc.oneof(
  { weight: 6, arbitrary: fc.record({ look: fc.nat(20), keep: fc.boolean() }) },
  { weight: 6, arbitrary: fc.record({ goes: fc.constantFrom(id, money, tax) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      says: fc.constantFrom('approve', 'revise', 'pause', 'resume', 'retry', 'cancel', 'propose'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      about: fc.constantFrom(id, money, tax),
      fact: fc.constantFrom(
        ...(['foreign_push_recorded', 'pull_request_merged'] as const),
        ...(['task_failed', 'task_escalated'] as const),
      ),
    }),
  },
);

function act(happens: object, its: Family, startAfter?: 'merged'): void {
  const { look, keep, goes, says, about, fact } = happens as Readonly<Record<string, never>>;
  if (look !== undefined) its.look(look, keep);
  else if (goes !== undefined) goesOn(its, goes);
  else if (fact !== undefined) its.state(about ?? id, facts[fact]);
  else if (says === 'approve') approveAll(its, [maria]);
  else if (says === 'revise') its.say(id, { kind: 'revise', person: ines, feedback: 'smaller' });
  else if (says === 'cancel') its.say(id, { kind: 'cancel', person: ines, reason: 'no' });
  else if (says === 'propose') {
    const version = (its.task(id).proposal?.version ?? 0) + 1;
    its.state(
      id,
      facts.planning_started,
      proposedWith(version % 3 === 0 ? parts.slice(0, 1) : parts, version, startAfter),
    );
  } else if (says !== undefined) its.say(id, { kind: says, person: ines });
}

function everyStory(
  check: (its: Family) => void,
  end: (its: Family) => void = () => undefined,
  begin: (its: Family) => void = () => undefined,
) {
  fc.assert(
    fc.property(fc.array(acts, { maxLength: 60, size: 'max' }), fc.boolean(), (story, waits) => {
      const startAfter = waits ? 'merged' : undefined;
      const its = openFamily();
      its.state(id, facts.planning_started, proposedWith(parts, 1, startAfter));
      begin(its);
      for (const happens of story) {
        act(happens, its, startAfter);
        check(its);
      }
      its.settle();
      end(its);
    }),
    { numRuns: 200 },
  );
}

test('no part is ever begun but by an approval of a whole that lists exactly it, after what it rests on', () => {
  everyStory((its) => {
    const last = its.events.at(-1);
    if (last?.type !== 'part_released') return;
    const approved = its.events.findLast(
      (event) => event.type === 'plan_approved' && event.data.digest === last.data.approved,
    );
    const proposal = its.events.findLast(
      (event) => event.type === 'plan_proposed' && event.data.digest === last.data.approved,
    );
    expect(approved).toBeDefined();
    const listed =
      proposal?.type === 'plan_proposed'
        ? proposal.data.parts?.find(({ task }) => task === last.aggregate.id)
        : undefined;
    expect(listed?.digest).toBe(last.data.digest);
    const isLater = proposal?.type === 'plan_proposed' && proposal.data.startAfter === 'merged';
    for (const other of listed?.after ?? []) {
      const { status, merged } = its.task(other);
      expect([status, isLater ? typeof merged : 'string']).toEqual(['completed', 'string']);
    }
  });
});

test('the whole is never at work before all parts of its plan are done', () => {
  everyStory((its) => {
    const whole = its.task(id);
    if (!['executing', 'ci_monitoring', 'completed'].includes(standingOf(whole))) return;
    for (const part of whole.proposal?.parts ?? [])
      expect(its.task(part.task).status).toBe('completed');
  });
});

test('what was taken over follows from the record, and what was forged does not', () => {
  const of = (its: Family, about: string) =>
    its.events.filter(({ aggregate }) => aggregate.id === about);
  const strange = (its: Family) => [
    ...unfollowed(of(its, id), [of(its, money), of(its, tax)]),
    ...[money, tax].flatMap((about) => unfollowed(of(its, about), [of(its, id)])),
  ];
  everyStory(
    () => undefined,
    (its) => expect(strange(its)).toEqual([]),
  );
  const family = openFamily();
  family.state(id, facts.planning_started, proposedWith());
  approveAll(family, [maria]);
  family.settle();
  expect(strange(family)).toEqual([]);
  const forged = of(family, money).map((event) =>
    event.type === 'part_released'
      ? { ...event, data: { ...event.data, approved: 'f'.repeat(64) } }
      : event,
  );
  expect(unfollowed(forged, [of(family, id)]).map(({ type }) => type)).toEqual(['part_released']);
});

test('once every look was taken nobody works for a whole that is not approved, or has ended', () => {
  everyStory(
    () => undefined,
    (its) => {
      const whole = its.task(id);
      for (const part of [its.task(money), its.task(tax)]) {
        const atWork = ['approved', 'executing'].includes(part.status);
        if (whole.status === 'rejected' || whole.status === 'cancelled') {
          expect(isOpen(part.status), `${part.id} of a ${whole.status}`).toBe(false);
        }
        if (['awaiting_approval', 'planning', 'revising', 'paused'].includes(whole.status)) {
          expect(atWork, `${part.id} is ${part.status} of a whole that is ${whole.status}`).toBe(
            false,
          );
        }
        const isListed = whole.proposal?.parts?.some(({ task }) => task === part.id) === true;
        if (whole.status === 'approved' && isListed) {
          expect(
            isEnded(part.status) && part.status !== 'completed',
            `${part.id} is ${part.status}`,
          ).toBe(false);
        }
      }
    },
  );
});

/** The first part is approved and green, before anything else happens. */
function moneyIsGreen(its: Family): void {
  its.settle();
  approveAll(its, [maria]);
  for (let step = 0; step < 6; step += 1) {
    its.settle();
    goesOn(its, money);
  }
}

test('whoever waits for a merge is woken to look for it, and nobody else, least of all once the task has ended', () => {
  let waited = 0;
  everyStory(
    () => undefined,
    ({ events }) => {
      for (const about of [id, money, tax]) {
        let task = initialTask(tenant, about);
        let isPolled = false;
        for (const event of events.filter(({ aggregate }) => aggregate.id === about)) {
          task = evolve(task, event);
          for (const call of callsFor(event, task, defaultDeadlines)) {
            if (call.kind !== 'timer' && call.kind !== 'cancel') continue;
            if (call.name === 'merge_poll') isPolled = call.kind === 'timer';
          }
          const waits = task.status === 'approved' && mergesAwaited(task).length > 0;
          if (waits) expect(isPolled).toBe(true);
          if (waits) waited += 1;
          if (task.status === 'paused' || !isOpen(task.status)) expect(isPolled).toBe(false);
          if (about !== id) expect(isPolled).toBe(false);
        }
      }
    },
    moneyIsGreen,
  );
  expect(waited).toBeGreaterThan(0);
});
