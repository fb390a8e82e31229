import {
  type DraftOf,
  type Plan,
  type PlanPart,
  type PlanProposed,
  planFault,
  sha256,
} from '@patchwright/events';
import type { Proposal, Task } from '@patchwright/task';
import { publishPart, stateOf } from './parts.ts';
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
 * Looks at the branches of a plan that waits for people. A PLAN.md that somebody edited becomes the next version of the plan, as it stands
 * there; one that is no plan is answered with what is wrong with it, and goes on waiting. Under a changed policy the same plan is
 * proposed anew. No model is asked. Yields nothing when what waits is what lies there.
 */
export async function* adopt(
  world: PlannerWorld,
  task: Task,
  { repository, base, proposal }: Waiting,
  settings: PlannerSettings,
): AsyncGenerator<DraftOf<typeof PlanProposed>> {
  const { policyVersion } = await world.rules.inForce({});
  const own = await look(world, task, { repository, ...proposal }, policyVersion);
  if (own === 'refused') return;
  const version = proposal.version + 1;
  const parts: PlanPart[] = [];
  for (const part of proposal.parts ?? []) {
    // What was begun stays as it is.
    const isWaiting = stateOf(task, part) === 'waiting';
    const found = isWaiting
      ? await look(world, { id: part.task }, { ...part, version: proposal.version }, policyVersion)
      : undefined;
    if (found === 'refused') return;
    if (found === undefined) {
      parts.push(part);
      continue;
    }
    const about = { ...task, id: part.task };
    const edition = { ...part, ...found, version, parts: undefined };
    parts.push(await publishPart(world, about, edition, part.after, settings));
  }
  const isSame = parts.every((part, index) => part === proposal.parts?.[index]);
  if (own === undefined && isSame) return;
  const there = own ?? (await headOf(world, repository, proposal));
  if (there === undefined) return;
  const edition = { version, repository, base, branch: proposal.branch, ...there, parts };
  yield proposalOf(await publish(world, task, edition, settings), proposal.pullRequest);
}

/** A plan as it lies on its branch, with the tree that holds it. */
interface Found {
  readonly plan: Plan;
  readonly tree: string;
  readonly head: string;
}

type Lying = Pick<Proposal, 'plan' | 'branch' | 'terms' | 'pullRequest' | 'version'> & {
  readonly repository: string;
  readonly document?: string | undefined;
};

/** What lies there if it is not what waits; `refused` when that is no plan, of which people are told. */
async function look(
  world: PlannerWorld,
  task: Pick<Task, 'id'>,
  waiting: Lying,
  policyVersion: string,
): Promise<Found | 'refused' | undefined> {
  const { repository } = waiting;
  const there = await headOf(world, repository, waiting);
  if (there === undefined) return undefined;
  const { tree, head } = there;
  const text = await world.workspace.readFile({ repository, tree, path: DOCUMENT });
  const isEdited = waiting.document !== (text === null ? null : sha256(text));
  if (!isEdited && policyVersion === waiting.terms.policyVersion) return undefined;
  const plan = isEdited ? planIn(text) : waiting.plan;
  if ('fault' in plan) {
    await refuse(world, task, { repository, proposal: waiting, head, plan });
    return 'refused';
  }
  return { plan, tree, head };
}

async function headOf(
  world: PlannerWorld,
  repository: string,
  { branch, plan }: Pick<Proposal, 'branch' | 'plan'>,
): Promise<Found | undefined> {
  const head = await world.workspace.remoteHead({ repository, branch });
  if (head === null) return undefined;
  const { tree } = await world.workspace.open({ repository, ref: head });
  return { plan, tree, head };
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
  task: Pick<Task, 'id'>,
  edit: {
    readonly repository: string;
    readonly proposal: Pick<Proposal, 'pullRequest' | 'version'>;
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
