import type { PlanPart, TaskDraft } from '@patchwright/events';
import type { Decision } from '../command.ts';
import { foreseen } from '../foreseen.ts';
import { refuse } from '../refusal.ts';
import { retryTarget } from '../retry-target.ts';
import { isEnded, isOpen, standingOf, statusWords, undecided } from '../standing.ts';
import type { Status, Task } from '../task.ts';
import { landing } from '../transitions.ts';
import { isDone, type PartRecord } from './parts-of.ts';

/**
 * The facts that a task lacks, given the task that it is a part of, or one of its parts, as that stands. Asked when nothing is lacking
 * it refuses with `nothing_to_do`; so it may be asked as often as one likes, and a crash between two histories mends itself.
 * `again`: the whole was retried, and so is what ended without success. Pure.
 */
export function decideFollow(task: Task, other: Task, again: boolean): Decision {
  const drafts =
    partOf(other) === task.id ? learntFrom(other, task) : takenFrom(other, task, again);
  const fitting: TaskDraft[] = [];
  let current = task;
  for (const draft of drafts) {
    if (landing(current, draft) === undefined) continue;
    fitting.push(draft);
    current = foreseen(current, draft);
  }
  return fitting.length === 0
    ? refuse('nothing_to_do', `${task.id} is in step with ${other.id}.`)
    : { kind: 'accepted', drafts: fitting };
}

function partOf({ part }: Task): string | undefined {
  return part?.whole;
}

/** What a part lacks, given the whole. */
function takenFrom(whole: Task, part: Task, again: boolean): readonly TaskDraft[] {
  if (part.status !== 'unknown' && partOf(part) !== whole.id) return [];
  const listed = whole.proposal?.parts?.find(({ task }) => task === part.id);
  if (part.status === 'unknown') {
    if (listed === undefined || isEnded(whole.status)) return [];
    return [proposedWith(whole, listed), ...releasedBy(whole, listed.digest, listed)];
  }
  if (!isOpen(part.status)) return again && listed !== undefined ? retried(whole, part) : [];
  if (whole.status === 'rejected' || whole.status === 'cancelled') {
    return cancelled(whole, `${whole.id} was ${whole.status}`);
  }
  if (listed === undefined) {
    const isDropped = (whole.proposal?.version ?? 0) >= (part.proposal?.version ?? 0);
    return isDropped ? cancelled(whole, `the plan of ${whole.id} does without it now`) : [];
  }
  if (whole.status === 'paused') {
    return part.status === 'paused' ? [] : [{ type: 'task_paused', data: from(whole) }];
  }
  const resumed: readonly TaskDraft[] =
    part.status === 'paused' ? [{ type: 'task_resumed', data: from(whole) }] : [];
  const urgent: readonly TaskDraft[] =
    part.priority === whole.priority
      ? []
      : [{ type: 'priority_changed', data: { ...from(whole), priority: whole.priority } }];
  return [...resumed, ...urgent, ...decided(whole, part, listed)];
}

/** What follows for a part from what was, or was not, decided about the whole. */
function decided(whole: Task, part: Task, listed: PlanPart): readonly TaskDraft[] {
  const stands = standingOf(part);
  const isReleased = stands === 'approved' || stands === 'executing';
  if (undecided.includes(whole.status) && isReleased) {
    const reason = `${whole.id} is ${statusWords[whole.status]}`;
    return [{ type: 'part_recalled', data: { reason, digest: part.proposal?.digest ?? '' } }];
  }
  if (stands !== 'awaiting_approval') return [];
  const isNewer = (whole.proposal?.version ?? 0) > (part.proposal?.version ?? 0);
  const proposed = isNewer ? [proposedWith(whole, listed)] : [];
  const released = releasedBy(whole, isNewer ? listed.digest : part.proposal?.digest, listed);
  return [...proposed, ...released];
}

/** The release, where the whole is approved by the digest of a proposal that lists exactly what the part would run. */
function releasedBy(
  whole: Task,
  digest: string | undefined,
  listed: PlanPart,
): readonly TaskDraft[] {
  const { approval, proposal } = whole;
  const isApproved =
    whole.status === 'approved' &&
    approval !== undefined &&
    approval.digest === proposal?.digest &&
    digest === listed.digest;
  if (!isApproved || !listed.after.every((task) => isFinished(whole, task))) return [];
  const approvers = approval.approvers.map(({ by, via, at }) => ({ by, via: viaOf(via), at }));
  const { expiresAt } = approval;
  const data = { whole: whole.id, digest, approved: approval.digest, approvers, expiresAt };
  return [{ type: 'part_released', data }];
}

