import {
  openAmendment,
  overAll,
  type Status,
  standingOf,
  statusWords,
  type Task,
} from '@patchwright/task';
import { amendmentNote } from './amendment-note.ts';
import { diagnosis } from './diagnosis.ts';
import { code, link, prose, table } from './markdown.ts';
import { stepList } from './steps.ts';
import { amount, clip, instant, money, nameOf, who } from './text.ts';
import { github } from './ticket-comment.ts';

/** GitHub takes 65,536 characters; our marker needs some of them. */
const LONGEST = 60_000;
/** Order in which a task passes its phases. */
const PHASES = ['discovery', 'plan', 'approval', 'execution', 'checks', 'done'] as const;
type Phase = (typeof PHASES)[number];

/** The one comment on the pull request that shows how far the task is. Rendered anew from the folded task each time. */
export function stickyComment(task: Task, dashboardUrl: string | undefined): string {
  const parts = [
    `### Patchwright: ${prose(nameOf(task))} is ${statusWords[task.status]}`,
    troubleOf(task),
    table(phaseRows(task), ['', 'Phase', '']),
    stepList(task),
    footer(task, dashboardUrl),
  ];
  return clip(parts.filter((part) => part !== '').join('\n\n'), LONGEST);
}

function troubleOf(task: Task): string {
  if (task.status === 'awaiting_approval' && task.voided !== undefined) {
    return `**The approval is void:** ${prose(task.voided.reason, 500)}. Please decide again.`;
  }
  const amendment = openAmendment(task);
  if (amendment !== undefined) return `${amendmentNote(amendment)}\n\nPlease decide again.`;
  if (!['failed', 'escalated', 'rejected', 'cancelled', 'expired'].includes(task.status)) return '';
  const reason = task.reason === undefined ? '' : `**Why:** ${prose(task.reason, 1000)}`;
  const why = task.diagnosis === undefined ? '' : diagnosis(task.diagnosis, github);
  return [reason, why].filter((part) => part !== '').join('\n\n');
}

function phaseRows(task: Task): readonly (readonly string[])[] {
  const current = phaseOf(standingOf(task), task);
  const hasEnded = ['failed', 'escalated', 'rejected', 'cancelled', 'expired'].includes(
    task.status,
  );
  return PHASES.slice(0, -1).map((phase) => {
    const place = PHASES.indexOf(phase) - PHASES.indexOf(current);
    const here = hasEnded ? '❌' : task.status === 'paused' ? '⏸️' : '⏳';
    const sign = place < 0 ? '✅' : place === 0 ? here : '⬜';
    return [sign, phase[0]?.toUpperCase() + phase.slice(1), detailOf(task, phase)];
  });
}

/** Where in its life a task is, or was when it ended. */
function phaseOf(status: Status, task: Task): Phase {
  switch (status) {
    case 'unknown':
    case 'requested':
    case 'discovering':
    case 'awaiting_answer':
      return 'discovery';
    case 'planning':
    case 'revising':
      return 'plan';
    case 'awaiting_approval':
    case 'rejected':
    case 'expired':
      return 'approval';
    case 'approved':
    case 'executing':
      return 'execution';
    case 'ci_monitoring':
    case 'fixing_ci':
      return 'checks';
    case 'completed':
      return 'done';
    default:
      return lastPhase(task);
  }
}

function lastPhase(task: Task): Phase {
  if (task.result !== undefined) return 'checks';
  if (task.approval !== undefined) return 'execution';
  if (task.proposal !== undefined) return 'approval';
  return task.discovery === undefined ? 'discovery' : 'plan';
}

function detailOf(task: Task, phase: Phase): string {
  const { proposal, approval, discovery, result, ci } = task;
  switch (phase) {
    case 'discovery':
      return discovery === undefined ? '' : prose(discovery.rootCause, 300);
    case 'plan':
      return proposal === undefined
        ? ''
        : `version ${proposal.version}, ${proposal.plan.riskLevel} risk, about ${amount(proposal.plan.estimatedMinutes, 'minute')}`;
    case 'approval':
      return approval === undefined
        ? votesOf(task)
        : approval.approvers
            .map((vote) => `${prose(who(vote.by))} on ${prose(vote.via)}, ${instant(vote.at)}`)
            .join('; ');
    case 'execution': {
      const proved = task.steps.filter((step) => step.red !== undefined).length;
      const suite =
        result === undefined
          ? ''
          : `${result.testsPassed} of ${result.testsTotal} tests pass, +${result.linesAdded} −${result.linesRemoved} in ${amount(result.filesModified.length, 'file')}`;
      return [proved === 0 ? '' : `${amount(proved, 'test')} proved`, suite]
        .filter((part) => part !== '')
        .join(', ');
    }
    case 'checks': {
      if (ci.state === 'none') return '';
      const failing = ci.failures.map(({ name, url }) => link(name, url)).join(', ');
      const fixes = ci.fixes === 0 ? '' : `, ${amount(ci.fixes, 'fix', 'fixes')} pushed`;
      return `${ci.state}${ci.rounds > 0 ? `, round ${ci.rounds}` : ''}${fixes}${ci.state === 'failed' && failing !== '' ? `: ${failing}` : ''}`;
    }
    case 'done':
      return '';
  }
}

function votesOf(task: Task): string {
  const given = task.votes.map((vote) => prose(who(vote.by))).join(', ');
  if (task.status !== 'awaiting_approval') return '';
  if (task.part !== undefined) return `with ${code(task.part.whole)}`;
  return given === ''
    ? 'comment `@agent approve`, or `@agent revise …`'
    : `approved by ${given}; more are needed`;
}

function footer(task: Task, dashboardUrl: string | undefined): string {
  const usage = overAll(task)?.usage ?? task.usage;
  const page =
    dashboardUrl === undefined ? code(task.id) : link(task.id, `${dashboardUrl}/tasks/${task.id}`);
  const spent = `${amount(usage.modelCalls, 'model call')}, ${amount(usage.inputTokens + usage.outputTokens, 'token')}, ${money(usage.costUsd)}${task.parts === undefined ? '' : ' with its parts'}`;
  return `<sub>Task ${page} · ${spent} · ${instant(task.updatedAt)}</sub>`;
}
