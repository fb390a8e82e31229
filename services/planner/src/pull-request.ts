import { COVER_TITLE, coverLines, type Task } from '@patchwright/task';
import type { Published } from './publish.ts';

/** The pull request's title: the ticket's key, where there is one, and the task's title. */
export function pullRequestTitle(task: Pick<Task, 'ticket' | 'title'>): string {
  const prefix = task.ticket === undefined ? '' : `${task.ticket.key}: `;
  return `${prefix}${task.title}`.slice(0, 120);
}

/** The body of the draft: why, the plan in short, links. The port adds the machine-readable marker, and lets no text pass for one. */
export function pullRequestBody(
  task: Task,
  { plan, terms, digest }: Published,
  dashboardUrl: string | undefined,
): string {
  const links = [
    task.ticket === undefined ? '' : `Ticket: [${task.ticket.key}](${task.ticket.url})`,
    task.sentry === undefined
      ? ''
      : `Error: [${task.sentry.project} ${task.sentry.id}](${task.sentry.url})`,
    dashboardUrl === undefined ? '' : `Task: [${task.id}](${dashboardUrl}/tasks/${task.id})`,
  ].filter((line) => line !== '');
  return [
    '### Why',
    line(plan.rootCause),
    links.join(' · '),
    '### Plan',
    line(plan.summary),
    plan.steps
      .map((step) => `- [ ] ${step.order}. ${line(step.action)} (\`${line(step.file)}\`)`)
      .join('\n'),
    `Risk: **${plan.riskLevel}** · about ${plan.estimatedMinutes} minutes · the whole plan is in \`PLAN.md\``,
    [`### ${COVER_TITLE}`, ...coverLines(terms, digest).map((line) => `- ${line}`)].join('\n'),
    '_Nothing is written until a person approves: comment `@agent approve`, or `@agent revise …` with what is to be different._',
  ].join('\n\n');
}

/** A model's words as one line: with lines of its own they could pass for another section, such as what an approval covers. */
function line(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
