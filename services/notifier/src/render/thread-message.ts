import type { TaskEvent } from '@patchwright/events';
import { overAll, type Task } from '@patchwright/task';
import { plain, slackCode, slackLink, slackTime, slackWho } from './mrkdwn.ts';
import { amount, money, nameOf } from './text.ts';

/** A short message about one event; `broadcast` when the whole channel is to see it. */
export interface ThreadMessage {
  readonly text: string;
  readonly broadcast: boolean;
}

/** What is said in the task's thread about an event; `undefined` when the approval message says it already. */
export function threadMessage(event: TaskEvent, task: Task): ThreadMessage | undefined {
  const text = textOf(event, task);
  return text === undefined ? undefined : { text, broadcast: isForAll(event.type) };
}

/** Whether an event is worth everybody's attention: the end of a task, or its need of a person. */
export function isForAll(type: TaskEvent['type']): boolean {
  switch (type) {
    case 'task_completed':
    case 'task_failed':
    case 'task_escalated':
    case 'work_parked':
    case 'approval_reminded':
    case 'amendment_requested':
    case 'question_asked':
    case 'question_reminded':
    case 'question_expired':
      return true;
    default:
      return false;
  }
}

/** Where the diagnosis stands, which is too long for a thread. */
function whereToRead({ proposal, diagnosis }: Task): string {
  if (proposal === undefined || !diagnosis) return '';
  const { number, url } = proposal.pullRequest;
  return ` (the diagnosis is on ${slackLink(`pull request ${number}`, url)})`;
}

function textOf(event: TaskEvent, task: Task): string | undefined {
  switch (event.type) {
    case 'trigger_joined':
      return `${slackWho(event.data.by)} asked for this once more by ${plain(event.data.kind)} ${plain(event.data.ref)}; it is the same task.`;
    case 'ticket_edited':
      return event.data.again
        ? `${slackWho(event.data.by)} edited ${plain(event.data.what)} of the ticket, so this is looked at anew, by the new words.`
        : undefined;
    case 'revision_requested':
      return `${slackWho(event.data.by)} requested changes: ${plain(event.data.feedback, 1500)}`;
    case 'approval_voided':
      return `:warning: The approval is void: ${plain(event.data.reason, 500)}. Please decide again.`;
    case 'amendment_requested': {
      const { step, paths, reason } = event.data;
      const files = paths.map((path) => slackCode(path)).join(', ');
      return `:raised_hand: Step ${step} needs ${amount(paths.length, 'file')} that the plan does not name: ${files}. ${plain(reason, 500)} Please decide again.`;
    }
    case 'approval_reminded':
      return `:hourglass: ${plain(nameOf(task))} has waited for a decision since ${slackTime(event.data.waitingSince)}.`;
    case 'part_started':
      return `:hammer_and_wrench: The part ${slackCode(event.data.part)} began.`;
    case 'part_completed': {
      const { repository, number, url } = event.data.pullRequest;
      return `:white_check_mark: The part ${slackCode(event.data.part)} is green: ${slackLink(`${repository}#${number}`, url)}.${awaitsMerge(task, event.data.part) ? ' Please merge it: what rests on it begins then.' : ''}`;
    }
    case 'part_merged':
      return `:white_check_mark: The part ${slackCode(event.data.part)} is merged.`;
    case 'question_asked':
      return `:question: ${plain(nameOf(task))} needs an answer of ${slackWho(task.requester)}: ${plain(event.data.question, 1000)} Answer here, beginning with my name, or say ${slackCode(`/agent revise ${task.id} <answer>`)}.`;
    case 'question_answered':
      return `${slackWho(event.data.by)} answered: ${plain(event.data.answer, 1000)}`;
    case 'question_reminded':
      return `:hourglass: ${plain(nameOf(task))} has waited for an answer since ${slackTime(event.data.waitingSince)}: ${plain(task.question?.text ?? '', 1000)}`;
    case 'question_expired':
      return `:x: ${plain(nameOf(task))} has ended, since nobody answered its question in time. Retry it to be asked again.`;
    case 'execution_started':
      return ':hammer_and_wrench: Execution began.';
    case 'test_proved_red':
      return `:red_circle: RED: ${slackCode(event.data.test)} fails as it should (${slackCode(event.data.file)}).`;
    case 'test_proved_green':
      return `:large_green_circle: GREEN: ${slackCode(event.data.test)} passes${suite(event.data.suite.counts)}.`;
    case 'execution_completed': {
      const { filesModified, linesAdded, linesRemoved, testsPassed, testsTotal } =
        event.data.result;
      return `:package: The change is pushed: ${amount(filesModified.length, 'file')}, +${linesAdded} -${linesRemoved}, ${testsPassed} of ${testsTotal} tests pass. The checks run now.`;
    }
    case 'ci_failed': {
      const failures = event.data.failures
        .slice(0, 5)
        .map(({ name, category, url }) => `${slackLink(name, url)} (${plain(category)})`);
      return `:x: Checks failed in round ${event.data.round}: ${failures.join(', ')}`;
    }
    case 'ci_fix_pushed': {
      const commands = event.data.commands.map((command) => slackCode(command)).join(', ');
      return `:wrench: Pushed a fix${commands === '' ? '' : ` by ${commands}`}; the checks run again.`;
    }
    case 'ci_passed':
      return `:white_check_mark: All checks are green${event.data.rounds > 1 ? ` in round ${event.data.rounds}` : ''}.`;
    case 'task_completed': {
      const { pullRequest } = event.data;
      const what = slackLink(`pull request ${pullRequest.number}`, pullRequest.url);
      return `:tada: ${plain(nameOf(task))} is done: ${what} is ready for review. ${plain(event.data.summary, 500)} (${spent(task)})`;
    }
    case 'task_failed':
      return `:x: ${plain(nameOf(task))} failed: ${plain(event.data.reason, 1000)}`;
    case 'task_escalated':
      return `:sos: ${plain(nameOf(task))} needs a person: ${plain(event.data.reason, 1000)}${whereToRead(task)}`;
    case 'work_parked':
      return `:sos: ${plain(nameOf(task))} needs a person: ${plain(event.data.work)} was given up after ${amount(event.data.attempts, 'try', 'tries')}: ${plain(event.data.reason, 1000)}`;
    case 'work_redriven':
      return `${slackWho(event.data.by)} sent ${plain(event.data.work)} again.`;
    case 'task_paused':
      return `:double_vertical_bar: ${slackWho(event.data.by)} paused the task.`;
    case 'task_resumed':
      return `:arrow_forward: ${slackWho(event.data.by)} resumed the task.`;
    case 'task_retried':
      return `:arrows_counterclockwise: ${slackWho(event.data.by)} had the task tried again${event.data.to === 'approved' ? ', under the approval that was given' : ''}.`;
    case 'task_cancelled':
      return `${slackWho(event.data.by)} cancelled the task: ${plain(event.data.reason, 500)}`;
    default:
      return undefined;
  }
}

function awaitsMerge({ parts }: Task, part: string): boolean {
  const record = parts?.find(({ task }) => task === part);
  return record?.awaitsMerge === true && record.merged === undefined;
}

/** What its model calls cost, and those of its parts in other repositories. */
function spent(task: Task): string {
  const all = overAll(task);
  return all === undefined
    ? money(task.usage.costUsd)
    : `${money(all.usage.costUsd)} for ${amount(all.pullRequests, 'pull request')}`;
}

function suite(counts: { readonly passed: number; readonly total: number } | undefined): string {
  return counts === undefined ? '' : `; ${counts.passed} of ${counts.total} in the whole suite`;
}
