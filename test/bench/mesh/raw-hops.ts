import { canonicalJson, type TaskDraft } from '@patchwright/events';
import { requestOf } from '../tasks/task-life.ts';
import { drafts, matter } from './no-op-facts.ts';

/** One hop of the hand-written loop: woken by a fact, it publishes the next ones. */
export interface RawHop {
  readonly wokenBy: string;
  readonly states: readonly { readonly type: string; readonly body: Uint8Array }[];
}

const encoder = new TextEncoder();

/** The stream of the hand-written loop. */
export const RAW_STREAM = 'RAWHOPS';

/** The bytes that begin a task. */
export const requested = bytesOf(requestOf(matter));

/** The same facts with the same bytes as the mesh states, and the approval's two, in five hops. */
export const rawHops: readonly RawHop[] = [
  hop('task_requested', [{ type: 'discovery_started', data: {} }, drafts.discovered]),
  hop('discovery_completed', [drafts.planning, drafts.proposed]),
  hop('plan_proposed', [
    { type: 'approval_given', data: { by: 'maria', via: 'slack', digest: matter.digest } },
    {
      type: 'plan_approved',
      data: {
        digest: matter.digest,
        approvers: [{ by: 'maria', via: 'slack' }],
        policy: 'one',
        expiryHours: 24,
      },
    },
  ]),
  hop('plan_approved', [drafts.started, drafts.executed]),
  hop('execution_completed', drafts.done),
];

/** Where a fact of a task lies: its name first, so that a hop is one filter. */
export function rawSubject(type: string, task: string): string {
  return `rawhops.${type}.${task}`;
}

/** The filter over all facts of a task. */
export function rawFilter(task: string): string {
  return `rawhops.*.${task}`;
}

function hop(wokenBy: string, states: readonly TaskDraft[]): RawHop {
  return { wokenBy, states: states.map((draft) => ({ type: draft.type, body: bytesOf(draft) })) };
}

function bytesOf(draft: TaskDraft): Uint8Array {
  return encoder.encode(canonicalJson(draft.data));
}
