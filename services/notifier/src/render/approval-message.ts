import { type Amendment, openAmendment, type PlanChange, type Task } from '@patchwright/task';
import type { ActionsBlock, KnownBlock } from '@slack/types';
import { plain, slackCode, slackLink, slackTime, slackWho } from './mrkdwn.ts';
import { changeLines } from './plan-changes.ts';
import { amount, clip, filesOf, money, nameOf, oneLine } from './text.ts';

/** A message of Slack: what notifications show, and its blocks. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

/** What became of a proposal. `version` tells it from those before and after it. */
export type Verdict =
  | { readonly kind: 'open'; readonly note: string | undefined }
  | { readonly kind: 'closed'; readonly title: string; readonly note: string };

/** Most lines of a plan that a message shows. */
const MOST_STEPS = 5;
const MOST_TESTS = 6;

/** What became of one version of a task's plan, from the task as it stands. */
export function verdictOf(task: Task, version: number): Verdict {
  const { proposal, approval, status, closedBy } = task;
  if (proposal === undefined || proposal.version !== version) {
    return closed('Sent back', sentBack(task));
  }
  if (status === 'rejected') return closed('Rejected', byWhom('Rejected', closedBy, task.reason));
  if (status === 'cancelled')
    return closed('Cancelled', byWhom('Cancelled', closedBy, task.reason));
  if (status === 'expired') return closed('Expired', 'Nobody decided in time.');
  if (approval !== undefined && approval.digest === proposal.digest) {
    const names = approval.approvers.map((vote) => slackWho(vote.by)).join(' and ');
    const last = approval.approvers.at(-1);
    const when = last === undefined ? '' : ` at ${slackTime(last.at)} on ${plain(last.via)}`;
    return closed('Approved', `:white_check_mark: Approved by ${names}${when}`);
  }
  if (status === 'revising' || status === 'planning') return closed('Sent back', sentBack(task));
  if (status === 'failed' || status === 'escalated') {
    return closed('Stopped', `:warning: ${plain(task.reason ?? 'A person is needed.', 500)}`);
  }
  if (task.votes.length > 0) {
    const names = task.votes.map((vote) => slackWho(vote.by)).join(' and ');
    return { kind: 'open', note: `Approved by ${names}; more approvals are needed` };
  }
  if (status === 'paused') return { kind: 'open', note: 'The task is paused.' };
  const { voided } = task;
  return {
    kind: 'open',
    note:
      voided === undefined
        ? undefined
        : `:warning: The approval is void: ${plain(voided.reason, 500)}`,
  };
}

/** The message that asks people to decide about a plan, with what changed since the one before it; once they have, its buttons give way to who decided what, and when. */
export function approvalMessage(
  task: Task,
  version: number,
  changes: readonly PlanChange[] = [],
): SlackMessage {
  const verdict = verdictOf(task, version);
  const { proposal } = task;
  const name = nameOf(task);
  const amendment = openAmendment(task);
  const asking = amendment === undefined ? 'Plan ready' : 'More files needed';
  const title = verdict.kind === 'open' ? asking : verdict.title;
  const heading = `${title}: ${name} - ${oneLine(task.title)}`;
  const header: KnownBlock = {
    type: 'header',
    text: { type: 'plain_text', text: clip(heading, 150), emoji: false },
  };
  if (proposal === undefined || proposal.version !== version) {
    const note = verdict.note ?? '';
    return { text: plain(heading), blocks: [header, section(note)] };
  }
  const { plan } = proposal;
  const more = plan.steps.length - MOST_STEPS;
  const steps = plan.steps
    .slice(0, MOST_STEPS)
    .map((step) => `${step.order}. ${plain(step.action, 200)} (${slackCode(step.file, 100)})`);
  const tests = [...plan.tests.unit, ...plan.tests.integration].slice(0, MOST_TESTS);
  const blocks: KnownBlock[] = [
    header,
    { type: 'section', fields: fieldsOf(task, version).map((text) => ({ type: 'mrkdwn', text })) },
    section(plain(plan.summary, 800)),
    section([...steps, ...(more > 0 ? [`… and ${amount(more, 'more step')}`] : [])].join('\n')),
  ];
  if (proposal.parts !== undefined) blocks.push(section(partsOf(proposal.parts)));
  if (changes.length > 0) {
    const lines = changeLines(changes, plain).map((line) => `• ${line}`);
    blocks.push(section(`*Changed since the plan before*\n${lines.join('\n')}`));
  }
  if (amendment !== undefined) blocks.push(section(amendedFiles(amendment)));
  if (tests.length > 0) {
    blocks.push(
      section(`*Tests to be written*\n${tests.map((test) => `• ${plain(test, 200)}`).join('\n')}`),
    );
  }
  if (plan.breakingChanges.length > 0) {
    const changes = plan.breakingChanges.slice(0, 3).map((change) => `• ${plain(change, 200)}`);
    blocks.push(section(`:warning: *Breaking changes*\n${changes.join('\n')}`));
  }
  blocks.push(
    context(
      `${originOf(task)} · ${planLink(proposal)} · plan ${version} · ${slackCode(proposal.digest.slice(0, 12))}`,
    ),
  );
  blocks.push(context(coverOf(proposal)));
  if (verdict.note !== undefined) blocks.push(section(verdict.note));
  blocks.push(actions(task, proposal, verdict.kind === 'open'));
  const said =
    verdict.kind === 'open' ? 'Approve it, reject it, or request changes.' : verdict.note;
  return { text: `${plain(heading)}. ${said}`, blocks };
}

