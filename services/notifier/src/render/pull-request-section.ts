import type { Evidence } from '@patchwright/events';
import {
  openAmendment,
  overAll,
  type PlanChange,
  type Proposal,
  partsInOrder,
  type StepRecord,
  type Task,
} from '@patchwright/task';
import { amendmentNote } from './amendment-note.ts';
import { block, code, details, link, paragraphs, prose } from './markdown.ts';
import { changeLines } from './plan-changes.ts';
import { stepList } from './steps.ts';
import { suiteTable } from './suite-table.ts';
import { amount, clip, instant, money, who } from './text.ts';

/** GitHub takes 65,536 characters, and people's own text stands beside ours. */
const LONGEST = 50_000;
/** Evidence of this many tests is shown; the sticky comment counts the rest. */
const MOST_PROOFS = 8;
const LONGEST_EXCERPT = 2500;

/** Our part of the pull request's description: why, the plan and its `changes` since the one before it, what changed, the proof, risk, cost and who approved. */
export function pullRequestSection(
  task: Task,
  dashboardUrl: string | undefined,
  changes: readonly PlanChange[] = [],
): string {
  const { proposal } = task;
  if (proposal === undefined) return '';
  const { plan } = proposal;
  const parts = [
    '### Why',
    paragraphs(plan.rootCause),
    linksOf(task, dashboardUrl),
    partOf(task),
    '### Plan',
    paragraphs(plan.summary),
    stepList(task),
    ...revisionOf(proposal, changes),
    ...changeOf(task),
    ...testsOf(task),
    '### Risk',
    `Risk: **${plan.riskLevel}**. ${plan.rollback === '' ? '' : `Rollback: ${prose(plan.rollback, 1000)}`}`.trim(),
    bullets(plan.risks),
    plan.breakingChanges.length === 0
      ? ''
      : `Breaking changes:\n\n${bullets(plan.breakingChanges)}`,
    approvalOf(task),
    amendmentsOf(task),
    termsOf(proposal),
    `<sub>Task ${code(task.id)} · plan ${code(proposal.digest.slice(0, 12))} · ${amount(task.usage.modelCalls, 'model call')} · ${money(task.usage.costUsd)}${togetherOf(task)}</sub>`,
  ];
  return clip(parts.filter((part) => part !== '').join('\n\n'), LONGEST);
}

/** Where a task spans repositories: what this pull request is among the others. Which those are stands in a comment of its own. */
function partOf(task: Task): string {
  const { part } = task;
  if (part !== undefined) {
    const { repository, number, url } = part.pullRequest;
    return `A part of ${code(part.whole)}, to be merged before ${link(`${repository}#${number}`, url)}.`;
  }
  const parts = partsInOrder(task).map(({ pullRequest: { repository, number, url } }) =>
    link(`${repository}#${number}`, url),
  );
  return parts.length === 0 ? '' : `To be merged after ${parts.join(', then ')}.`;
}

