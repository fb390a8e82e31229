import type { Task } from '@patchwright/task';
import type { KnownBlock, PlanBlock, RichTextBlock, TaskCardBlock } from '@slack/types';
import { plain } from './mrkdwn.ts';
import { amount, clip, isStepDone, nameOf, oneLine, recordOf } from './text.ts';

/** How far a plan is carried out, as a message that is rewritten in place. */
export interface ProgressMessage {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

/** More steps than this are summed up in the last card. */
const MOST_CARDS = 20;
const LONGEST_TITLE = 150;
const OVER = ['failed', 'escalated', 'cancelled', 'rejected', 'expired'];

/** The steps of the plan that is being carried out, each with what was proved of it, and the checks after them. `undefined` without a plan. */
export function planProgress(task: Task): ProgressMessage | undefined {
  const { proposal } = task;
  if (proposal === undefined) return undefined;
  const { steps } = proposal.plan;
  const done = steps.filter((step) => isStepDone(task, step.order)).length;
  const rest = steps.length - MOST_CARDS;
  const title = oneLine(`${nameOf(task)}: ${done} of ${amount(steps.length, 'step')} done`);
  const block: PlanBlock = {
    type: 'plan',
    title: clip(title, LONGEST_TITLE),
    tasks: [
      ...steps.slice(0, MOST_CARDS).map((step) => stepCard(task, step)),
      ...(rest > 0 ? [restCard(task, rest)] : []),
      checksCard(task),
    ],
  };
  return { text: `${plain(title)}. ${CHECKS[task.ci.state]}`, blocks: [block] };
}

const CHECKS: Readonly<Record<Task['ci']['state'], string>> = {
  none: 'The checks have not begun.',
  pending: 'The checks run.',
  failed: 'Checks failed.',
  passed: 'The checks are green.',
};

type Step = NonNullable<Task['proposal']>['plan']['steps'][number];

function stepCard(task: Task, step: Step): TaskCardBlock {
  const proof = proofOf(task, step.order);
  return {
    type: 'task_card',
    task_id: `step-${step.order}`,
    title: clip(oneLine(`${step.order}. ${step.action}`), LONGEST_TITLE),
    status: statusOf(task, step.order),
    ...(step.file === '' ? {} : { details: richText(step.file) }),
    ...(proof === '' ? {} : { output: richText(proof) }),
  };
}

function restCard(task: Task, count: number): TaskCardBlock {
  return {
    type: 'task_card',
    task_id: 'more',
    title: `and ${amount(count, 'more step')}`,
    status: task.result === undefined ? 'pending' : 'complete',
  };
}

function checksCard({ ci, status }: Task): TaskCardBlock {
  const isOver = OVER.includes(status);
  const states = {
    none: 'pending',
    pending: isOver ? 'pending' : 'in_progress',
    failed: isOver ? 'error' : 'in_progress',
    passed: 'complete',
  } as const satisfies Readonly<Record<typeof ci.state, TaskCardBlock['status']>>;
  const failing = ci.failures.map(({ name }) => name).join(', ');
  return {
    type: 'task_card',
    task_id: 'checks',
    title: ci.rounds > 1 ? `Checks, round ${ci.rounds}` : 'Checks',
    status: states[ci.state],
    ...(ci.state === 'failed' && failing !== '' ? { output: richText(`failed: ${failing}`) } : {}),
  };
}

function statusOf(task: Task, order: number): TaskCardBlock['status'] {
  if (isStepDone(task, order)) return 'complete';
  const record = recordOf(task, order);
  if (record?.state === 'failed' || record?.state === 'not_reproduced') return 'error';
  if (task.status !== 'executing') return 'pending';
  const next = task.proposal?.plan.steps.find((step) => !isStepDone(task, step.order));
  return record !== undefined || next?.order === order ? 'in_progress' : 'pending';
}

function proofOf(task: Task, order: number): string {
  const record = recordOf(task, order);
  if (record === undefined) return '';
  const proofs = [
    record.red === undefined ? '' : 'RED proved',
    record.green === undefined ? '' : 'GREEN proved',
    record.state === 'failed' || record.state === 'not_reproduced'
      ? (record.reason ?? record.state)
      : '',
  ];
  return proofs.filter((proof) => proof !== '').join(', ');
}

/** Text that Slack shows as it is: no mention, no link, no markup. */
function richText(text: string): RichTextBlock {
  const shown = clip(oneLine(text), 500) || ' ';
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: shown }] }],
  };
}
