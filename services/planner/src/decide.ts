import type { Discovery } from '@patchwright/events';
import { branchHead, OWN_BRANCHES, type Proposal, type Task } from '@patchwright/task';

/** What the planner does about a task. */
export type Step =
  | { readonly kind: 'ignore'; readonly because: string }
  | { readonly kind: 'escalate'; readonly reason: string }
  /** A plan waits whose branch, or whose policy, has changed. */
  | {
      readonly kind: 'adopt';
      readonly repository: string;
      readonly base: { readonly ref: string; readonly sha: string };
      readonly proposal: Proposal;
    }
  | { readonly kind: 'propose'; readonly draft: PlanDraft };

/** Everything a plan is written from. */
export interface PlanDraft {
  readonly version: number;
  readonly repository: string;
  readonly base: { readonly ref: string; readonly sha: string };
  readonly branch: string;
  /** The newest commit of the branch, a person's push included; none before the first plan. */
  readonly head?: string;
  readonly discovery: Discovery;
  /** The plan that was sent back, with what people said of it. */
  readonly earlier?: Proposal;
  readonly feedback: readonly string[];
}

/** A discovered task gets its first plan, a task that was sent back the next one, up to `maxVersions`; a plan that waits is looked at. */
export function decide(task: Task, maxVersions: number): Step {
  if (task.part !== undefined)
    return { kind: 'ignore', because: 'a part is planned with its whole' };
  if (task.status === 'awaiting_approval') return look(task);
  if (task.status !== 'planning' && task.status !== 'revising') {
    return { kind: 'ignore', because: `a task that is ${task.status} takes no plan` };
  }
  const { discovery, repository, base, proposal } = task;
  if (discovery === undefined || repository === undefined || base === undefined) {
    return { kind: 'ignore', because: 'nothing was discovered yet' };
  }
  const version = (proposal?.version ?? 0) + 1;
  if (version > maxVersions) {
    return { kind: 'escalate', reason: `${maxVersions} plans were sent back` };
  }
  const head = branchHead(task) ?? proposal?.head;
  return {
    kind: 'propose',
    draft: {
      version,
      repository,
      base,
      branch: proposal?.branch ?? branchFor(task),
      discovery,
      ...(head === undefined ? {} : { head }),
      ...(proposal === undefined ? {} : { earlier: proposal }),
      feedback: task.feedback.map((entry) => entry.text),
    },
  };
}

function look({ repository, base, proposal }: Task): Step {
  return repository === undefined || base === undefined || proposal === undefined
    ? { kind: 'ignore', because: 'there is no plan to look at' }
    : { kind: 'adopt', repository, base, proposal };
}

/** `agent/<ticket>-<slug>`: lower case, at most 60 characters. */
export function branchFor(task: Pick<Task, 'id' | 'title'>): string {
  const slug = task.title
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return `${OWN_BRANCHES}${task.id}-${slug}`.slice(0, 60).replace(/-+$/, '');
}
