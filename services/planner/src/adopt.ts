import { type DraftOf, type Plan, type PlanProposed, planFault, sha256 } from '@patchwright/events';
import type { Proposal, Task } from '@patchwright/task';
import { type PlanFault, parsePlan } from './plan-document.ts';
import type { PlannerSettings, PlannerWorld } from './propose.ts';
import { DOCUMENT, proposalOf, publish } from './publish.ts';

/** The proposal that waits, and where it lies. */
export interface Waiting {
  readonly repository: string;
  readonly base: { readonly ref: string; readonly sha: string };
  readonly proposal: Proposal;
}

/**
 * Looks at the branch of a plan that waits for people. A PLAN.md that somebody edited becomes the next version of the plan, as it stands
 * there; one that is no plan is answered with what is wrong with it, and goes on waiting. Under a changed policy the same plan is
 * proposed anew. No model is asked. Yields nothing when what waits is what lies there.
 */
export async function* adopt(
  world: PlannerWorld,
  task: Task,
  { repository, base, proposal }: Waiting,
  settings: PlannerSettings,
): AsyncGenerator<DraftOf<typeof PlanProposed>> {
  const { branch } = proposal;
  const head = await world.workspace.remoteHead({ repository, branch });
  if (head === null) return;
  const { tree } = await world.workspace.open({ repository, ref: head });
  const text = await world.workspace.readFile({ repository, tree, path: DOCUMENT });
  const isEdited = proposal.document !== (text === null ? null : sha256(text));
  const { policyVersion } = await world.rules.inForce({});
  if (!isEdited && policyVersion === proposal.terms.policyVersion) return;

  const plan = isEdited ? planIn(text) : proposal.plan;
  if ('fault' in plan) {
    await refuse(world, task, { repository, proposal, head, plan });
    return;
  }
  const version = proposal.version + 1;
  const edition = { version, plan, repository, base, branch, tree, head };
  yield proposalOf(await publish(world, task, edition, settings), proposal.pullRequest);
}

function planIn(text: string | null): Plan | PlanFault {
  if (text === null) return { fault: `${DOCUMENT} is not there any more` };
  const plan = parsePlan(text);
  if ('fault' in plan) return plan;
  const fault = planFault(plan);
  return fault === undefined ? plan : { fault };
}

async function refuse(
  world: PlannerWorld,
  task: Task,
  edit: {
    readonly repository: string;
    readonly proposal: Proposal;
    readonly head: string;
    readonly plan: PlanFault;
  },
): Promise<void> {
  const { repository, proposal, head, plan } = edit;
  const line = plan.line === undefined ? '' : ` (line ${plan.line})`;
  await world.github.ensureComment({
    key: `${task.id}/plan/edit/${head}`,
    repository,
    number: proposal.pullRequest.number,
    body: [
      `**${DOCUMENT} at ${head.slice(0, 12)} is not a plan that can be carried out.**`,
      `${inPlainWords(plan.fault)}${line}`,
      `Nothing is executed until it is one. Mend ${DOCUMENT}, or say \`@agent revise …\` for another plan; an approval of version ${proposal.version} does not count while this lies on the branch.`,
    ].join('\n\n'),
  });
}

/** What a person wrote into the document is shown as text only. */
function inPlainWords(fault: string): string {
  return fault.replace(/[<>@`[\]!*_\\]/g, '\\$&').slice(0, 500);
}
