import type { CheckFailure } from '@patchwright/events';
import { isGuardedPath, isWithinPlan, type Task } from '@patchwright/task';
import type { CiSite, Remedy } from './decide.ts';
import { commandsApplied } from './fix-message.ts';
import { mendTypes } from './mend-types.ts';
import { type Change, type Refuted, unmetCheck, verify } from './verify.ts';
import type { CiLimits, CiWorld } from './world.ts';

/** A tree in which the failures are mended, and which may be pushed. */
export interface Mended {
  readonly kind: 'mended';
  readonly tree: string;
  readonly files: readonly string[];
  /** One line by whoever thought about it; commands do not. */
  readonly summary?: string;
}

/** Applies remedies to the head, one after the other, and proves in the workspace that they mend what failed and break nothing. */
export async function mend(
  task: Task,
  world: CiWorld,
  site: CiSite,
  remedies: readonly Remedy[],
  failures: readonly CheckFailure[],
  limits: CiLimits,
): Promise<Mended | Refuted> {
  const { repository, head } = site;
  const start = await world.workspace.open({ repository, ref: head });
  const stray = await strayFolder(world, repository, start.tree, failures);
  if (stray !== undefined) {
    return { kind: 'refuted', reason: `CI ran in \`${stray}\`, which is no folder of ${head}` };
  }
  let tree = start.tree;
  let summary: string | undefined;
  for (const remedy of remedies) {
    if (remedy.kind === 'model') {
      const thought = await mendTypes(task, world, site, remedy, tree, limits);
      if (thought.kind === 'refuted') return thought;
      ({ tree, summary } = thought);
      continue;
    }
    const result = await world.workspace.run({ repository, tree, command: remedy.name });
    if (result.exitCode !== 0) {
      const reason = `\`${remedy.name}\` ended with exit code ${result.exitCode}`;
      return { kind: 'refuted', reason, output: result.excerpt };
    }
    tree = result.tree;
  }
  const names = remedies.map(({ name }) => name).join(', ');
  const all = await pathsBetween(world, repository, start.tree, tree);
  if (all.length === 0) {
    return { kind: 'refuted', reason: `${names} changed nothing, yet the check fails` };
  }
  const change = { from: start.tree, to: tree, files: all };
  const applied = commandsApplied(task);
  const smaller = await withinPullRequest(task, world, site, change);
  const chosen =
    smaller !== undefined &&
    (await unmetCheck(world, repository, smaller.to, failures, applied)) === undefined
      ? smaller
      : change;
  const guarded = chosen.files.filter((path) => isGuardedPath(path) && !isNamed(task, path));
  if (guarded.length > 0) {
    const reason = `${names} would change ${guarded.join(', ')}, which steers how code is built or checked`;
    return { kind: 'refuted', reason };
  }
  // What a model handed in was verified as it stands, to be told to its next try.
  const isVerified = remedies.every(({ kind }) => kind === 'model') && chosen === change;
  const unsound = isVerified
    ? undefined
    : await verify(task, world, repository, chosen, { names, failures, applied });
  if (unsound !== undefined) return unsound;
  return {
    kind: 'mended',
    tree: chosen.to,
    files: chosen.files,
    ...(summary === undefined ? {} : { summary }),
  };
}

/** The first folder that a step ran in and that the tree does not have: a link is none, wherever it leads. */
async function strayFolder(
  { workspace }: CiWorld,
  repository: string,
  tree: string,
  failures: readonly CheckFailure[],
): Promise<string | undefined> {
  const folders = [...new Set(failures.flatMap(({ folder }) => folder ?? []))];
  if (folders.length === 0) return undefined;
  const files = await workspace.listFiles({ repository, tree });
  return folders.find((folder) => !files.some(({ path }) => path.startsWith(`${folder}/`)));
}

/** The part of a change that touches what the pull request touches anyway, where a command reached further. */
async function withinPullRequest(
  task: Task,
  world: CiWorld,
  { repository, head }: CiSite,
  { from, to, files }: Change,
): Promise<Change | undefined> {
  if (task.base === undefined || files.length < 2) return undefined;
  const own = await pathsBetween(world, repository, task.base.sha, head);
  const kept = files.filter((path) => own.includes(path));
  if (kept.length === 0 || kept.length === files.length) return undefined;
  const texts = await Promise.all(
    kept.map(async (path) => ({
      path,
      content: await world.workspace.readFile({ repository, tree: to, path }),
    })),
  );
  const { tree } = await world.workspace.writeFiles({ repository, tree: from, files: texts });
  return { from, to: tree, files: kept };
}

async function pathsBetween(
  world: CiWorld,
  repository: string,
  from: string,
  to: string,
): Promise<readonly string[]> {
  const { files } = await world.workspace.diff({ repository, from, to });
  return files.map(({ path }) => path);
}

function isNamed(task: Task, path: string): boolean {
  return isWithinPlan(path, task.proposal?.terms.allowedPaths ?? []);
}
