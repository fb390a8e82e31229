import {
  approvalDigest,
  type PlanPart,
  type StoredEvent,
  type TaskDraft,
  type TaskEvent,
} from '@patchwright/events';
import {
  type Call,
  type Command,
  callsFor,
  type Decision,
  decide,
  defaultDeadlines,
  evolve,
  initialTask,
  type Task,
} from '../src/index.ts';
import {
  facts,
  headAt,
  id,
  partOf,
  plan,
  policy,
  proposed,
  tenant,
  terms,
  written,
} from './story.ts';

/** The parts of the story's plan: money first, then the tax that rests on it. The whole rests on both. */
export const money = 'shop-42__money';
export const tax = 'shop-42__tax';
export const parts: readonly PlanPart[] = [
  partOf('acme/money', money),
  partOf('acme/tax', tax, [money]),
];

/** The fact that a plan with parts is proposed. */
export function proposedWith(
  listed: readonly PlanPart[] = parts,
  version = 1,
  startAfter?: 'merged',
): Extract<TaskDraft, { type: 'plan_proposed' }> {
  const { data } = proposed(version) as Extract<TaskDraft, { type: 'plan_proposed' }>;
  const whole = { ...data, parts: [...listed], plan: plan(), terms: terms() };
  const proposal = { ...whole, digest: approvalDigest(whole), ...(startAfter && { startAfter }) };
  return { type: 'plan_proposed', data: proposal };
}

type Follow = Extract<Call, { kind: 'follow' }> & {
  readonly of: string;
  readonly because: string;
};

/** A whole and its parts, each with a history of its own, and the looks that are still to be taken. */
export interface Family {
  readonly task: (id: string) => Task;
  readonly events: readonly StoredEvent<TaskEvent>[];
  /** Carries out a command about one of them. */
  say(about: string, command: Command): Decision;
  state(about: string, ...drafts: readonly TaskDraft[]): Decision;
  /** Takes the n-th look that is due; `keep` lets it be due once more, as after a crash. `false` when none is. */
  look(nth?: number, keep?: boolean): boolean;
  /** Takes every look that is due. */
  settle(): void;
}

/** A family whose whole has just been discovered. */
export function openFamily(): Family {
  const tasks = new Map<string, Task>();
  const events: StoredEvent<TaskEvent>[] = [];
  const due: Follow[] = [];
  const task = (about: string): Task => tasks.get(about) ?? initialTask(tenant, about);

  function append(about: string, drafts: readonly TaskDraft[], because?: string): void {
    for (const [event] of drafts.map((draft) => written([draft], headAt(task(about))))) {
      if (event === undefined) continue;
      const before = task(about);
      const own = {
        ...event,
        aggregate: { ...event.aggregate, id: about },
        aggVersion: before.version + 1,
        id: `${about}/${before.version + 1}`,
        seq: events.length + 1,
        ...(because === undefined ? {} : { causationId: because, actor: 'system:scheduler' }),
      } as StoredEvent<TaskEvent>;
      const after = evolve(before, own);
      tasks.set(about, after);
      events.push(own);
      for (const call of callsFor(own, after, defaultDeadlines)) {
        if (call.kind === 'follow') due.push({ ...call, of: about, because: own.id });
      }
    }
  }

  function say(about: string, command: Command, because?: string): Decision {
    const decision = decide(command, task(about));
    if (decision.kind === 'accepted') append(about, decision.drafts, because);
    return decision;
  }

  function look(nth = 0, keep = false): boolean {
    const at = due.length === 0 ? 0 : nth % due.length;
    const call = due[at];
    if (call === undefined) return false;
    if (!keep) due.splice(at, 1);
    const { again, because } = call;
    // As on the log: the same cause states nothing twice about one task.
    const isStated = events.some(
      ({ aggregate, causationId }) => aggregate.id === call.task && causationId === because,
    );
    if (isStated) return true;
    say(call.task, { kind: 'follow', other: task(call.of), again }, because);
    return true;
  }

  append(id, [facts.task_requested, facts.discovery_started, facts.discovery_completed]);
  return {
    task,
    events,
    say,
    state: (about, ...drafts) => say(about, { kind: 'state', drafts }),
    look,
    settle() {
      for (let taken = 0; look(); taken += 1) {
        if (taken > 500) throw new Error('whole and parts never come to rest');
      }
    },
  };
}

/** What a service would state next about a task of the family, as far as it goes on by itself. */
export function goesOn(family: Family, about: string): void {
  const { status, proposal, approval, ci } = family.task(about);
  const own = { sha: family.task(about).head ?? '', rounds: 1, checks: [] };
  switch (status) {
    case 'approved':
      family.state(about, {
        type: 'execution_started',
        data: { digest: approval?.digest ?? '', base: 'main' },
      });
      break;
    case 'executing':
      family.state(about, facts.changes_pushed, facts.execution_completed);
      break;
    case 'ci_monitoring':
      if (ci.state !== 'passed') family.state(about, { type: 'ci_passed', data: own });
      else if (proposal !== undefined) family.state(about, facts.task_completed);
      break;
    default:
  }
}

/** Everybody who approves, as often as they are needed. */
export function approveAll(
  family: Family,
  people: readonly Parameters<typeof approveBy>[1][],
): void {
  for (const person of people) approveBy(family, person);
}

function approveBy(
  family: Family,
  person: Extract<Command, { kind: 'approve' }>['person'],
): Decision {
  return family.say(id, { kind: 'approve', person, policy });
}
