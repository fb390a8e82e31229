import type { TaskDraft, TaskEventType } from '@patchwright/events';
import { isEnded, standingOf, undecided } from './standing.ts';
import type { Status, Task } from './task.ts';

/** How a fact comes to be stated: by a request, a service at work, a person, a timer, a dead letter, or a task that it is a part of or has as a part. */
export type StatedBy = 'request' | 'work' | 'person' | 'timer' | 'letter' | 'kin';

/** One row of the transition table. */
export interface Transition {
  /** Where the task must stand. A paused task is judged by what it would return to, for facts of `work` and of a `letter`. */
  readonly from: readonly Status[];
  /** Where it then stands; `same`: where it stood; `restored`: where it was paused or parked; `stated`: as the event says. */
  readonly to: Status | 'same' | 'restored' | 'stated';
  readonly statedBy: StatedBy;
}

const working: readonly Status[] = [
  ...undecided,
  'approved',
  'executing',
  'ci_monitoring',
  'fixing_ci',
];
const open: readonly Status[] = [...working, 'paused'];
const ended: readonly Status[] = [
  'completed',
  'rejected',
  'expired',
  'failed',
  'escalated',
  'cancelled',
];
const unplanned: readonly Status[] = [
  'requested',
  'discovering',
  'awaiting_answer',
  'planning',
  'revising',
];
const planned: readonly Status[] = ['awaiting_approval', 'approved', 'executing'];
const afterPush: readonly Status[] = ['executing', 'ci_monitoring', 'fixing_ci'];

/** Every way in which a task may move. What is not here is refused, whoever asks. `evolve` and `decide` both read it. */
export const transitions: Readonly<Record<TaskEventType, Transition>> = {
  task_requested: row(['unknown'], 'requested', 'request'),
  trigger_joined: row(open, 'same', 'request'),
  // Before people were shown a plan the task begins anew; after that, what they decided is made void besides.
  ticket_edited: row([...unplanned, ...planned], 'stated', 'work'),

  discovery_started: row(['requested'], 'discovering', 'work'),
  ticket_enriched: row(unplanned, 'same', 'work'),
  discovery_completed: row(['discovering'], 'planning', 'work'),
  question_asked: row(['discovering'], 'awaiting_answer', 'work'),
  question_answered: row(['awaiting_answer'], 'requested', 'person'),
  question_reminded: row(['awaiting_answer'], 'same', 'timer'),
  question_expired: row(['awaiting_answer'], 'expired', 'timer'),

  planning_started: row(['planning', 'revising'], 'planning', 'work'),
  // From `awaiting_approval` too: a person edited PLAN.md, or the policy changed.
  plan_proposed: row(['planning', 'awaiting_approval'], 'awaiting_approval', 'work'),
  approval_given: row(['awaiting_approval'], 'same', 'person'),
  plan_approved: row(['awaiting_approval'], 'approved', 'person'),
  plan_rejected: row(['awaiting_approval'], 'rejected', 'person'),
  revision_requested: row(['awaiting_approval', 'approved'], 'revising', 'person'),
  approval_voided: row(['awaiting_approval', 'approved', 'executing'], 'awaiting_approval', 'work'),
  amendment_requested: row(['executing'], 'awaiting_approval', 'work'),
  approval_reminded: row(['awaiting_approval'], 'same', 'timer'),
  approval_expired: row(['awaiting_approval'], 'expired', 'timer'),

  part_proposed: row(['unknown', 'awaiting_approval'], 'awaiting_approval', 'kin'),
  part_released: row(['awaiting_approval'], 'approved', 'kin'),
  part_recalled: row(['approved', 'executing'], 'awaiting_approval', 'kin'),
  part_started: row([...open, ...ended], 'same', 'kin'),
  part_completed: row([...open, ...ended], 'same', 'kin'),
  part_merged: row([...open, ...ended], 'same', 'kin'),

  // From `executing` too: a resumed or redriven execution is another run, which begins anew.
  execution_started: row(['approved', 'executing'], 'executing', 'work'),
  baseline_recorded: row(['executing'], 'same', 'work'),
  test_proved_red: row(['executing'], 'same', 'work'),
  test_not_reproduced: row(['executing'], 'same', 'work'),
  test_proved_green: row(['executing'], 'same', 'work'),
  step_completed: row(['executing'], 'same', 'work'),
  step_failed: row(['executing'], 'same', 'work'),
  commit_recorded: row(afterPush, 'same', 'work'),
  verification_passed: row(afterPush, 'same', 'work'),
  changes_pushed: row(afterPush, 'same', 'work'),
  foreign_push_recorded: row(working, 'same', 'work'),
  // People may merge whenever they like, and mostly do so at the end.
  pull_request_merged: row([...open, ...ended], 'same', 'work'),
  execution_completed: row(['executing'], 'ci_monitoring', 'work'),

  ci_reported: row(afterPush, 'same', 'work'),
  ci_failed: row(['ci_monitoring'], 'fixing_ci', 'work'),
  ci_fix_pushed: row(['fixing_ci'], 'ci_monitoring', 'work'),
  ci_passed: row(['ci_monitoring'], 'same', 'work'),
  pull_request_readied: row(['ci_monitoring'], 'same', 'work'),

  task_completed: row(['ci_monitoring'], 'completed', 'work'),
  task_failed: row(working, 'failed', 'work'),
  task_escalated: row(working, 'escalated', 'work'),
  task_cancelled: row(open, 'cancelled', 'person'),
  task_paused: row(working, 'paused', 'person'),
  task_resumed: row(['paused'], 'restored', 'person'),
  task_retried: row(['failed', 'escalated', 'expired'], 'stated', 'person'),
  priority_changed: row(open, 'same', 'person'),
  work_parked: row(working, 'escalated', 'letter'),
  work_redriven: row(['escalated'], 'restored', 'person'),
  run_finished: row([...open, ...ended], 'same', 'work'),
};

