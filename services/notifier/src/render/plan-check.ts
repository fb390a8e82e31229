import type { CheckAction } from '@patchwright/outside';
import { openAmendment, type Task } from '@patchwright/task';
import { amendmentNote } from './amendment-note.ts';
import { prose } from './markdown.ts';
import { stepList } from './steps.ts';
import { amount, filesOf, instant, who } from './text.ts';

/** The check of a plan, as far as it is rendered: what it says, how it stands, and its buttons. */
export interface PlanCheck {
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
  readonly conclusion: 'action_required' | 'success' | 'neutral' | 'cancelled' | 'timed_out';
  readonly actions: readonly CheckAction[];
}

/** The check's name, as GitHub lists it. */
export const PLAN_CHECK = 'Patchwright plan';

/** What can be decided by a click; the gateway reads the identifiers. */
const BUTTONS: readonly CheckAction[] = [
  { identifier: 'approve', label: 'Approve plan', description: 'Let the plan be carried out' },
  { identifier: 'revise', label: 'Request changes', description: 'Say what is to be different' },
  { identifier: 'reject', label: 'Stop', description: 'Reject the plan and end the task' },
];
const MOST_FILES = 20;

/** The check of one version of a task's plan, from the task as it stands: it asks for a decision, and then says which was taken. */
export function planCheck(task: Task, version: number): PlanCheck {
  const verdict = verdictOf(task, version);
  const isOpen = verdict.conclusion === 'action_required';
  const isCurrent = task.proposal?.version === version;
  return {
    title: verdict.title,
    summary: [verdict.note, isCurrent ? summaryOf(task) : '']
      .filter((part) => part !== '')
      .join('\n\n'),
    conclusion: verdict.conclusion,
    actions: isOpen ? BUTTONS : [],
  };
}

interface Verdict extends Pick<PlanCheck, 'title' | 'conclusion'> {
  readonly note: string;
}

function verdictOf(task: Task, version: number): Verdict {
  const { proposal, approval, status } = task;
  const because = task.reason === undefined ? '' : prose(task.reason, 500);
  if (proposal === undefined || proposal.version !== version) {
    const note = proposal === undefined ? '' : `Version ${proposal.version} takes its place.`;
    return { title: 'Sent back', conclusion: 'neutral', note };
  }
  if (approval !== undefined && approval.digest === proposal.digest) {
    const votes = approval.approvers.map(
      (vote) => `${prose(who(vote.by))} on ${prose(vote.via)}, ${instant(vote.at)}`,
    );
    return { title: 'Approved', conclusion: 'success', note: `Approved by ${votes.join('; ')}` };
  }
  switch (status) {
    case 'rejected':
      return { title: 'Rejected', conclusion: 'cancelled', note: because };
    case 'cancelled':
      return { title: 'Cancelled', conclusion: 'cancelled', note: because };
    case 'expired':
      return { title: 'Expired', conclusion: 'timed_out', note: 'Nobody decided in time.' };
    case 'failed':
    case 'escalated':
      return { title: 'Stopped', conclusion: 'neutral', note: because };
    case 'planning':
    case 'revising':
      return { title: 'Sent back', conclusion: 'neutral', note: because };
    default: {
      const votes = task.votes.map((vote) => prose(who(vote.by))).join(' and ');
      const note = votes === '' ? '' : `Approved by ${votes}; more approvals are needed.`;
      const amendment = openAmendment(task);
      return {
        title: amendment === undefined ? 'Waits for approval' : 'Waits for approval of more files',
        conclusion: 'action_required',
        note: [amendmentNote(amendment), note].filter((part) => part !== '').join('\n\n'),
      };
    }
  }
}

function summaryOf(task: Task): string {
  const plan = task.proposal?.plan;
  if (plan === undefined) return '';
  const files = filesOf(task);
  const shown = files.slice(0, MOST_FILES).map((file) => `- ${prose(file)}`);
  const rest = files.length - shown.length;
  return [
    prose(plan.summary, 2000),
    `**Risk:** ${plan.riskLevel} · about ${amount(plan.estimatedMinutes, 'minute')} · ${amount(files.length, 'file')}`,
    stepList(task),
    [`**Files**`, ...shown, ...(rest > 0 ? [`- and ${rest} more`] : [])].join('\n'),
  ].join('\n\n');
}
