import { z } from 'zod';
import { ApprovalTerms } from './approval-terms.ts';
import { Plan } from './plan.ts';
import { PullRequestRef } from './vocabulary.ts';

/** A plan as it lies on its branch, in a draft pull request, with all that an approval of it binds. */
export const ProposedPlan = z.object({
  plan: Plan,
  /** Canonical digest of what an approval binds: see `approvalDigest`. Of a part, what of the approval is this part's. */
  digest: z.string(),
  repository: z.string(),
  base: z.object({ ref: z.string(), sha: z.string() }),
  branch: z.string(),
  /** The commit that carries PLAN.md. */
  head: z.string(),
  pullRequest: PullRequestRef,
  terms: ApprovalTerms,
  /** SHA-256 (hex) of PLAN.md at `head`, by which an edit of it is noticed. */
  document: z.string().optional(),
});

/** What is done in another repository than the task's own, before it: a task of its own, proposed and approved with the whole. */
export const PlanPart = ProposedPlan.extend({
  /** The part's task: see `partIdFor`. */
  task: z.string().min(1),
  /** The parts (by task) that are done before this one. */
  after: z.array(z.string()),
});
export type PlanPart = z.infer<typeof PlanPart>;

/** Why parts cannot be carried out in the order that they name, as a sentence; `undefined` when each rests on earlier ones only. */
export function orderFault(parts: readonly Pick<PlanPart, 'task' | 'after'>[]): string | undefined {
  const earlier = new Set<string>();
  for (const { task, after } of parts) {
    if (earlier.has(task)) return `${task} is listed twice`;
    const late = after.find((other) => !earlier.has(other));
    if (late !== undefined) return `${task} rests on ${late}, which is not listed before it`;
    earlier.add(task);
  }
  return undefined;
}
