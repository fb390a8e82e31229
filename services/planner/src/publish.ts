import {
  type ApprovalTerms,
  approvalDigest,
  type DraftOf,
  type Plan,
  type PlanPart,
  PlanProposed,
  sha256,
  termsOf,
} from '@patchwright/events';
import type { Lesson, Task } from '@patchwright/task';
import { renderPlan } from './plan-document.ts';
import type { PlannerSettings, PlannerWorld } from './propose.ts';

/** The plan's document in the repository. */
export const DOCUMENT = 'PLAN.md';

/** A version of a plan, and where it is to be put. */
export interface Edition {
  readonly version: number;
  readonly plan: Plan;
  readonly repository: string;
  readonly base: { readonly ref: string; readonly sha: string };
  readonly branch: string;
  /** The tree that PLAN.md is written into. */
  readonly tree: string;
  /** The head of the branch, on which the commit stands; `undefined` before there is a branch. */
  readonly head: string | undefined;
  /** What is done in other repositories before it. */
  readonly parts?: readonly PlanPart[] | undefined;
  /** What past tasks found that the plan was written with. */
  readonly lessons?: readonly Lesson[];
}

/** What is proposed besides the pull request. */
export type Published = Omit<DraftOf<typeof PlanProposed>['data'], 'pullRequest'>;

/** Writes PLAN.md, the plan's own commit, and pushes it: the only thing that is written before an approval. */
export async function publish(
  world: PlannerWorld,
  task: Pick<Task, 'id' | 'title' | 'ticket'>,
  edition: Edition,
  settings: Pick<PlannerSettings, 'author' | 'limits'>,
): Promise<Published> {
  const { version, plan, repository, base, branch, head, parts } = edition;
  const { policyVersion, policy } = await world.rules.inForce({});
  const terms: ApprovalTerms = termsOf(plan, settings.limits, policyVersion);
  const digest = approvalDigest({ repository, base, branch, plan, terms, parts });
  const learnedFrom = (edition.lessons ?? []).map((lesson) => lesson.task);
  const about = { taskId: task.id, title: task.title, version, terms, digest, learnedFrom };
  const content = renderPlan(plan, about);
  const { tree } = await world.workspace.writeFiles({
    repository,
    tree: edition.tree,
    files: [{ path: DOCUMENT, content }],
  });
  const { sha } = await world.workspace.commit({
    repository,
    tree,
    parent: head ?? base.sha,
    message: `docs: plan ${task.ticket?.key ?? task.id}${version > 1 ? ` (version ${version})` : ''}\n\nTask: ${task.id}\n`,
    author: settings.author,
    date: await world.clock.now(),
  });
  await world.workspace.push({
    key: `${task.id}/plan/${version}/push`,
    repository,
    branch,
    sha,
    expect: head ?? null,
  });
  const document = sha256(content);
  const published = { version, plan, digest, repository, base, branch, head: sha, terms, document };
  return parts === undefined || parts.length === 0
    ? published
    : {
        ...published,
        parts: [...parts],
        ...(policy?.approval.parts?.startAfter === 'merged' && { startAfter: 'merged' as const }),
      };
}

/** The fact that a published plan waits for people in a pull request. */
export function proposalOf(
  published: Published,
  pullRequest: { readonly number: number; readonly url: string },
): DraftOf<typeof PlanProposed> {
  const { repository } = published;
  const { number, url } = pullRequest;
  return PlanProposed.of({ ...published, pullRequest: { repository, number, url } });
}
