import type { Tool } from '@patchwright/agent';
import {
  AmendmentRequested,
  amendedTerms,
  approvalDigest,
  type CommitRecorded,
  type DraftOf,
  type PlanStep,
  sha256,
} from '@patchwright/events';
import { amendmentFault, type Task, withCover } from '@patchwright/task';
import { z } from 'zod';
import { commitChange } from './commit.ts';
import type { ExecutorWorld, Progress, Site, Wish } from './execution.ts';
import { DOCUMENT } from './gate.ts';

const Request = z.object({
  files: z.array(z.string().min(1)).min(1).describe('Exact paths of the files that are missing'),
  reason: z.string().min(1).max(1000).describe('Why the step cannot be done without them'),
});

/** The tool by which a model asks for files that the plan does not name, where the policy lets it ask; and what was asked. */
export interface AmendmentDesk {
  readonly tools: readonly Tool<z.infer<typeof Request>>[];
  readonly wish: () => Wish | undefined;
}

/** Sets up the tool for one try of one step. */
export function amendmentDesk(site: Site, progress: Progress, step: PlanStep): AmendmentDesk {
  if (site.amendments === 'refuse') return { tools: [], wish: () => undefined };
  let wish: Wish | undefined;
  const tool: Tool<z.infer<typeof Request>> = {
    name: 'request_amendment',
    description:
      'Asks people to add files to the approved plan, when the step cannot be done without them. Ask once, for all of them, then hand in: what you wrote in this step is put aside until people have decided.',
    input: Request,
    async run({ files, reason }) {
      const paths = [...new Set(files.map((path) => path.trim().replace(/^(\.\/)+/, '')))].sort();
      const frozen = paths.find((path) => progress.frozen.has(path));
      const fault =
        frozen === undefined
          ? amendmentFault(paths, site.terms.allowedPaths)
          : `${frozen} holds a test that was proved to fail`;
      if (fault !== undefined) throw new Error(`This cannot be asked for: ${fault}.`);
      wish = { step: step.order, paths, reason };
      return 'People will be asked. Hand in now; the step is done anew once they agree.';
    },
  };
  return { tools: [tool], wish: () => wish };
}

/** The files that people let a step take by amendments. */
export function amendedPaths(task: Task, step: PlanStep): Set<string> {
  const own = (task.amendments ?? []).filter((amendment) => amendment.step === step.order);
  return new Set(own.flatMap(({ paths }) => paths));
}

/**
 * Ends the execution of a task over several repositories with what a person can do: its approval is over all of them, so that one
 * plan is not changed while the others stand.
 */
export function withoutAmendment(
  { id, part }: Pick<Task, 'id' | 'part'>,
  { wish: _, ...progress }: Progress,
  { step, paths, reason }: Wish,
): Progress {
  const whole = part?.whole ?? id;
  const files = paths.join(', ');
  const way = `Plans over several repositories are not amended while they are carried out: ask for another one by "revise ${whole} ${files} is needed too".`;
  const sentence = /[.!?]$/.test(reason) ? reason : `${reason}.`;
  return {
    ...progress,
    failed: {
      step,
      reason: `step ${step} needs ${files}, which the plan does not name: ${sentence} ${way}`,
    },
  };
}

/** The plan with what was wished for, as it is put to people: the fact, and PLAN.md that says the same. */
export interface AmendedPlan {
  readonly fact: DraftOf<typeof AmendmentRequested>;
  /** Progress with PLAN.md rewritten and committed; as it was where the plan has no document of ours. */
  readonly progress: Progress;
}

/** Amends the plan: its own document says what waits for people before they are asked. */
export async function* amendPlan(
  site: Site,
  world: ExecutorWorld,
  progress: Progress,
  wish: Wish,
): AsyncGenerator<DraftOf<typeof CommitRecorded>, AmendedPlan | undefined> {
  const { task, repository, plan } = site;
  const { proposal, base } = task;
  if (proposal === undefined || base === undefined) return undefined;
  const terms = amendedTerms(site.terms, wish.paths);
  const digest = approvalDigest({ repository, base, branch: proposal.branch, plan, terms });
  const asked = { ...wish, paths: [...wish.paths], digest, terms };
  const { tree } = progress;
  const present =
    proposal.document === undefined
      ? null
      : await world.workspace.readFile({ repository, tree, path: DOCUMENT });
  const content = present === null ? undefined : withCover(present, terms, digest);
  if (content === undefined) return { fact: AmendmentRequested.of(asked), progress };
  const files = [{ path: DOCUMENT, content }];
  const written = await world.workspace.writeFiles({ repository, tree, files });
  const committed = yield* commitChange(site, world, progress, {
    type: 'docs',
    subject: `amend the plan by ${wish.paths.join(', ')}`,
    tree: written.tree,
    files,
  });
  return {
    fact: AmendmentRequested.of({ ...asked, document: sha256(content) }),
    progress: committed,
  };
}
