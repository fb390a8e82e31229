import { isAllowedPath, type RiskLevel } from '@patchwright/events';
import type { Person } from '../command.ts';
import { isGuardedPath } from '../guarded-paths.ts';
import type { Proposal, Task } from '../task.ts';
import type { ApprovalPolicy } from './policy.ts';

/** What holds for one repository: of the general rule and the repository's own, the stricter. */
export function rulesFor(
  policy: ApprovalPolicy,
  repository: string | undefined,
): Omit<ApprovalPolicy, 'repositories'> {
  const { repositories, ...general } = policy;
  const own =
    repository === undefined || !Object.hasOwn(repositories, repository)
      ? undefined
      : repositories[repository];
  if (own === undefined) return general;
  const { votes } = general;
  return {
    ...general,
    votes: {
      low: Math.max(votes.low, own.votes?.low ?? 1),
      medium: Math.max(votes.medium, own.votes?.medium ?? 1),
      high: Math.max(votes.high, own.votes?.high ?? 1),
    },
    selfApproval: general.selfApproval && own.selfApproval !== false,
    expiryHours: Math.min(general.expiryHours, own.expiryHours ?? general.expiryHours),
    amendments: own.amendments ?? general.amendments,
    guardedPathsVotes: Math.max(general.guardedPathsVotes, own.guardedPathsVotes ?? 1),
    auto: own.auto === false ? { ...general.auto, enabled: false } : general.auto,
  };
}

/**
 * How many people must approve the proposal: by its risk, by what it may cost at most, and by whether it may change files that steer how
 * code is built or checked, for which an admin is enough; of the whole and its parts, what asks for most. At least one. `strongest` has
 * the most rights among those who vote.
 */
export function votesNeeded(
  policy: ApprovalPolicy,
  proposal: Proposal,
  strongest?: Pick<Person, 'roles'>,
): number {
  const bound = [proposal, ...(proposal.parts ?? [])];
  const costUsd = bound.reduce((sum, { terms }) => sum + terms.limits.costUsd, 0);
  return Math.max(...bound.map((plan) => votesFor(policy, plan, costUsd, strongest)));
}

function votesFor(
  policy: ApprovalPolicy,
  { pullRequest, terms, plan }: Pick<Proposal, 'pullRequest' | 'terms' | 'plan'>,
  costUsd: number,
  strongest: Pick<Person, 'roles'> | undefined,
): number {
  const rules = rulesFor(policy, pullRequest.repository);
  const isCostly = rules.twoWhenCostOverUsd !== undefined && costUsd > rules.twoWhenCostOverUsd;
  const isGuarded =
    terms.allowedPaths.some(isGuardedPath) && strongest?.roles.includes('admin') !== true;
  return Math.max(
    1,
    rules.votes[plan.riskLevel],
    isCostly ? 2 : 1,
    isGuarded ? rules.guardedPathsVotes : 1,
  );
}

/** What holds for all repositories that a proposal is about: the strictest of each. */
export function rulesForAll(
  policy: ApprovalPolicy,
  { pullRequest, parts = [] }: Pick<Proposal, 'pullRequest' | 'parts'>,
): Pick<ApprovalPolicy, 'selfApproval' | 'expiryHours'> {
  const all = [pullRequest.repository, ...parts.map(({ repository }) => repository)].map(
    (repository) => rulesFor(policy, repository),
  );
  return {
    selfApproval: all.every(({ selfApproval }) => selfApproval),
    expiryHours: Math.min(...all.map(({ expiryHours }) => expiryHours)),
  };
}

const order: readonly RiskLevel[] = ['low', 'medium', 'high'];

/** Why a policy does not approve a waiting proposal by itself, as a sentence; `undefined` when it does. */
export function autoApprovalFault(policy: ApprovalPolicy, task: Task): string | undefined {
  const { proposal } = task;
  if (proposal === undefined) return 'there is no plan';
  for (const bound of [proposal, ...(proposal.parts ?? [])]) {
    const fault = autoFault(policy, task, proposal, bound);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function autoFault(
  policy: ApprovalPolicy,
  task: Task,
  proposal: Proposal,
  { pullRequest, plan, terms }: Pick<Proposal, 'pullRequest' | 'terms' | 'plan'>,
): string | undefined {
  const { auto } = rulesFor(policy, pullRequest.repository);
  if (!auto.enabled) return 'it does not approve plans by itself';
  if (order.indexOf(plan.riskLevel) > order.indexOf(auto.maxRisk)) {
    return `its risk is ${plan.riskLevel}, and more than ${auto.maxRisk} needs a person`;
  }
  if (votesNeeded(policy, proposal) > 1) return 'it needs more than one person';
  if (plan.breakingChanges.length > 0) return 'it breaks something';
  const outside = terms.allowedPaths.find((path) => !isWithin(path, auto.paths));
  if (terms.allowedPaths.length === 0 || outside !== undefined) {
    return `${outside ?? 'what it changes'} is not among the paths that need no person`;
  }
  const labels = auto.labels.map((label) => label.toLowerCase());
  const isLabelled = task.labels.some((label) => labels.includes(label.toLowerCase()));
  return labels.length === 0 || isLabelled ? undefined : 'its task has none of the labels for that';
}

/** A folder lies within another folder, a path within it or among the named ones. */
function isWithin(path: string, allowed: readonly string[]): boolean {
  return path.endsWith('/**')
    ? allowed.some((wide) => wide.endsWith('/**') && path.startsWith(wide.slice(0, -2)))
    : isAllowedPath(path, allowed);
}