function fieldsOf(task: Task, version: number): readonly string[] {
  const { proposal, discovery } = task;
  if (proposal === undefined) return [`*Plan*\n${version}`];
  const { plan } = proposal;
  const files = filesOf(task);
  const shown = files.slice(0, 5).map((file) => slackCode(file, 100));
  const rest = files.length > 5 ? [`and ${files.length - 5} more`] : [];
  return [
    `*Repository*\n${plain(proposal.pullRequest.repository)}`,
    `*Branch*\n${slackCode(proposal.branch)}`,
    `*Risk*\n${plain(plan.riskLevel)}`,
    `*Estimated*\n${amount(plan.estimatedMinutes, 'minute')}`,
    `*Files*\n${[...shown, ...rest].join(', ') || 'none'}`,
    `*Confidence*\n${discovery === undefined ? 'unknown' : `${Math.round(discovery.confidence * 100)} %`}`,
  ];
}

/** What came in since the plan was approved, and why. */
function amendedFiles({ step, paths, reason }: Amendment): string {
  const files = paths.map((path) => `• ${slackCode(path, 200)}`).join('\n');
  return `:raised_hand: *Step ${step} needs ${amount(paths.length, 'file')} that the approved plan does not name*\n${files}\n${plain(reason, 800)}`;
}

/** What is done in other repositories before, and is approved with it. */
function partsOf(parts: NonNullable<NonNullable<Task['proposal']>['parts']>): string {
  const lines = parts.map(({ repository, plan, pullRequest }, index) => {
    const pull = slackLink(`${repository}#${pullRequest.number}`, pullRequest.url);
    return `${index + 1}. ${pull}: ${plain(plan.summary, 300)} (${amount(plan.steps.length, 'step')}, ${plain(plan.riskLevel)} risk)`;
  });
  return `*Before it, in other repositories, by the same approval*\n${lines.join('\n')}`;
}

/** What an approval of the plan covers. */
function coverOf({ terms, parts = [] }: NonNullable<Task['proposal']>): string {
  const all = [terms, ...parts.map((part) => part.terms)];
  const costUsd = all.reduce((sum, { limits }) => sum + limits.costUsd, 0);
  const minutes = all.reduce((sum, { limits }) => sum + limits.minutes, 0);
  const paths = all.reduce((sum, { allowedPaths }) => sum + allowedPaths.length, 0);
  const where = all.length === 1 ? '' : ` in ${all.length} repositories`;
  return `An approval covers at most ${amount(minutes, 'minute')}, ${money(costUsd)} for models, and changes to ${amount(paths, 'path')}${where}`;
}

function originOf(task: Task): string {
  const asked = `Asked for by ${slackWho(task.requester)}`;
  const ticket =
    task.ticket === undefined ? '' : ` · ${slackLink(task.ticket.key, task.ticket.url)}`;
  const error =
    task.sentry === undefined ? '' : ` · ${slackLink(`Sentry ${task.sentry.id}`, task.sentry.url)}`;
  return `${asked}${ticket}${error}`;
}

function planLink({ branch, pullRequest }: NonNullable<Task['proposal']>): string {
  const repository = pullRequest.url.replace(/\/pull\/\d+$/, '');
  return slackLink('PLAN.md', `${repository}/blob/${encodeURI(branch)}/PLAN.md`);
}

function actions(
  task: Task,
  proposal: NonNullable<Task['proposal']>,
  isOpen: boolean,
): ActionsBlock {
  const value = `${task.id} ${proposal.digest}`;
  const view: ActionsBlock['elements'][number] = {
    type: 'button',
    action_id: 'view_pull_request',
    text: { type: 'plain_text', text: 'View PR' },
    url: proposal.pullRequest.url,
  };
  if (!isOpen) return { type: 'actions', elements: [view] };
  return {
    type: 'actions',
    elements: [
      view,
      {
        type: 'button',
        action_id: 'approve',
        style: 'primary',
        text: { type: 'plain_text', text: 'Approve' },
        value,
        confirm: {
          title: { type: 'plain_text', text: 'Approve this plan?' },
          text: {
            type: 'plain_text',
            text: clip(
              `${nameOf(task)} will be carried out exactly as planned, on ${proposal.branch}.`,
              300,
            ),
          },
          confirm: { type: 'plain_text', text: 'Approve' },
          deny: { type: 'plain_text', text: 'Back' },
        },
      },
      {
        type: 'button',
        // It opens a modal that asks for the reason, which can be left: no second question is needed.
        action_id: 'reject',
        style: 'danger',
        text: { type: 'plain_text', text: 'Reject' },
        value,
      },
      {
        type: 'button',
        action_id: 'request_changes',
        text: { type: 'plain_text', text: 'Request changes' },
        value,
      },
    ],
  };
}

function sentBack(task: Task): string {
  const last = task.feedback.at(-1);
  if (last === undefined) return 'Another plan took its place.';
  return `:leftwards_arrow_with_hook: ${slackWho(last.by)} requested changes at ${slackTime(last.at)} on ${plain(last.via)}: ${plain(last.text, 500)}`;
}

function byWhom(what: string, vote: Task['closedBy'], reason: string | undefined): string {
  const by =
    vote === undefined
      ? ''
      : ` by ${slackWho(vote.by)} at ${slackTime(vote.at)} on ${plain(vote.via)}`;
  return `:no_entry: ${what}${by}${reason === undefined ? '' : `: ${plain(reason, 500)}`}`;
}

function closed(title: string, note: string): Verdict {
  return { kind: 'closed', title, note };
}

function section(text: string): KnownBlock {
  return { type: 'section', text: { type: 'mrkdwn', text: clip(text, 3000) || ' ' } };
}

function context(text: string): KnownBlock {
  return { type: 'context', elements: [{ type: 'mrkdwn', text: clip(text, 2000) }] };
}