/** Where a task stands, and where a pause or a parked piece of work would return it to. */
export type Place = Pick<Task, 'status' | 'pausedFrom' | 'parkedFrom'>;

/** Where a fact would lead a task by the table, or `undefined` when it does not fit where the task stands. Never throws. */
export function landing(place: Place, fact: TaskDraft): Place | undefined {
  const transition: Transition | undefined = transitions[fact.type];
  if (transition === undefined) return undefined;
  const follows =
    place.status === 'paused' &&
    ['work', 'letter', 'kin'].includes(transition.statedBy) &&
    !transition.from.includes('paused');
  const stands = follows ? standingOf(place) : place.status;
  if (!transition.from.includes(stands)) return undefined;
  switch (transition.to) {
    case 'same':
      return samePlace(place);
    case 'restored':
      return restored(fact.type === 'task_resumed' ? place.pausedFrom : place.parkedFrom);
    case 'stated':
      if (fact.type === 'task_retried') return { status: fact.data.to };
      return fact.type === 'ticket_edited' ? edited(place, stands, fact.data.again) : undefined;
    case 'paused':
      return { status: 'paused', pausedFrom: stands };
    default:
      if (follows && !isEnded(transition.to)) {
        return { status: 'paused', pausedFrom: transition.to };
      }
      return fact.type === 'work_parked'
        ? { status: transition.to, parkedFrom: stands }
        : { status: transition.to };
  }
}

function row(from: readonly Status[], to: Transition['to'], statedBy: StatedBy): Transition {
  return { from, to, statedBy };
}

function restored(status: Status | undefined): Place | undefined {
  return status === undefined ? undefined : { status };
}

function edited(place: Place, stands: Status, again: boolean): Place | undefined {
  if (again !== unplanned.includes(stands)) return undefined;
  if (!again) return samePlace(place);
  return place.status === 'paused'
    ? { status: 'paused', pausedFrom: 'requested' }
    : { status: 'requested' };
}

function samePlace({ status, pausedFrom, parkedFrom }: Place): Place {
  return {
    status,
    ...(pausedFrom === undefined ? {} : { pausedFrom }),
    ...(parkedFrom === undefined ? {} : { parkedFrom }),
  };
}
