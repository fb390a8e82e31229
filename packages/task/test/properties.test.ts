import {
  canonicalJson,
  type StoredEvent,
  type TaskDraft,
  type TaskEvent,
} from '@patchwright/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Command,
  callsFor,
  type Decision,
  decide,
  defaultDeadlines,
  dueWork,
  evolve,
  fold,
  initialTask,
  isEnded,
  isOpen,
  type Person,
  standingOf,
  statuses,
  type Task,
  timerNames,
  viewRows,
} from '../src/index.ts';
import {
  digest,
  facts,
  headAt,
  id,
  ines,
  maria,
  plan,
  policy,
  proposed,
  tenant,
  tom,
  viewer,
  written,
} from './story.ts';

/** What may happen around a task. */
interface Happening {
  /** A command that may come at any time, however odd. */
  readonly any: Command;
  /** If given: instead, what would usually come next, the n-th of the ways. */
  readonly usual: number | undefined;
  /** How many accepted commands the asker has not seen: more than none is a conflict. */
  readonly behind: number;
  /** Whether the same append is delivered once more. */
  readonly twice: boolean;
}

const people: fc.Arbitrary<Person> = fc.constantFrom(ines, maria, tom, viewer, {
  ...ines,
  roles: ['approver'],
} as Person);
const digests = fc.constantFrom(undefined, digest, 'e'.repeat(64));
const proposals = [
  proposed(1),
  proposed(2, plan('low', 'Another way')),
  proposed(3, plan('high', 'A risky way')),
  proposed(4),
];

const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.constant({ kind: 'request', request: facts.task_requested.data } as const),
  },
  {
    weight: 8,
    arbitrary: fc.tuple(people, digests, fc.boolean()).map(([person, asked, selfApproval]) => ({
      kind: 'approve' as const,
      person,
      policy: { ...policy, selfApproval },
      ...(asked === undefined ? {} : { digest: asked }),
    })),
  },
  {
    weight: 1,
    arbitrary: people.map((person) => ({ kind: 'reject' as const, person, reason: 'no' })),
  },
  {
    weight: 2,
    arbitrary: people.map((person) => ({ kind: 'revise' as const, person, feedback: 'smaller' })),
  },
  {
    weight: 1,
    arbitrary: people.map((person) => ({ kind: 'cancel' as const, person, reason: 'no' })),
  },
  { weight: 2, arbitrary: people.map((person) => ({ kind: 'pause' as const, person })) },
  { weight: 4, arbitrary: people.map((person) => ({ kind: 'resume' as const, person })) },
  { weight: 4, arbitrary: people.map((person) => ({ kind: 'retry' as const, person })) },
  {
    weight: 1,
    arbitrary: people.map((person) => ({
      kind: 'prioritise' as const,
      person,
      priority: 'high' as const,
    })),
  },
  {
    weight: 3,
    arbitrary: people.map((person) => ({ kind: 'redrive' as const, person, work: 'execute' })),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(...timerNames), fc.nat(40))
      .map(([timer, version]) => ({ kind: 'fire' as const, timer, version })),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('discover', 'plan', 'execute', 'ci', 'notify')
      .map((work) => ({ kind: 'park' as const, work, cause: '1', attempts: 4, reason: 'down' })),
  },
  {
    weight: 40,
    arbitrary: fc
      .array(statedFacts(), { minLength: 1, maxLength: 3 })
      .map((drafts) => ({ kind: 'state' as const, drafts })),
  },
);

function statedFacts(): fc.Arbitrary<TaskDraft> {
  const usual: readonly TaskDraft[] = [
    facts.discovery_started,
    facts.discovery_completed,
    facts.planning_started,
    facts.execution_started,
    facts.execution_completed,
    facts.ci_passed,
    facts.task_completed,
  ];
  return fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...usual) },
    { weight: 3, arbitrary: fc.constantFrom(...proposals) },
    { weight: 2, arbitrary: fc.constantFrom(...Object.values(facts)) },
  );
}

