import type { Lane, Priority, TaskEvent, VoidCause } from '@patchwright/events';
import type { Call, Deadlines } from './call.ts';
import type { TimerName } from './command.ts';
import { dueWork, workKindOf } from './due-work.ts';
import { followCalls } from './parts/follow-calls.ts';
import { mergesAwaited, waitsForParts } from './parts/parts-of.ts';
import { isEnded } from './standing.ts';
import type { Task } from './task.ts';

const approvalTimers: readonly TimerName[] = ['approval_reminder', 'approval_expiry'];
const answerTimers: readonly TimerName[] = ['answer_reminder', 'answer_expiry'];
const ciTimers: readonly TimerName[] = ['ci_deadline', 'ci_poll'];
/** What makes an approval void that whoever writes plans has to look at. */
const asksForPlan: ReadonlySet<VoidCause> = new Set([
  'plan_edited',
  'foreign_commit',
  'policy_changed',
]);
const allTimers: readonly TimerName[] = [
  ...approvalTimers,
  ...answerTimers,
  'execution_deadline',
  ...ciTimers,
];

/** The lane of a priority: critical p0, high p1, normal p2, low p3. */
export function laneOf(priority: Priority): Lane {
  switch (priority) {
    case 'critical':
      return 'p0';
    case 'high':
      return 'p1';
    case 'normal':
      return 'p2';
    case 'low':
      return 'p3';
  }
}

/**
 * What an event calls for. `task` is the fold that includes the event; an event that did not fit it, or that a paused task took,
 * calls for nothing. Pure and total; carrying the calls out twice is harmless.
 */
export function callsFor(event: TaskEvent, task: Task, deadlines: Deadlines): readonly Call[] {
  if (task.status === 'paused' && event.type !== 'task_paused') return [];
  return [...ownCalls(event, task, deadlines), ...followCalls(event, task)];
}

function ownCalls(event: TaskEvent, task: Task, deadlines: Deadlines): readonly Call[] {
  const notify = work('notify', task);
  if (task.status === 'paused') {
    return [notify, ...cancelAll(task)];
  }
  switch (event.type) {
    case 'task_requested':
    case 'discovery_completed':
      return dueCalls(task, deadlines);
    case 'revision_requested':
      return [
        ...dueCalls(task, deadlines),
        notify,
        ...cancel(approvalTimers),
        cancelled('execution_deadline'),
      ];
    case 'ticket_edited':
      // Where the search has not begun, the work that waits for it reads the new words.
      return task.since.version === event.aggVersion ? [...dueCalls(task, deadlines), notify] : [];
    case 'question_asked':
      return [notify, ...dueCalls(task, deadlines)];
    case 'question_answered':
      return [...dueCalls(task, deadlines), notify, ...cancel(answerTimers)];
    case 'plan_proposed':
      return [notify, ...dueCalls(task, deadlines)];
    case 'approval_voided':
      return [
        notify,
        ...dueCalls(task, deadlines),
        cancelled('execution_deadline'),
        ...(task.part === undefined &&
        task.foreignPush === undefined &&
        asksForPlan.has(event.data.cause)
          ? [work('plan', task)]
          : []),
      ];
    case 'amendment_requested':
      return [notify, ...dueCalls(task, deadlines), cancelled('execution_deadline')];
    case 'foreign_push_recorded':
      return task.status === 'awaiting_approval' && task.part === undefined
        ? [work('plan', task)]
        : [];
    case 'part_proposed':
    case 'pull_request_merged':
      return [notify];
    case 'part_released':
      return [...dueCalls(task, deadlines), notify];
    case 'part_recalled':
      return [notify, cancelled('execution_deadline')];
    case 'part_completed':
    case 'part_merged':
      // With the last one the whole's own execution is due.
      return task.status === 'approved' ? [...dueCalls(task, deadlines), notify] : [notify];
    case 'plan_approved':
      return [...dueCalls(task, deadlines), notify, ...cancel(approvalTimers)];
    case 'execution_started':
      return [notify, timer('execution_deadline', executionMs(task, deadlines))];
    case 'execution_completed':
      return [...dueCalls(task, deadlines), notify, cancelled('execution_deadline')];
    case 'ci_reported':
      return task.status === 'ci_monitoring' && event.data.sha === task.head
        ? [work('ci', task)]
        : [];
    case 'ci_failed':
      return [work('ci', task), notify, cancelled('ci_poll')];
    case 'ci_fix_pushed':
      return [work('ci', task), notify, timer('ci_poll', deadlines.ciPollMs)];
    case 'ci_passed':
      // The deadline stays until the task is completed: it is the net under the step in between.
      return [notify, cancelled('ci_poll')];
    case 'task_retried':
    case 'task_resumed':
    case 'work_redriven':
      return [...dueCalls(task, deadlines), notify];
    case 'task_completed':
    case 'task_failed':
    case 'task_escalated':
    case 'task_cancelled':
    case 'plan_rejected':
    case 'approval_expired':
    case 'question_expired':
    case 'work_parked':
      return isEnded(task.status) ? [notify, ...cancelAll(task)] : [];
    case 'priority_changed':
      return [{ kind: 'move', lane: laneOf(task.priority) }];
    case 'trigger_joined':
    case 'part_started':
    case 'approval_given':
    case 'approval_reminded':
    case 'question_reminded':
    case 'test_proved_red':
    case 'test_proved_green':
      return [notify];
    case 'discovery_started':
    case 'ticket_enriched':
    case 'planning_started':
    case 'baseline_recorded':
    case 'test_not_reproduced':
    case 'step_completed':
    case 'step_failed':
    case 'commit_recorded':
    case 'verification_passed':
    case 'changes_pushed':
    case 'pull_request_readied':
    case 'task_paused':
    case 'run_finished':
      return [];
  }
}

