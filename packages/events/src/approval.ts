import { z } from 'zod';
import { ApprovalTerms } from './approval-terms.ts';
import { digestOf } from './canonical.ts';
import { maskDeep } from './mask.ts';
import type { PlanPart } from './part.ts';
import { Plan } from './plan.ts';

/** What made an approval void. */
export const VoidCause = z.enum([
  'plan_edited',
  'ticket_edited',
  'foreign_commit',
  'policy_changed',
  'expired',
]);
export type VoidCause = z.infer<typeof VoidCause>;

/** What a person approves: this plan, for this state of this repository, on this branch, within these terms. */
export interface Approvable {
  readonly repository: string;
  readonly base: { readonly ref: string; readonly sha: string };
  readonly branch: string;
  readonly plan: Plan;
  readonly terms: ApprovalTerms;
  /** What is done in other repositories before it, where there is such. */
  readonly parts?:
    | readonly Pick<PlanPart, 'task' | 'repository' | 'digest' | 'after'>[]
    | undefined;
}

/** The policy's version of proposals that were made before terms were part of what is approved. Such terms are never stated anew. */
export const BEFORE_TERMS = 'before-terms';

/**
 * The digest that an approval names: canonical SHA-256 (hex). Neither the order of keys nor a member that is left to its default
 * changes it; any other change of the plan, terms, base or branch does. It is over plan and terms as they lie on the log, with secrets
 * masked. A proposal from before there were terms keeps the digest that it had; one with parts binds the digest of each and their order.
 * Throws a ZodError when the plan or the terms are none.
 */
export function approvalDigest(approvable: Approvable): string {
  const { repository, base, branch, plan } = approvable;
  const terms = ApprovalTerms.parse(approvable.terms);
  const bound = terms.policyVersion === BEFORE_TERMS ? {} : { terms: maskDeep(terms) };
  return digestOf({
    repository,
    base: { ref: base.ref, sha: base.sha },
    branch,
    plan: maskDeep(Plan.parse(plan)),
    ...bound,
    ...partsBound(approvable.parts),
  });
}

function partsBound(parts: Approvable['parts']): object {
  if (parts === undefined || parts.length === 0) return {};
  return {
    parts: parts.map(({ task, repository, digest, after }) => ({
      task,
      repository,
      digest,
      after,
    })),
  };
}

/**
 * The paths that a plan lets an execution change: the files of its steps, and what its components name (one that ends in `/` names its
 * folder). Sorted, each once. A folder of tests is not opened by a test in it, since that would let other tests be weakened.
 */
export function allowedPathsOf(plan: Plan): string[] {
  const named = [
    ...plan.steps.map((step) => step.file),
    ...plan.components.map((component) => component.path),
  ];
  const paths = named
    .map((path) => path.trim().replace(/^(\.\/)+/, ''))
    .filter((path) => path !== '' && path !== '/')
    .map((path) => (path.endsWith('/') ? `${path}**` : path));
  return [...new Set(paths)].sort();
}

/** Whether a path lies within the allowed ones: it is one of them, or below one that ends in `/**`. No other sign is special. */
export function isAllowedPath(path: string, allowedPaths: readonly string[]): boolean {
  return allowedPaths.some((allowed) =>
    allowed.endsWith('/**') ? path.startsWith(allowed.slice(0, -2)) : path === allowed,
  );
}

/** The terms within which a plan is proposed. */
export function termsOf(
  plan: Plan,
  limits: ApprovalTerms['limits'],
  policyVersion: string,
): ApprovalTerms {
  return { allowedPaths: allowedPathsOf(plan), limits, policyVersion };
}

/** The same terms with more paths. The order of the paths does not depend on when they came in. */
export function amendedTerms(terms: ApprovalTerms, paths: readonly string[]): ApprovalTerms {
  return { ...terms, allowedPaths: [...new Set([...terms.allowedPaths, ...paths])].sort() };
}

/** The terms of a proposal that was made before there were any: they allow what was allowed then. */
export function termsBefore(plan: Plan): ApprovalTerms {
  return termsOf(plan, { minutes: 60, costUsd: 1000 }, BEFORE_TERMS);
}
