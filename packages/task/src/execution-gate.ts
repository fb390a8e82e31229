import { type Approvable, approvalDigest, BEFORE_TERMS, type VoidCause } from '@patchwright/events';
import { branchHead } from './branch-head.ts';
import { statusWords } from './standing.ts';
import type { Proposal, Task } from './task.ts';

/** What is seen of the outside at the moment in which something is to be executed or pushed. */
export interface Observed {
  /** ISO 8601. */
  readonly now: string;
  /** The commit at the head of the task's branch; `null` when the branch is gone. */
  readonly head: string | null;
  /** SHA-256 (hex) of PLAN.md as it lies on the branch; `null` when there is none. */
  readonly document: string | null;
  /** The version of the policy in force, where the observer knows it. */
  readonly policyVersion?: string;
}

/** Why nothing may be executed or pushed. */
export type ExecutionFault =
  /** There is nothing that could be void: no approval, or the task is elsewhere. */
  | { readonly kind: 'not_approved'; readonly reason: string }
  /** The approval does not hold for what would run; people are asked again. */
  | { readonly kind: 'void'; readonly cause: VoidCause; readonly reason: string };

/**
 * Whether what would run is exactly what was approved: `undefined`, or what stands against it, with a reason for people.
 * Asked when an execution begins and before each of its pushes. Pure; whoever asks states `approval_voided` when the answer is `void`.
 */
export function executionFault(task: Task, observed: Observed): ExecutionFault | undefined {
  if (task.status !== 'approved' && task.status !== 'executing') {
    return notApproved(`${task.id} is ${statusWords[task.status]}`);
  }
  return approvalFault(task, observed, branchHead(task));
}

/**
 * Whether a fix of failed checks may still be pushed: under the same approval as the execution, onto our own newest commit. Whoever asks
 * hands the task to a person when it may not, since the approval of what was executed already cannot become void. Pure.
 */
export function fixFault(task: Task, observed: Observed): ExecutionFault | undefined {
  if (task.status !== 'fixing_ci') return notApproved(`${task.id} is ${statusWords[task.status]}`);
  // Nobody approved in the knowledge of what somebody pushed since.
  return approvalFault(task, observed, task.head);
}

function approvalFault(
  task: Task,
  observed: Observed,
  knownHead: string | undefined,
): ExecutionFault | undefined {
  const { approval, proposal, repository, base } = task;
  if (proposal === undefined || repository === undefined || base === undefined) {
    return notApproved(`${task.id} has no plan`);
  }
  if (approval === undefined || approval.digest !== proposal.digest) {
    return notApproved(`the present plan of ${task.id} is not approved`);
  }
  const { branch, plan, terms, parts } = proposal;
  if (digestOf({ repository, base, branch, plan, terms, parts }) !== approval.digest) {
    return voided('plan_edited', `the plan, its terms or its base are not those of ${short(task)}`);
  }
  if (Date.parse(observed.now) >= Date.parse(approval.expiresAt)) {
    return voided('expired', `the approval held until ${approval.expiresAt}`);
  }
  return (
    policyFault(proposal, observed) ??
    branchFault(task, proposal, observed, knownHead ?? proposal.head)
  );
}

function policyFault({ terms }: Proposal, { policyVersion }: Observed): ExecutionFault | undefined {
  if (policyVersion === undefined || terms.policyVersion === BEFORE_TERMS) return undefined;
  return policyVersion === terms.policyVersion
    ? undefined
    : voided('policy_changed', 'the policy of approvals was changed after the plan was proposed');
}

function branchFault(
  task: Task,
  proposal: Proposal,
  { head, document }: Observed,
  known: string,
): ExecutionFault | undefined {
  const { branch } = proposal;
  if (head === null) return voided('foreign_commit', `the branch ${branch} was deleted`);
  // A commit of ours that was pushed by an execution which ended before it could tell.
  const isOurs = task.commits.some((commit) => commit.sha === head);
  if (head !== known && !isOurs) {
    return voided('foreign_commit', `somebody else moved ${branch} to ${head.slice(0, 12)}`);
  }
  return proposal.document !== undefined && proposal.document !== document
    ? voided('plan_edited', `PLAN.md on ${branch} is not the one that was approved`)
    : undefined;
}

/** A plan that is none has no digest, and so none that was approved. */
function digestOf(approvable: Approvable): string | undefined {
  try {
    return approvalDigest(approvable);
  } catch {
    return undefined;
  }
}

function notApproved(reason: string): ExecutionFault {
  return { kind: 'not_approved', reason };
}

function voided(cause: VoidCause, reason: string): ExecutionFault {
  return { kind: 'void', cause, reason };
}

function short(task: Task): string {
  return `the approval ${task.approval?.digest.slice(0, 12)}`;
}
