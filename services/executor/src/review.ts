import { fence, readPrompt, runAgent, skillsFor, withSkills } from '@patchwright/agent';
import type { ExecutorWorld, Site } from './execution.ts';
import { Review } from './submissions.ts';

const instructions = readPrompt(new URL('./prompts/review.md', import.meta.url));
const MAX_PATCH_CHARACTERS = 60_000;

/** The diff is read against the plan before it is committed. A reviewer that comes to no result does not stand in the way; a refusal does. */
export async function reviewDiff(
  site: Site,
  world: ExecutorWorld,
  from: string,
  to: string,
): Promise<{
  readonly refusal?: string;
  readonly spent: { readonly tokens: number; readonly costUsd: number };
}> {
  const { patch } = await world.workspace.diff({ repository: site.repository, from, to });
  const skills = skillsFor('reviewer', site.skills);
  const outcome = await runAgent(world.model, {
    role: 'reviewer',
    instructions: withSkills(instructions, skills),
    prompt: [
      `Task: ${site.task.id}`,
      fence(JSON.stringify(site.plan, undefined, 2), 'approved plan'),
      fence(patch.slice(0, MAX_PATCH_CHARACTERS), 'diff'),
    ].join('\n\n'),
    tools: skills.tools,
    submit: { name: 'submit_review', description: 'Hands in the review.', schema: Review },
    budget: site.limits,
  });
  if (outcome.kind === 'stopped' || outcome.result.conforms) return { spent: outcome.spent };
  return {
    refusal: `the review refused the change:\n${outcome.result.problems.join('\n')}`,
    spent: outcome.spent,
  };
}
