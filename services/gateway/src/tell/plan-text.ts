import type { PlanReport } from '@patchwright/task';
import { shorten, who } from './shorten.ts';

const MOST_CHANGES = 8;

/** The plan of a task: what is done, in which steps, what changed since the version before, and who said yes. */
export function planText({ task, current, votes, approvers, versions }: PlanReport): string {
  if (current === undefined) return `${task} has no plan yet.`;
  const { plan, version, pullRequest, digest } = current;
  const changes = versions.at(-1)?.changes ?? [];
  const yes = approvers.length > 0 ? approvers : votes;
  return shorten(
    [
      `Plan ${version} of ${task} (${digest.slice(0, 12)}): ${plan.summary}`,
      `Risk ${plan.riskLevel}, about ${plan.estimatedMinutes} minutes, ${pullRequest.url}`,
      ...plan.steps.map(
        ({ order, type, action, file }) => `${order}. ${type}: ${action} (${file})`,
      ),
      ...(current.parts ?? []).flatMap((part) => [
        `Before it, in ${part.repository}: ${part.plan.summary}`,
        ...part.plan.steps.map(
          ({ order, type, action, file }) => `  ${order}. ${type}: ${action} (${file})`,
        ),
      ]),
      ...plan.breakingChanges.map((change) => `Breaking: ${change}`),
      ...changes.slice(0, MOST_CHANGES).map(changeLine),
      changes.length > MOST_CHANGES ? `… and ${changes.length - MOST_CHANGES} more changes` : '',
      yes.length === 0
        ? ''
        : `${approvers.length > 0 ? 'Approved' : 'Approved so far'} by ${yes.map(({ by, via }) => `${who(by)} (${via})`).join(', ')}`,
    ],
    `${pullRequest.url} has the whole plan`,
  );
}

function changeLine(change: PlanReport['versions'][number]['changes'][number]): string {
  const { part, before, after } = change;
  if (before === null) return `New: ${part}: ${after}`;
  return after === null ? `Gone: ${part}` : `Changed: ${part}: ${after}`;
}
