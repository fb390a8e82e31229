import { Plan, type PullRequestRef, type StoredEvent, type TaskEvent } from '@patchwright/events';
import { z } from 'zod';
import { type Proposal, statuses, type Task } from '../task.ts';
import { type PlanChange, proposalChanges } from './plan-changes.ts';

const Change = z.object({
  /** Which part of the plan, for example `step 2` or `riskLevel`. */
  part: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});

const Version = z.object({
  version: z.number().int(),
  digest: z.string(),
  proposedAt: z.string(),
  summary: z.string(),
  riskLevel: z.string(),
  steps: z.number().int(),
  /** What people asked to be different before this version was written. */
  feedback: z.array(z.object({ by: z.string(), via: z.string(), text: z.string() })),
  /** What is different from the version before. */
  changes: z.array(Change),
});

const Vote = z.object({ by: z.string(), via: z.string(), at: z.string() });

/** A task's plan: the present one, who said yes to it, and every version with what changed. */
export const PlanReport = z.object({
  task: z.string(),
  status: z.enum(statuses),
  /** The proposal that is, or was last, put to people; absent before the first. */
  current: z
    .looseObject({
      version: z.number().int(),
      digest: z.string(),
      plan: Plan,
      branch: z.string(),
      head: z.string(),
      pullRequest: z.object({ repository: z.string(), number: z.number(), url: z.string() }),
      proposedAt: z.string(),
      parts: z
        .array(
          z.looseObject({
            task: z.string(),
            repository: z.string(),
            plan: Plan,
            digest: z.string(),
          }),
        )
        .readonly()
        .optional()
        .describe('What is done in other repositories before, by the same approval'),
    })
    .optional(),
  votes: z.array(Vote),
  /** Who approved it, once enough people did. */
  approvers: z.array(Vote),
  versions: z.array(Version),
});
export type PlanReport = z.output<typeof PlanReport>;

type Proposed = Extract<StoredEvent<TaskEvent>, { type: 'plan_proposed' | 'part_proposed' }>;

/** The plan of a task with all its versions, oldest first, from the task and its whole history. */
export function planReport(task: Task, history: readonly StoredEvent<TaskEvent>[]): PlanReport {
  const { proposal } = task;
  return {
    task: task.id,
    status: task.status,
    ...(proposal === undefined ? {} : { current: currentOf(proposal) }),
    votes: [...task.votes],
    approvers: [...(task.approval?.approvers ?? [])],
    versions: versionsOf(history),
  };
}

function currentOf({ parts, ...proposal }: Proposal): NonNullable<PlanReport['current']> {
  return {
    ...proposal,
    pullRequest: pullRequestOf(proposal.pullRequest),
    ...(parts === undefined ? {} : { parts: [...parts] }),
  };
}

function versionsOf(history: readonly StoredEvent<TaskEvent>[]): PlanReport['versions'] {
  const versions: PlanReport['versions'] = [];
  let feedback: PlanReport['versions'][number]['feedback'] = [];
  let before: Proposed | undefined;
  for (const event of history) {
    if (event.type === 'revision_requested') {
      const { by, via, feedback: text } = event.data;
      feedback.push({ by, via, text });
    }
    if (event.type !== 'plan_proposed' && event.type !== 'part_proposed') continue;
    const { version, digest, plan } = event.data;
    versions.push({
      version,
      digest,
      proposedAt: event.time,
      summary: plan.summary,
      riskLevel: plan.riskLevel,
      steps: plan.steps.length,
      feedback,
      changes: changesBetween(before, event),
    });
    feedback = [];
    before = event;
  }
  return versions;
}

function changesBetween(before: Proposed | undefined, after: Proposed): PlanChange[] {
  return before === undefined ? [] : [...proposalChanges(before.data, after.data)];
}

function pullRequestOf({ repository, number, url }: PullRequestRef): PullRequestRef {
  return { repository, number, url };
}
