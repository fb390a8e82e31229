import type { StoredEvent, TaskEvent, TaskEventType } from '@patchwright/events';
import {
  fold,
  isEnded,
  isOwnBranch,
  originThread,
  partsInOrder,
  type Task,
} from '@patchwright/task';
import type { Effect, House } from './effects.ts';
import { approvalMessage } from './render/approval-message.ts';
import { partsComment } from './render/parts-comment.ts';
import { changesOf } from './render/plan-changes.ts';
import { PLAN_CHECK, planCheck } from './render/plan-check.ts';
import { planProgress } from './render/plan-progress.ts';
import { pullRequestSection } from './render/pull-request-section.ts';
import { stickyComment } from './render/sticky-comment.ts';
import { nameOf, oneLine } from './render/text.ts';
import { isForAll, threadMessage } from './render/thread-message.ts';
import { github, ticketComment, wiki } from './render/ticket-comment.ts';

/** Events after which the approval message looks different. */
const DECIDING: ReadonlySet<TaskEventType> = new Set([
  'approval_given',
  'plan_approved',
  'plan_rejected',
  'revision_requested',
  'approval_voided',
  'amendment_requested',
  'approval_expired',
  'task_cancelled',
  'task_failed',
  'task_escalated',
  'work_parked',
]);
/** What the plan in the thread shows by itself. */
const SHOWN_AS_PLAN: ReadonlySet<TaskEventType> = new Set([
  'execution_started',
  'test_proved_red',
  'test_proved_green',
]);
/** Events after which the plan in the thread looks different. */
const PROGRESSING: ReadonlySet<TaskEventType> = new Set([
  ...SHOWN_AS_PLAN,
  'execution_completed',
  'ci_failed',
  'ci_fix_pushed',
  'ci_passed',
  'task_completed',
  'task_failed',
  'task_escalated',
  'task_cancelled',
]);
/** What concerns whoever asked for the task, before all others. */
const ASKING: ReadonlySet<TaskEventType> = new Set([
  'question_asked',
  'question_reminded',
  'question_expired',
]);
/** Events after which the pull request's description looks different. */
const DESCRIBING: ReadonlySet<TaskEventType> = new Set([
  'plan_proposed',
  'part_proposed',
  'part_released',
  'part_recalled',
  'plan_approved',
  'approval_voided',
  'amendment_requested',
  'execution_completed',
  'task_completed',
  'task_failed',
  'task_escalated',
]);

/** Events after which the table of a task's pull requests looks different. */
const REARRANGING: ReadonlySet<TaskEventType> = new Set([
  'plan_proposed',
  'plan_approved',
  'approval_voided',
  'execution_started',
  'execution_completed',
  'part_started',
  'part_completed',
  'part_merged',
  'plan_rejected',
  'approval_expired',
  'task_completed',
  'task_failed',
  'task_escalated',
  'task_cancelled',
]);

/**
 * What people are to see because of an event: GitHub first, then the ticket, then Slack. What shows the task as a whole is rendered from
 * the task as it stands now, which may be later than the event; what tells of the event is not.
 */
export function decide(
  cause: StoredEvent<TaskEvent>,
  history: readonly StoredEvent<TaskEvent>[],
  now: Task,
  house: House,
): readonly Effect[] {
  const until = history.filter((event) => event.aggVersion <= cause.aggVersion);
  const then = fold(now.tenant, now.id, until);
  return [
    ...(house.github ? onGitHub(cause, then, now, house, history) : []),
    ...(house.github ? onEachPullRequest(cause, now, house) : []),
    ...(house.github ? inReviews(cause, until, then) : []),
    ...(house.checks ? onChecks(cause, then, now, house) : []),
    ...(house.github ? onceMerged(until, then, now) : []),
    ...onTicket(cause, now, house, history),
    ...(house.channel === undefined
      ? []
      : onSlack(cause, then, now, house.channel, house, history)),
  ];
}

/** The key of the message that asks for an approval of this version of the plan; the thread hangs on it. */
function approvalKey(task: Pick<Task, 'id'>, version: number): string {
  return `${task.id}/approval/${version}`;
}

