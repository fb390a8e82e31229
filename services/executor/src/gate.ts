import type { Rules } from '@patchwright/chassis';
import { ApprovalVoided, type DraftOf, ForeignPushRecorded, sha256 } from '@patchwright/events';
import { type ExecutionFault, executionFault, type Proposal, type Task } from '@patchwright/task';
import type { ExecutorWorld } from './execution.ts';

/** The plan's document in the repository. */
export const DOCUMENT = 'PLAN.md';

/** The branch as it was found, and what stands against executing or pushing anything. */
export interface Gate {
  /** `null` when the branch is gone. */
  readonly head: string | null;
  /** SHA-256 of PLAN.md at the head. */
  readonly document: string | null;
  readonly fault: ExecutionFault | undefined;
  readonly rules: Rules;
}

/** Looks at the branch, the clock and the rules, and asks the domain. `seen` is an earlier look: the same commit has the same PLAN.md. */
export async function askGate(
  world: ExecutorWorld,
  task: Task,
  { repository, proposal }: { readonly repository: string; readonly proposal: Proposal },
  seen?: Gate,
): Promise<Gate> {
  const { branch } = proposal;
  const head = await world.workspace.remoteHead({ repository, branch });
  const document =
    seen !== undefined && seen.head === head
      ? seen.document
      : await documentAt(world, repository, head);
  const rules = await world.rules.inForce({});
  const { policyVersion } = rules;
  const now = await world.clock.now();
  const fault = executionFault(task, { now, head, document, policyVersion });
  return { head, document, fault, rules };
}

/**
 * The fact by which people learn of a fault, and the approval becomes void: somebody's commit is a fact of its own, from which the rest
 * follows. `undefined` for a task that was not approved to begin with.
 */
export function factOf(
  { fault, head }: Gate,
  { branch, digest }: Proposal,
): DraftOf<typeof ApprovalVoided | typeof ForeignPushRecorded> | undefined {
  if (fault === undefined || fault.kind === 'not_approved') return undefined;
  const { cause, reason } = fault;
  return cause === 'foreign_commit' && head !== null
    ? ForeignPushRecorded.of({ branch, sha: head, by: 'unknown' })
    : ApprovalVoided.of({ cause, reason, digest });
}

async function documentAt(
  world: ExecutorWorld,
  repository: string,
  head: string | null,
): Promise<string | null> {
  if (head === null) return null;
  const { tree } = await world.workspace.open({ repository, ref: head });
  const text = await world.workspace.readFile({ repository, tree, path: DOCUMENT });
  return text === null ? null : sha256(text);
}
