import { digestOf } from './canonical.ts';
import { maskDeep } from './mask.ts';
import { Plan } from './plan.ts';

/** What a person approves: this plan, for this state of this repository, on this branch. */
export interface Approvable {
  readonly repository: string;
  readonly base: { readonly ref: string; readonly sha: string };
  readonly branch: string;
  readonly plan: Plan;
}

/**
 * The digest that an approval names: canonical SHA-256 (hex). Neither the order of keys nor a member that is left to its default
 * changes it; any other change of the plan, base or branch does. It is over the plan as it lies on the log, with secrets masked.
 * Throws a ZodError when the plan is none.
 */
export function approvalDigest(approvable: Approvable): string {
  const { repository, base, branch, plan } = approvable;
  return digestOf({
    repository,
    base: { ref: base.ref, sha: base.sha },
    branch,
    plan: maskDeep(Plan.parse(plan)),
  });
}