function onGitHub(
  cause: StoredEvent<TaskEvent>,
  then: Task,
  now: Task,
  house: House,
  history: readonly StoredEvent<TaskEvent>[],
): readonly Effect[] {
  const { proposal } = then;
  if (proposal === undefined) return [];
  const { repository, number } = proposal.pullRequest;
  const changes = changesOf(history, now.proposal?.version ?? 1);
  const sticky: Effect = {
    to: 'sticky-comment',
    key: `${now.id}/sticky/${now.version}`,
    repository,
    number,
    marker: now.id,
    revision: now.version,
    body: stickyComment(now, house.dashboardUrl),
  };
  if (!DESCRIBING.has(cause.type)) return [sticky];
  const section: Effect = {
    to: 'pull-request',
    key: `${now.id}/description/${now.version}`,
    repository,
    number,
    body: pullRequestSection(now, house.dashboardUrl, changes),
  };
  return [section, sticky];
}

/** The pull requests of a task over several repositories name one another, and the order in which they are merged. */
function onEachPullRequest(
  cause: StoredEvent<TaskEvent>,
  now: Task,
  { dashboardUrl }: House,
): readonly Effect[] {
  const parts = partsInOrder(now);
  if (now.proposal === undefined || parts.length === 0 || !REARRANGING.has(cause.type)) return [];
  const body = partsComment(now, dashboardUrl);
  const pulls = [...parts.map(({ pullRequest }) => pullRequest), now.proposal.pullRequest];
  return pulls.map(({ repository, number }) => ({
    to: 'sticky-comment',
    key: `${now.id}/parts/${repository}#${number}/${now.version}`,
    repository,
    number,
    marker: `${now.id}/parts`,
    revision: now.version,
    body,
  }));
}

/** The check of the plan asks on the commit that holds it, and says there what was decided. */
function onChecks(
  cause: StoredEvent<TaskEvent>,
  then: Task,
  now: Task,
  { dashboardUrl }: House,
): readonly Effect[] {
  const { proposal, part } = then;
  // People decide about the whole, on its commit.
  if (proposal === undefined || part !== undefined) return [];
  if (cause.type !== 'plan_proposed' && !DECIDING.has(cause.type)) return [];
  const { version, head, digest, pullRequest } = proposal;
  return [
    {
      to: 'check-run',
      key: `${now.id}/check/${version}/at/${now.version}`,
      repository: pullRequest.repository,
      sha: head,
      name: PLAN_CHECK,
      about: `${now.id}/${digest}`,
      revision: now.version,
      page: dashboardUrl === undefined ? pullRequest.url : `${dashboardUrl}/tasks/${now.id}`,
      ...planCheck(now, version),
    },
  ];
}

/** Whoever asked for something on a line of a pull request is told there when it is planned, and when it is done. */
function inReviews(
  cause: StoredEvent<TaskEvent>,
  until: readonly StoredEvent<TaskEvent>[],
  { id, proposal }: Task,
): readonly Effect[] {
  if (proposal === undefined) return [];
  const isPlanned = cause.type === 'plan_proposed' && proposal.version > 1;
  if (!isPlanned && cause.type !== 'execution_completed') return [];
  const before = until.slice(0, -1).findLastIndex((event) => event.type === 'plan_proposed');
  const since = isPlanned ? until.slice(before + 1) : until;
  const wishes = since.flatMap((event) =>
    event.type === 'revision_requested' && event.data.via === 'github' ? [event.data.feedback] : [],
  );
  if (wishes.length === 0) return [];
  const { repository, number } = proposal.pullRequest;
  return [
    {
      to: 'review-replies',
      key: `${id}/${isPlanned ? `planned/${proposal.version}` : 'carried-out'}`,
      repository,
      number,
      wishes,
      body: isPlanned
        ? `Version ${proposal.version} of the plan takes this up; it waits for approval.`
        : `This is carried out, by version ${proposal.version} of the plan.`,
    },
  ];
}

/**
 * The branch of a task that has ended is deleted once its pull request is merged; before its end, work may still need it. It is only ever
 * a branch that we made, and the event after which both hold, so that a branch that somebody restores stays.
 */
function onceMerged(
  until: readonly StoredEvent<TaskEvent>[],
  then: Task,
  now: Task,
): readonly Effect[] {
  const { id, tenant, merged, proposal } = then;
  const isDue = (task: Task) => task.merged !== undefined && isEnded(task.status);
  if (merged === undefined || proposal === undefined || !isDue(then) || !isDue(now)) return [];
  if (!isOwnBranch(proposal.branch)) return [];
  if (isDue(fold(tenant, id, until.slice(0, -1)))) return [];
  const { repository, number } = proposal.pullRequest;
  const key = `${id}/merged-branch/${merged}`;
  return [{ to: 'merged-branch', key, repository, number, branch: proposal.branch }];
}

