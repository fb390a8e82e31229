import { approvalDigest, type PlanPart, type TaskDraft } from '@patchwright/events';
import { ines, maria } from './story-people.ts';
import { plan, terms } from './story-plan.ts';

/** A part of the plan, in another repository. */
export function partOf(where: string, task: string, after: readonly string[] = []): PlanPart {
  const site = { repository: where, base: { ref: 'main', sha: '9'.repeat(40) } };
  const made = { ...site, branch: `agent/${task}-cart`, plan: plan(), terms: terms() };
  return {
    task,
    ...made,
    head: '8'.repeat(40),
    digest: approvalDigest(made),
    pullRequest: { repository: where, number: 3, url: `https://github.example/${where}/pull/3` },
    document: 'b'.repeat(64),
    after: [...after],
  };
}

const { task, ...money } = partOf('acme/money', 'shop-42__money');
const { digest, head, pullRequest } = money;

type PartFact = Extract<TaskDraft['type'], `part_${string}`>;

/** One fact of each kind about parts of `shop-42`. */
export const partFacts: { readonly [T in PartFact]: Extract<TaskDraft, { type: T }> } = {
  part_proposed: {
    type: 'part_proposed',
    data: {
      whole: 'shop-42',
      title: 'Cart total is off by a cent',
      description: '',
      requester: ines.actor,
      priority: 'normal',
      labels: [],
      version: 1,
      ...money,
      wholePullRequest: pullRequest,
    },
  },
  part_released: {
    type: 'part_released',
    data: {
      whole: 'shop-42',
      digest,
      approved: 'd'.repeat(64),
      approvers: [{ by: maria.actor, via: 'slack', at: '2026-03-02T09:30:00.000Z' }],
      expiresAt: '2026-03-03T09:30:00.000Z',
    },
  },
  part_recalled: { type: 'part_recalled', data: { reason: 'shop-42 is being changed', digest } },
  part_started: { type: 'part_started', data: { part: task } },
  part_merged: { type: 'part_merged', data: { part: task, sha: '7'.repeat(40) } },
  part_completed: { type: 'part_completed', data: { part: task, head, pullRequest } },
};