function linksOf(task: Task, dashboardUrl: string | undefined): string {
  return [
    task.ticket === undefined ? '' : `Ticket: ${link(task.ticket.key, task.ticket.url)}`,
    task.sentry === undefined
      ? ''
      : `Error: ${link(`${task.sentry.project} ${task.sentry.id}`, task.sentry.url)}`,
    dashboardUrl === undefined ? '' : `Task: ${link(task.id, `${dashboardUrl}/tasks/${task.id}`)}`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function revisionOf({ version }: Proposal, changes: readonly PlanChange[]): readonly string[] {
  if (changes.length === 0) return [];
  const lines = changeLines(changes, prose).map((line) => `- ${line}`);
  return [`#### Changed in version ${version} of the plan`, lines.join('\n')];
}

function changeOf(task: Task): readonly string[] {
  const { result } = task;
  if (result === undefined) return [];
  const files = result.filesModified.slice(0, 50).map((file) => `- ${code(file)}`);
  const more = result.filesModified.length - files.length;
  return [
    '### What changed',
    `+${result.linesAdded} −${result.linesRemoved} in ${amount(result.filesModified.length, 'file')}, ${amount(result.commits.length, 'commit')}`,
    [...files, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n'),
    allChangesOf(task),
  ];
}

/** What the change comes to over all repositories. */
function allChangesOf(task: Task): string {
  const all = overAll(task);
  if (all === undefined) return '';
  const { linesAdded, linesRemoved, files } = all.change;
  return `In all ${all.pullRequests} pull requests: +${linesAdded} −${linesRemoved} in ${amount(files, 'file')}.`;
}

/** What the parts cost besides. */
function togetherOf(task: Task): string {
  const all = overAll(task);
  return all === undefined
    ? ''
    : ` · with its parts ${amount(all.usage.modelCalls, 'model call')} · ${money(all.usage.costUsd)}`;
}

function testsOf(task: Task): readonly string[] {
  const proved = task.steps.filter((step) => step.red !== undefined || step.green !== undefined);
  if (proved.length === 0) return [];
  const { result } = task;
  const suite =
    result === undefined
      ? ''
      : `The whole suite: ${result.testsPassed} of ${result.testsTotal} pass.`;
  return [
    '### Tests',
    `Each test was run before the change, where it had to fail, and after it. ${suite}`.trim(),
    ...suiteTable(task),
    ...proved.slice(0, MOST_PROOFS).flatMap((step) => proofOf(step, task)),
  ];
}

function proofOf(step: StepRecord, task: Task): readonly string[] {
  const planned = task.proposal?.plan.steps.find((other) => other.order === step.order);
  const test = planned?.testName ?? planned?.action ?? `step ${step.order}`;
  return [
    ...(step.red === undefined ? [] : [evidence(`🔴 RED on the base: ${test}`, step.red)]),
    ...(step.green === undefined ? [] : [evidence(`🟢 GREEN on the head: ${test}`, step.green)]),
  ];
}

function evidence(summary: string, shown: Evidence): string {
  const ran = `${code(shown.command)} on tree ${code(shown.tree.slice(0, 12))} ended with exit code ${shown.exitCode}`;
  return details(summary, `${ran}\n\n${block(shown.excerpt, LONGEST_EXCERPT)}`);
}

function approvalOf(task: Task): string {
  if (task.approval === undefined) {
    const { voided } = task;
    const notice =
      voided === undefined ? '' : `**The approval is void:** ${prose(voided.reason, 500)}.\n\n`;
    const amendment = amendmentNote(openAmendment(task));
    const asked = amendment === '' ? '' : `${amendment}\n\n`;
    const what = amendment === '' ? 'Nothing' : 'Nothing more';
    if (task.part !== undefined) {
      return `_Nothing is written until ${code(task.part.whole)} is approved: what is said to \`@agent\` here is said about it._`;
    }
    return task.status === 'awaiting_approval'
      ? `${notice}${asked}_${what} is written until a person approves: comment \`@agent approve\`, or \`@agent revise …\` with what is to be different._`
      : '';
  }
  const votes = task.approval.approvers.map(
    (vote) => `${prose(who(vote.by))} on ${prose(vote.via)} at ${instant(vote.at)}`,
  );
  return `Approved by ${votes.join(' and ')}.`;
}

/** Files that people let come in while the plan was carried out. */
function amendmentsOf(task: Task): string {
  // One that was followed by another was agreed to: without that nothing went on.
  const agreed = (task.amendments ?? []).filter(
    ({ digest }) => digest !== task.proposal?.digest || digest === task.approval?.digest,
  );
  if (agreed.length === 0) return '';
  const lines = agreed.map(
    ({ step, paths, reason }) =>
      `- ${paths.map((path) => code(path)).join(', ')} for step ${step}: ${prose(reason, 500)}`,
  );
  return `Files that came in after the plan was approved, each with an approval of its own:\n\n${lines.join('\n')}`;
}

/** What an approval of the plan covers. */
function termsOf({ terms }: Proposal): string {
  const { minutes, costUsd } = terms.limits;
  const paths = terms.allowedPaths.slice(0, 20).map((path) => code(path));
  const more = terms.allowedPaths.length - paths.length;
  const rest = more > 0 ? ` and ${more} more` : '';
  return `An approval covers at most ${amount(minutes, 'minute')}, ${money(costUsd)} for models, and changes to ${paths.join(', ') || 'nothing'}${rest}.`;
}

function bullets(items: readonly string[]): string {
  return items
    .slice(0, 20)
    .map((item) => `- ${prose(item, 500)}`)
    .join('\n');
}
