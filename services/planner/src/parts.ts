import { openDesk, type Tool } from '@patchwright/agent';
import { type PlanPart, partIdFor } from '@patchwright/events';
import { Terminal } from '@patchwright/faults';
import { othersOfOwner, type PartRecord, type Proposal, type Task } from '@patchwright/task';
import { branchFor, type PlanDraft } from './decide.ts';
import { leftBehind } from './left-behind.ts';
import type { PlannerSettings, PlannerWorld } from './propose.ts';
import type { Edition } from './publish.ts';
import { publishDraft } from './publish-draft.ts';
import type { WrittenPart } from './written-parts.ts';

/** Another repository that the work may need changes in, as it is now. */
export interface Site {
  readonly repository: string;
  readonly base: { readonly ref: string; readonly sha: string };
  readonly tree: string;
  /** What the names of its tools end in. */
  readonly suffix: string;
}

/** More repositories than these are more than one plan. */
const MOST_SITES = 4;

/**
 * The repositories besides the task's own in which the plan may have parts: those that discovery found to depend on one another. They
 * belong to the same owner, since a branch is written there before anybody approves.
 */
export async function otherSites(world: PlannerWorld, draft: PlanDraft): Promise<readonly Site[]> {
  const { discovery, repository: own, earlier } = draft;
  const linked = discovery.crossRepoDependencies.flatMap(({ from, to }) => [from, to]);
  const found = discovery.relevantRepos.map(({ name }) => name);
  const names = othersOfOwner(own, found)
    .filter((name) => linked.includes(name))
    .slice(0, MOST_SITES);
  const sites: Site[] = [];
  for (const repository of new Set(names)) {
    const base = await baseOf(world, repository, earlier);
    if (base === undefined) continue;
    const at = await world.workspace.open({ repository, ref: base.sha ?? base.ref });
    const name = suffixOf(repository);
    const isTaken = sites.some(({ suffix }) => suffix === name);
    sites.push({
      repository,
      base: { ref: base.ref, sha: at.commit },
      tree: at.tree,
      suffix: isTaken ? `${name}_${sites.length + 1}` : name,
    });
  }
  return sites;
}

/** Where a part begins: where it began before, or at the default branch. `undefined` for a repository that there is not: a model named it. */
async function baseOf(
  { github }: PlannerWorld,
  repository: string,
  earlier: Proposal | undefined,
): Promise<{ readonly ref: string; readonly sha?: string } | undefined> {
  const known = earlier?.parts?.find((part) => part.repository === repository);
  if (known !== undefined) return known.base;
  try {
    return { ref: (await github.getRepository({ repository })).defaultBranch };
  } catch (thrown) {
    if (thrown instanceof Terminal) return undefined;
    throw thrown;
  }
}

/** What the model is told of the other repositories: where they are, and how each is tested. */
export async function describeSites(
  { workspace }: PlannerWorld,
  sites: readonly Site[],
): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const { repository, tree, suffix } of sites) {
    const { testCommand } = await workspace.detect({ repository, tree });
    const tested = testCommand === null ? 'it has no tests' : `tested by: ${testCommand}`;
    lines.push(`Another repository: ${repository} (${tested}; its tools end in _${suffix})`);
  }
  return lines;
}

/** Tools that read the other repositories: those of a desk, with the repository's name behind theirs. */
export function desksOf(
  { workspace }: PlannerWorld,
  sites: readonly Site[],
  // biome-ignore lint/suspicious/noExplicitAny: tools differ in their input; each is typed where it is defined
): readonly Tool<any>[] {
  return sites.flatMap(({ repository, tree, suffix }) =>
    openDesk(workspace, { repository, tree }).tools.map((tool) => ({
      ...tool,
      name: `${tool.name}_${suffix}`,
      description: `${tool.description} Of ${repository}.`,
    })),
  );
}

function suffixOf(repository: string): string {
  const name = repository.split('/').at(-1) ?? repository;
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 40);
}

/** Writes each part's PLAN.md to a branch of its own, in a draft pull request of its own. */
export async function publishParts(
  world: PlannerWorld,
  task: Task,
  draft: PlanDraft,
  written: readonly WrittenPart[],
  sites: readonly Site[],
  settings: PlannerSettings,
): Promise<readonly PlanPart[]> {
  const here = { repository: draft.repository, base: draft.base };
  const published: PlanPart[] = [];
  for (const { repository, after, plan } of written) {
    const known = stillWaiting(task, repository);
    const id = known?.task ?? partIdFor(task.id, repository, draft.version);
    const branch = known?.branch ?? branchFor({ id, title: task.title });
    const { base } = sites.find((site) => site.repository === repository) ?? here;
    // Of a part that waits, people see the branch as it is, whoever pushed to it.
    const seen = known && (await world.workspace.remoteHead({ repository, branch }));
    const start = await world.workspace.open({ repository, ref: seen ?? base.sha });
    const head = seen ?? (await leftBehind(world, { repository, branch }, start.tree));
    const { version } = draft;
    const edition: Edition = { version, plan, repository, base, branch, tree: start.tree, head };
    const before = published.filter((part) => after.includes(part.repository));
    published.push(
      await publishPart(
        world,
        { ...task, id },
        edition,
        before.map((part) => part.task),
        settings,
      ),
    );
  }
  return published;
}

/** The part of the present plan in a repository that nobody has begun: the next plan's takes its place. */
function stillWaiting(task: Task, repository: string): PlanPart | undefined {
  const known = task.proposal?.parts?.find((part) => part.repository === repository);
  return known !== undefined && stateOf(task, known) === 'waiting' ? known : undefined;
}

/** How far a part of the present plan is. */
export function stateOf(
  { parts }: Pick<Task, 'parts'>,
  part: Pick<PlanPart, 'task'>,
): PartRecord['state'] | undefined {
  return parts?.find(({ task }) => task === part.task)?.state;
}

/** Puts one part where people see it. `task` is the part's own. */
export async function publishPart(
  world: PlannerWorld,
  task: Task,
  edition: Edition,
  after: readonly string[],
  settings: PlannerSettings,
): Promise<PlanPart> {
  const { published, pullRequest: opened } = await publishDraft(world, task, edition, settings);
  const { number, url } = opened;
  const { version: _version, parts: _parts, startAfter: _startAfter, ...part } = published;
  const pullRequest = { repository: edition.repository, number, url };
  return { task: task.id, ...part, pullRequest, after: [...after] };
}
