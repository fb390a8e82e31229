import type { StoredEvent, TaskDraft, TaskEvent } from '@patchwright/events';
import fc from 'fast-check';
import {
  type Command,
  type Decision,
  decide,
  evolve,
  initialTask,
  type Person,
  type Task,
  timerNames,
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
export interface Happening {
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
      return [
        state(facts.ticket_enriched, facts.discovery_completed),
        state(facts.task_failed),
        state(facts.question_asked),
      ];
    case 'awaiting_answer':
      return [
        { kind: 'revise', person: ines, feedback: 'in yen' },
        { kind: 'fire', timer: 'answer_expiry', version: task.version },
      ];
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
        state(facts.changes_pushed, facts.amendment_requested),
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

/** Histories: what may happen, one after the other. */
export const happenings: fc.Arbitrary<readonly Happening[]> = fc.array(
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
export interface Log {
  readonly events: readonly StoredEvent<TaskEvent>[];
  /** The task after each accepted append, the newest last. */
  readonly seen: readonly Task[];
}

const empty: Log = { events: [], seen: [initialTask(tenant, id)] };

/** The task as it is now. */
export function current(log: Log): Task {
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

/** Lets it all happen, and checks after each: the task before, the log after, what was decided. */
export function play(
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
