import type { Task } from '../task.ts';
import type { ApprovalRow } from './rows.ts';

/** The row of a plan that waits for people, or `undefined` while none does. */
export function approvalRow(task: Task, seq: number): ApprovalRow | undefined {
  const { proposal } = task;
  // A part waits with its whole.
  if (task.status !== 'awaiting_approval' || proposal === undefined || task.part !== undefined) {
    return undefined;
  }
  const { plan } = proposal;
  const files = plan.steps.map((step) => step.file).filter((file) => file !== '');
  return {
    task: task.id,
    title: task.title,
    requester: task.requester,
    priority: task.priority,
    ...(task.ticket === undefined ? {} : { ticket: task.ticket }),
    repository: proposal.pullRequest.repository,
    branch: proposal.branch,
    pullRequest: proposal.pullRequest,
    version: proposal.version,
    digest: proposal.digest,
    summary: plan.summary,
    riskLevel: plan.riskLevel,
    estimatedMinutes: plan.estimatedMinutes,
    files: [...new Set(files)],
    votes: task.votes,
    waitingSince: task.since.at,
    lastSeq: seq,
  };
}