/** What would usually come next for a task, first the most usual. */
function usualNext(task: Task): readonly Command[] {
  const version = (task.proposal?.version ?? 0) + 1;
  const propose = (risk: 'low' | 'high', summary: string): Command =>
    state(facts.planning_started, proposed(version, plan(risk, summary)));
  switch (task.status) {
    case 'unknown':
      return [{ kind: 'request', request: facts.task_requested.data }];
    case 'requested':
      return [state(facts.discovery_started)];
    case 'discovering':
      return [state(facts.ticket_enriched, facts.discovery_completed), state(facts.task_failed)];
    case 'planning':
    case 'revising':
      return [propose('low', 'One way'), propose('high', 'A risky way')];
    case 'awaiting_approval':
      return [
        { kind: 'approve', person: maria, policy },
        { kind: 'approve', person: tom, policy },
        { kind: 'revise', person: ines, feedback: 'smaller' },
        state(facts.foreign_push_recorded),
        { kind: 'fire', timer: 'approval_expiry', version: task.version },
        { kind: 'reject', person: tom, reason: 'no' },
      ];
    case 'approved': {
      const { digest: approved } = task.approval ?? { digest };
      return [
        state({ type: 'execution_started', data: { digest: approved, base: 'main' } }),
        state(facts.foreign_push_recorded),
        { kind: 'revise', person: ines, feedback: 'smaller' },
      ];
    }
    case 'executing':
      return [
        state(facts.test_proved_red, facts.test_proved_green),
        state(facts.changes_pushed, facts.execution_completed),
        { kind: 'park', work: 'execute', cause: '1', attempts: 4, reason: 'down' },
      ];
    case 'ci_monitoring':
      return [
        state(facts.ci_reported, facts.ci_failed),
        state(facts.ci_passed, facts.pull_request_readied),
        state(facts.ci_passed, facts.task_completed),
      ];
    case 'fixing_ci':
      return [state(facts.ci_fix_pushed), state(facts.task_escalated)];
    case 'paused':
      return [{ kind: 'resume', person: ines }];
    case 'failed':
    case 'escalated':
    case 'expired':
      return [
        { kind: 'retry', person: ines },
        { kind: 'redrive', person: ines, work: 'execute' },
      ];
    case 'completed':
    case 'rejected':
    case 'cancelled':
      return [state(facts.run_finished)];
  }
}

function state(...drafts: readonly TaskDraft[]): Command {
  return { kind: 'state', drafts };
}

const happenings: fc.Arbitrary<readonly Happening[]> = fc.array(
  fc.record({
    any: anyCommand,
    usual: fc.oneof(
      { weight: 3, arbitrary: fc.nat(5) },
      { weight: 2, arbitrary: fc.constant(undefined) },
    ),
    behind: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.nat(3)),
    twice: fc.boolean(),
  }),
  { minLength: 1, maxLength: 50, size: 'max' },
);

/** A log of one task under optimistic concurrency: an append at an old version loses, and decides again. */
interface Log {
  readonly events: readonly StoredEvent<TaskEvent>[];
  /** The task after each accepted append, the newest last. */
  readonly seen: readonly Task[];
}

const empty: Log = { events: [], seen: [initialTask(tenant, id)] };

function current(log: Log): Task {
  return log.seen.at(-1) ?? initialTask(tenant, id);
}

function append(log: Log, { any, usual, behind }: Happening): { log: Log; decision: Decision } {
  const seen = log.seen[Math.max(0, log.seen.length - 1 - behind)] ?? current(log);
  const ways = usualNext(seen);
  const command = usual === undefined ? any : (ways[usual % ways.length] ?? any);
  const first = decide(command, seen);
  const conflict = first.kind === 'accepted' && seen.version !== current(log).version;
  const decision = conflict ? decide(command, current(log)) : first;
  if (decision.kind === 'refused') return { log, decision };
  const fresh = written(decision.drafts, headAt(current(log)));
  const task = fresh.reduce(evolve, current(log));
  return { log: { events: [...log.events, ...fresh], seen: [...log.seen, task] }, decision };
}

function play(
  all: readonly Happening[],
  check: (before: Task, after: Log, decision: Decision) => void,
): Log {
  let log = empty;
  for (const happening of all) {
    const before = current(log);
    const { log: after, decision } = append(log, happening);
    check(before, after, decision);
    log = after;
  }
  return log;
}

function holds(
  check: (before: Task, after: Log, decision: Decision) => void,
  end: (log: Log, all: readonly Happening[]) => void = () => undefined,
): void {
  fc.assert(
    fc.property(happenings, (all) => end(play(all, check), all)),
    { numRuns: 120 },
  );
}

test('a task is never executed without an approval of exactly its present plan', () => {
  holds((_before, log) => {
    const task = current(log);
    const { approval, proposal } = task;
    if (
      ['approved', 'executing', 'ci_monitoring', 'fixing_ci', 'completed'].includes(
        standingOf(task),
      )
    ) {
      expect(approval?.digest).toBe(proposal?.digest);
      expect(approval).toBeDefined();
    }
  });
});

test('an approval has as many different people behind it as the risk asks for, none of them below an approver', () => {
  holds((before, _log, decision) => {
    if (decision.kind !== 'accepted') return;
    for (const draft of decision.drafts) {
      if (draft.type !== 'plan_approved') continue;
      const voters = draft.data.approvers.map((vote) => vote.by);
      expect(new Set(voters).size).toBe(voters.length);
      expect(voters.length).toBeGreaterThanOrEqual(
        before.proposal?.plan.riskLevel === 'high' ? 2 : 1,
      );
      expect(voters).not.toContain(viewer.actor);
      expect(draft.data.digest).toBe(before.proposal?.digest);
    }
  });
});

test('votes are of different people', () => {
  holds((_before, log) => {
    const voters = current(log).votes.map((vote) => vote.by);
    expect(new Set(voters).size).toBe(voters.length);
  });
});