/** What sets a task going from where it stands: its due work, and the timers of its phase, from the start of their spans. */
export function dueCalls(task: Task, deadlines: Deadlines): readonly Call[] {
  switch (task.status) {
    case 'awaiting_approval':
      // A part waits with the whole, whose deadlines are its own.
      if (task.part !== undefined) return [];
      return [
        timer('approval_reminder', Math.floor(deadlines.approvalMs / 2)),
        timer('approval_expiry', deadlines.approvalMs),
        // Somebody may have edited the plan: whoever writes plans looks at it.
        ...(task.foreignPush === undefined ? [] : [work('plan', task)]),
      ];
    case 'awaiting_answer':
      return [
        timer('answer_reminder', Math.floor(deadlines.approvalMs / 2)),
        timer('answer_expiry', deadlines.approvalMs),
      ];
    case 'approved':
    case 'executing':
      if (waitsForParts(task)) {
        // The net under the webhook by which a merge is told.
        const awaits = mergesAwaited(task).length > 0;
        return awaits ? [timer('merge_poll', deadlines.mergePollMs)] : [];
      }
      return [work('execute', task), timer('execution_deadline', executionMs(task, deadlines))];
    case 'ci_monitoring':
      return [
        work('ci', task),
        timer('ci_deadline', deadlines.ciMs),
        timer('ci_poll', deadlines.ciPollMs),
      ];
    case 'fixing_ci':
      return [work('ci', task), timer('ci_deadline', deadlines.ciMs)];
    default: {
      const due = workKindOf(dueWork(task));
      return due === undefined ? [] : [work(due, task)];
    }
  }
}

/** The shorter of what was approved and what the mesh allows. */
function executionMs({ proposal }: Task, deadlines: Deadlines): number {
  const approved = proposal === undefined ? Infinity : proposal.terms.limits.minutes * 60_000;
  return Math.min(deadlines.executionMs, approved);
}

function work(kind: Extract<Call, { kind: 'work' }>['work'], task: Task): Call {
  return { kind: 'work', work: kind, lane: laneOf(task.priority) };
}

function timer(name: TimerName, afterMs: number): Call {
  return { kind: 'timer', name, afterMs };
}

function cancelled(name: TimerName): Call {
  return { kind: 'cancel', name };
}

/** Only what has parts ever has the timer that polls their merges. */
function cancelAll({ parts }: Task): readonly Call[] {
  return cancel(parts === undefined ? allTimers : [...allTimers, 'merge_poll']);
}

function cancel(names: readonly TimerName[]): readonly Call[] {
  return names.map(cancelled);
}