function isFinished(whole: Task, task: string): boolean {
  const record = recordOf(whole, task);
  return record !== undefined && isDone(record);
}

function recordOf({ parts }: Task, task: string): PartRecord | undefined {
  return parts?.find((record) => record.task === task);
}

function proposedWith(whole: Task, listed: PlanPart): TaskDraft {
  const { task: _task, ...part } = listed;
  const { title, description, requester, priority, labels, ticket, sentry, proposal } = whole;
  return {
    type: 'part_proposed',
    data: {
      ...{ whole: whole.id, title, description, requester, priority },
      labels: [...labels],
      ...(ticket === undefined ? {} : { ticket }),
      ...(sentry === undefined ? {} : { sentry }),
      version: proposal?.version ?? 1,
      ...part,
      wholePullRequest: proposal?.pullRequest ?? part.pullRequest,
    },
  };
}

/** The retry of a part, and at once what that lacks of what the whole decided meanwhile. */
function retried(whole: Task, part: Task): readonly TaskDraft[] {
  const to = retryTarget(part);
  if (to === undefined) return [];
  const draft: TaskDraft = { type: 'task_retried', data: { ...from(whole), to } };
  return [draft, ...takenFrom(whole, foreseen(part, draft), false)];
}

function cancelled(whole: Task, reason: string): readonly TaskDraft[] {
  const { closedBy } = whole;
  const decision =
    closedBy === undefined ? from(whole) : { by: closedBy.by, via: viaOf(closedBy.via) };
  return [{ type: 'task_cancelled', data: { ...decision, reason } }];
}

/** What the whole lacks, given one of its parts. */
function learntFrom(part: Task, whole: Task): readonly TaskDraft[] {
  const record = recordOf(whole, part.id);
  if (record === undefined) return [];
  const { pullRequest, state } = record;
  const stands = standingOf(part);
  const started: readonly TaskDraft[] =
    state === 'waiting' && isUnderWay(stands)
      ? [{ type: 'part_started', data: { part: part.id } }]
      : [];
  if (stands === 'completed') {
    const { head = '', usage, result } = part;
    const change = result && {
      files: result.filesModified.length,
      linesAdded: result.linesAdded,
      linesRemoved: result.linesRemoved,
    };
    const data = { part: part.id, head, pullRequest, usage, ...(change && { change }) };
    const completed: readonly TaskDraft[] =
      state === 'completed' ? [] : [{ type: 'part_completed', data }];
    const { merged: sha } = part;
    const merged: readonly TaskDraft[] =
      sha === undefined || record.merged === sha
        ? []
        : [{ type: 'part_merged', data: { part: part.id, sha } }];
    return [...completed, ...merged];
  }
  if (state === 'dropped') return [];
  if (isEnded(stands)) return escalated(whole, part);
  return [...started, ...voided(whole, part)];
}

function isUnderWay(status: Status): boolean {
  return ['approved', 'executing', 'ci_monitoring', 'fixing_ci', 'completed'].includes(status);
}

function escalated(whole: Task, part: Task): readonly TaskDraft[] {
  if (isEnded(whole.status)) return [];
  const why = part.reason === undefined ? '' : `: ${part.reason}`;
  const reason = `the part ${part.id} in ${part.repository ?? 'its repository'} is ${statusWords[part.status]}${why}`;
  const diagnosis = part.diagnosis ?? `Look at ${part.id}, then retry ${whole.id}.`;
  return [{ type: 'task_escalated', data: { reason, diagnosis } }];
}

/** What people decided about the whole rests on a part whose branch or plan is another now. */
function voided(whole: Task, part: Task): readonly TaskDraft[] {
  const { voided: trouble, foreignPush: push } = part;
  const isDecided = whole.status === 'approved' || whole.votes.length > 0;
  if (part.status !== 'awaiting_approval' || !isDecided) return [];
  const digest = whole.proposal?.digest ?? '';
  const about = (reason: string): string => `in the part ${part.id}, ${reason}`;
  if (trouble !== undefined) {
    const { cause, reason } = trouble;
    return [{ type: 'approval_voided', data: { cause, reason: about(reason), digest } }];
  }
  if (push === undefined) return [];
  const reason = about(`${push.by} pushed ${push.sha.slice(0, 12)}`);
  return [{ type: 'approval_voided', data: { cause: 'foreign_commit', reason, digest } }];
}

function from(whole: Task) {
  return { by: `task:${whole.id}`, via: 'policy' } as const;
}

type Via = Extract<TaskDraft, { type: 'task_cancelled' }>['data']['via'];

function viaOf(via: string): Via {
  return via as Via;
}