test('a digest is approved once, unless its approval was made void or the task began again in between', () => {
  holds(
    () => undefined,
    ({ events }) => {
      const approved = new Set<string>();
      for (const event of events) {
        if (event.type === 'plan_approved') {
          expect(approved).not.toContain(event.data.digest);
          approved.add(event.data.digest);
        }
        if (['approval_voided', 'revision_requested', 'task_retried'].includes(event.type))
          approved.clear();
      }
    },
  );
});

test('a task that has ended is left only by a retry or by sending parked work again', () => {
  holds((before, log) => {
    if (!isEnded(before.status) || current(log).status === before.status) return;
    expect(['task_retried', 'work_redriven']).toContain(log.events.at(-1)?.type);
    expect(['failed', 'escalated', 'expired']).toContain(before.status);
  });
});

test('every fact that a decision accepts fits where it comes, so none is stated in vain', () => {
  holds((before, log, decision) => {
    if (decision.kind !== 'accepted') return;
    let task = before;
    for (const event of log.events.slice(-decision.drafts.length)) {
      const next = evolve(task, event);
      expect({ ...next, version: 0 }).not.toEqual({ ...task, version: 0 });
      task = next;
    }
  });
});

test('no open task is ever stuck: the work it waits for was called for, or a timer runs, or a person is asked', () => {
  holds(
    () => undefined,
    ({ events }) => {
      let task = initialTask(tenant, id);
      let called = new Set<string>();
      const timers = new Set<string>();
      for (const event of events) {
        const before = task;
        task = evolve(task, event);
        if (dueWork(before) !== dueWork(task)) called = new Set();
        for (const call of callsFor(event, task, defaultDeadlines)) {
          if (call.kind === 'work') called.add(call.work);
          if (call.kind === 'timer') timers.add(call.name);
          if (call.kind === 'cancel') timers.delete(call.name);
        }
        expectSetGoing(task, called, timers);
      }
    },
  );
});

function expectSetGoing(
  task: Task,
  called: ReadonlySet<string>,
  timers: ReadonlySet<string>,
): void {
  const due = dueWork(task);
  expect(due === 'nothing').toBe(!isOpen(task.status));
  if (due === 'nothing' || task.status === 'paused') {
    expect([...timers]).toEqual([]);
  } else if (due === 'person') {
    expect(timers).toContain('approval_expiry');
  } else if (due === 'timer') {
    expect(timers).toContain('ci_poll');
    expect(timers).toContain('ci_deadline');
  } else {
    expect(called.has(due) || timers.size > 0, `${task.status} waits for ${due}`).toBe(true);
  }
}

test('folding the whole history gives what grew, whatever was delivered twice', () => {
  holds(
    () => undefined,
    (log, all) => {
      const twice = log.events.flatMap((event, index) =>
        all[index % all.length]?.twice ? [event, event] : [event],
      );
      expect(fold(tenant, id, twice)).toEqual(current(log));
      expect(current(log).version).toBe(log.events.length);
    },
  );
});

test('views that are built again are those that grew, to the byte', () => {
  holds(
    () => undefined,
    ({ events }) => {
      const grown = new Map<string, string>();
      const rebuilt = new Map<string, string>();
      for (const event of events) {
        project(event, grown);
        project(event, grown);
      }
      for (const event of events) project(event, rebuilt);
      expect([...rebuilt]).toEqual([...grown]);
      for (const [key, text] of rebuilt) expect(canonicalJson(JSON.parse(text)), key).toBe(text);
    },
  );
});

test('no history, however wrong, makes folding, calling or projecting fail', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...Object.values(facts)), { maxLength: 40 }), (drafts) => {
      const rows = new Map<string, string>();
      let task = initialTask(tenant, id);
      for (const event of written(drafts)) {
        task = evolve(task, event);
        callsFor(event, task, defaultDeadlines);
        project(event, rows);
      }
      expect(task.version).toBe(drafts.length);
      expect(JSON.parse(rows.get(`task.${id}`) ?? '{"version":0}')).toMatchObject({
        version: drafts.length,
      });
    }),
    { numRuns: 200 },
  );
});

function project(event: StoredEvent, rows: Map<string, string>): void {
  const read = (key: string): unknown => {
    const text = rows.get(key);
    return text === undefined ? undefined : JSON.parse(text);
  };
  for (const { key, row } of viewRows(event, read)) {
    if (row === null) rows.delete(key);
    else rows.set(key, canonicalJson(row));
  }
}

test('these histories reach every status and most facts, so the properties above say something', () => {
  const reached = new Set<string>();
  const stated = new Set<string>();
  fc.assert(
    fc.property(happenings, (all) => {
      const log = play(all, (_before, after) => reached.add(current(after).status));
      for (const event of log.events) stated.add(event.type);
    }),
    { numRuns: 150, seed: 1 },
  );
  expect([...reached].sort()).toEqual([...statuses].sort());
  expect(stated.size).toBeGreaterThan(30);
});