function onTicket(
  cause: StoredEvent<TaskEvent>,
  now: Task,
  house: House,
  history: readonly StoredEvent<TaskEvent>[],
): readonly Effect[] {
  const changes = cause.type === 'plan_proposed' ? changesOf(history, cause.data.version) : [];
  const { ticket } = now;
  if (now.part !== undefined) return linked(cause, now, house);
  const key = `${now.id}/ticket/${cause.aggVersion}`;
  if (ticket?.system === 'github') {
    const [, repository, number] = /^([\w.-]+\/[\w.-]+)#(\d+)$/.exec(ticket.key) ?? [];
    const body = ticketComment(cause, now, github, changes);
    if (!house.github || !repository || body === undefined) return [];
    return [{ to: 'issue-comment', key, repository, number: Number(number), body }];
  }
  if (ticket?.system !== 'jira' || !house.jira) return [];
  const effects: Effect[] = [];
  const body = ticketComment(cause, now, wiki, changes);
  if (body !== undefined) effects.push({ to: 'ticket-comment', key, ticket: ticket.key, body });
  if (cause.type === 'plan_proposed') {
    const { pullRequest } = cause.data;
    effects.push({
      to: 'ticket-link',
      key: `${now.id}/pull-request`,
      ticket: ticket.key,
      url: pullRequest.url,
      title: `${pullRequest.repository}#${pullRequest.number}`,
    });
  }
  if (cause.type === 'execution_started') {
    const move = { key: `${now.id}/in-progress`, ticket: ticket.key } as const;
    effects.push({ to: 'ticket-status', ...move, status: 'in_progress' });
  }
  return effects;
}

/** Of a part the ticket only learns where its pull request is: the whole tells the rest. */
function linked(
  cause: StoredEvent<TaskEvent>,
  { id, ticket }: Task,
  house: House,
): readonly Effect[] {
  if (cause.type !== 'part_proposed' || ticket?.system !== 'jira' || !house.jira) return [];
  const { pullRequest } = cause.data;
  return [
    {
      to: 'ticket-link',
      key: `${id}/pull-request`,
      ticket: ticket.key,
      url: pullRequest.url,
      title: `${pullRequest.repository}#${pullRequest.number}`,
    },
  ];
}

function onSlack(
  cause: StoredEvent<TaskEvent>,
  then: Task,
  now: Task,
  channel: string,
  { planBlocks }: Pick<House, 'planBlocks'>,
  history: readonly StoredEvent<TaskEvent>[],
): readonly Effect[] {
  // People follow the whole, whose thread names its parts.
  if (now.part !== undefined) return [];
  const { proposal } = then;
  const said = threadMessage(cause, now);
  const key = `${now.id}/slack/${cause.aggVersion}`;
  if (proposal === undefined) {
    // Without a plan there is no thread yet; only what calls for a person is worth a message of its own.
    if (said === undefined || !isForAll(cause.type)) return [];
    const text = `${said.text} (${slackTitle(now)})`;
    const asked = ASKING.has(cause.type) ? originThread(now) : undefined;
    // Whoever asked is asked back where they are.
    if (asked !== undefined) {
      return [{ to: 'slack-message', key, channel: asked.channel, threadTs: asked.ts, text }];
    }
    return [{ to: 'slack-message', key, channel, text }];
  }
  const root = approvalKey(now, proposal.version);
  const message = () =>
    approvalMessage(now, proposal.version, changesOf(history, proposal.version));
  if (cause.type === 'plan_proposed') {
    return [{ to: 'slack-message', key: root, channel, ...message() }];
  }
  const effects: Effect[] = [];
  if (DECIDING.has(cause.type)) {
    effects.push({
      to: 'slack-update',
      key: `${root}/at/${now.version}`,
      of: root,
      channel,
      ...message(),
    });
  }
  const isShown = planBlocks && SHOWN_AS_PLAN.has(cause.type);
  if (said !== undefined && !isShown) {
    effects.push({ to: 'slack-thread', key, of: root, channel, ...said });
  }
  const progress = planBlocks && PROGRESSING.has(cause.type) ? planProgress(now) : undefined;
  if (progress !== undefined && hasBegun(then)) {
    effects.push({
      to: 'slack-plan',
      key: `${now.id}/progress/${proposal.version}`,
      at: now.version,
      of: root,
      channel,
      ...progress,
    });
  }
  return effects;
}

/** Whether the plan that was proposed last is being carried out, or was. */
function hasBegun({ approval, proposal }: Task): boolean {
  return approval !== undefined && approval.digest === proposal?.digest;
}

function slackTitle(task: Task): string {
  return oneLine(`${nameOf(task)}: ${task.title}`)
    .slice(0, 200)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
