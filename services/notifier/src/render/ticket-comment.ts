import type { TaskEvent } from '@patchwright/events';
import type { PlanChange, Task } from '@patchwright/task';
import { diagnosis } from './diagnosis.ts';
import * as markdown from './markdown.ts';
import { changeLines } from './plan-changes.ts';
import { amount, clip, oneLine, who } from './text.ts';

/** How a tracker writes text of others, and links. */
export interface Writer {
  readonly text: (text: string, max?: number) => string;
  readonly link: (text: string, url: string) => string;
  /** Words to us, as people are to write them. */
  readonly words: (words: string) => string;
  /** Text of others that stands out. */
  readonly bold: (text: string) => string;
  /** Output of others, as it was printed. */
  readonly block: (output: string) => string;
  /** What a line of a list begins with. */
  readonly bullet: string;
}

/** Jira's wiki markup. */
export const wiki: Writer = {
  text: (text, max = 1000) =>
    clip(oneLine(text), max)
      .replace(/[\\{}[\]!~|]/g, '\\$&')
      // So that no line of ours can begin with words to us.
      .replaceAll('@', '@\u200B'),
  link: (text, url) =>
    /^https?:\/\/[^\s|[\]{}]+$/.test(url) ? `[${wiki.text(text)}|${url}]` : wiki.text(text),
  words: (words) => words,
  bold: (text) => `*${wiki.text(text)}*`,
  block: (output) => `{noformat}\n${output.replaceAll('{noformat}', '{ noformat}')}\n{noformat}`,
  bullet: '*',
};

/** GitHub's Markdown. */
export const github: Writer = {
  text: markdown.prose,
  link: markdown.link,
  // Outside of code it would call whoever has this name on GitHub.
  words: markdown.code,
  bold: (text) => `**${markdown.prose(text)}**`,
  block: markdown.block,
  bullet: '-',
};

/**
 * What is said on the ticket about an event; `undefined` for events that do not concern its readers. `changes` are those of a proposed
 * plan since the one before it.
 */
export function ticketComment(
  event: TaskEvent,
  task: Task,
  write: Writer,
  changes: readonly PlanChange[] = [],
): string | undefined {
  const { text } = write;
  switch (event.type) {
    case 'plan_proposed': {
      const { version, plan, pullRequest, parts = [] } = event.data;
      const pull = write.link(`pull request ${pullRequest.number}`, pullRequest.url);
      return lines(
        version === 1
          ? `A plan waits for approval: ${pull}`
          : `Version ${version} of the plan waits for approval: ${pull}`,
        text(plan.summary),
        ...parts.map((part) => {
          const { repository, number, url } = part.pullRequest;
          return `Before it, by the same approval: ${write.link(`${repository}#${number}`, url)}. ${text(part.plan.summary)}`;
        }),
        `Risk: ${plan.riskLevel}, about ${amount(plan.estimatedMinutes, 'minute')}, ${amount(plan.steps.length, 'step')}.`,
        changes.length === 0
          ? ''
          : [
              'Changed since the plan before:',
              ...changeLines(changes, text).map((line) => `* ${line}`),
            ].join('\n'),
        `To decide here, write a comment that begins with ${write.words('@agent')}: ${write.words('@agent approve')}, ${write.words('@agent reject')}, or ${write.words('@agent revise')} and what is to be different.`,
      );
    }
    case 'task_completed': {
      const { pullRequest, summary } = event.data;
      const pull = write.link(`pull request ${pullRequest.number}`, pullRequest.url);
      const { result } = task;
      const proof =
        result === undefined
          ? ''
          : `${amount(result.testsWritten, 'test')} written first; ${result.testsPassed} of ${result.testsTotal} tests pass, and all checks are green.`;
      return lines(`The change is ready for review: ${pull}`, text(summary), proof);
    }
    case 'trigger_joined':
      return `This is being worked on already (task ${text(task.id)}); the new trigger joined it.`;
    case 'approval_voided':
      return `What was decided about the plan is void: ${text(event.data.reason)}. Please decide again.`;
    case 'ticket_edited':
      return event.data.again
        ? `${text(who(event.data.by))} edited ${text(event.data.what)}, so this is looked at anew, by the new words.`
        : undefined;
    case 'amendment_requested': {
      const { step, paths, reason } = event.data;
      const files = paths.map((path) => text(path)).join(', ');
      return lines(
        `Step ${step} needs ${amount(paths.length, 'file')} that the approved plan does not name: ${files}`,
        text(reason),
        'Nothing goes on before that is approved: @agent approve, @agent reject, or @agent revise and what is to be different.',
      );
    }
    case 'question_asked':
      return lines(
        `${text(who(task.requester))} is asked before anything is planned: ${text(event.data.question)}`,
        `Answer with a comment that begins with ${write.words('@agent')}: ${write.words('@agent revise')} and your answer.`,
      );
    case 'question_reminded':
      return `This still waits for an answer: ${text(task.question?.text ?? '')}`;
    case 'question_expired':
      return 'Nobody answered the question in time, so the task has ended. Retry it to be asked again.';
    case 'plan_rejected':
      return `${text(who(event.data.by))} rejected the plan: ${text(event.data.reason)}`;
    case 'approval_expired':
      return 'Nobody decided about the plan in time, so the task has ended. Retry it to have it planned again.';
    case 'task_failed':
      return `The task failed: ${text(event.data.reason)}`;
    case 'task_escalated':
      return lines(
        `A person is needed: ${text(event.data.reason)}`,
        diagnosis(event.data.diagnosis, write),
      );
    case 'work_parked':
      return `A person is needed: ${text(event.data.work)} was given up after ${amount(event.data.attempts, 'try', 'tries')}: ${text(event.data.reason)}`;
    case 'task_cancelled':
      return `${text(who(event.data.by))} cancelled the task: ${text(event.data.reason)}`;
    default:
      return undefined;
  }
}

function lines(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}
