import { grantedTools, openDesk, runAgent, skillsFor, withSkills } from '@patchwright/agent';
import type { PlanStep } from '@patchwright/events';
import { amendmentDesk } from './amendment.ts';
import {
  budgetOf,
  type ExecutorWorld,
  type Progress,
  type Site,
  spend,
  type Wish,
} from './execution.ts';
import { Change } from './submissions.ts';

/** What the model is given for one try of one step. */
export interface Assignment {
  readonly step: PlanStep;
  /** Counted from 1. */
  readonly attempt: number;
  readonly instructions: string;
  readonly prompt: string;
  /** The tree that it begins with. */
  readonly tree: string;
  readonly refuseWrite: (path: string) => string | undefined;
  /** Commands that it may run. */
  readonly commands?: readonly string[];
  readonly submit: { readonly name: string; readonly description: string };
}

/** What came of one try, with what it cost in `progress`. */
export type Attempt = { readonly progress: Progress } & (
  | { readonly kind: 'submitted'; readonly tree: string; readonly summary: string }
  | { readonly kind: 'stopped'; readonly detail: string }
  | { readonly kind: 'wish'; readonly wish: Wish }
);

/** One try of a step by the model: at a desk of its own, with the tools that the policy grants, within what is left of the budget. */
export async function attemptStep(
  site: Site,
  world: ExecutorWorld,
  before: Progress,
  assignment: Assignment,
): Promise<Attempt> {
  const { step, attempt, tree, refuseWrite, commands = [], submit } = assignment;
  const { repository } = site;
  const skills = skillsFor('executor', site.skills);
  const desk = openDesk(world.workspace, { repository, tree }, { refuseWrite, commands });
  const key = `${site.task.id}/executor/${step.order}/${attempt}`;
  const amendment = amendmentDesk(site, before, step);
  const granted = await grantedTools(world, { allow: site.limits.mcp, key });
  const outcome = await runAgent(world.model, {
    role: 'executor',
    instructions: withSkills(assignment.instructions, skills),
    prompt: assignment.prompt,
    tools: [...desk.tools, ...amendment.tools, ...skills.tools, ...granted],
    submit: { ...submit, schema: Change },
    budget: budgetOf(site, before),
  });
  const progress = spend(before, outcome.spent);
  const wish = amendment.wish();
  if (wish !== undefined) return { kind: 'wish', wish, progress };
  return outcome.kind === 'stopped'
    ? { kind: 'stopped', detail: outcome.detail, progress }
    : { kind: 'submitted', tree: desk.tree(), summary: outcome.result.summary, progress };
}
