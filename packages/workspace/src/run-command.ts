import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { type CallContext, Terminal } from '@patchwright/faults';
import type { Limits, OutputStore } from './config.ts';
import { diskFault } from './disk-fault.ts';
import { excerptOf, LONGEST_EXCERPT } from './excerpt.ts';
import type { Mirror } from './git/mirror.ts';
import type { Objects } from './git/objects.ts';
import { repositoryFolder } from './git/repository-name.ts';
import {
  type InstallFailure,
  leavesOf,
  NOT_INSTALLED,
  placePackages,
  type Wanted,
} from './install/packages.ts';
import { parseCounts } from './parse/parse-counts.ts';
import { readReports } from './parse/read-reports.ts';
import type { Sandbox } from './sandbox/sandbox.ts';
import type { HeldTree, TreePool } from './trees/tree-pool.ts';
import { materialise, snapshot } from './trees/work-tree.ts';
import type { CommandResult } from './workspace.ts';

/** A command on a tree. */
export interface RunOrder {
  readonly tree: string;
  readonly command: string;
  readonly timeoutMs: number | undefined;
  readonly fresh: boolean;
  /** The tree's submodules, which are empty folders in every work tree. */
  readonly submodules: readonly string[];
  /** What has to be installed before it; nothing is, where no registry may be reached. */
  readonly packages: readonly Wanted[];
}

/** What commands run with. */
export interface RunPlace {
  readonly sandbox: Sandbox;
  readonly pool: TreePool;
  readonly blobs: OutputStore;
  readonly limits: Limits;
  readonly packages: {
    /** Where downloaded packages lie. */
    readonly root: string;
    /** Hosts that package managers may reach. */
    readonly registries: readonly string[];
    /** Repositories whose packages' install scripts are run. */
    readonly scripts: readonly string[];
  };
}

/**
 * Runs a command on exactly this tree and answers what came of it, the tree after it included.
 *
 * @throws NeedsHuman when the disk is full; Terminal for an empty command or an impossible time limit; the signal's reason when aborted.
 */
export async function runCommand(
  place: RunPlace,
  mirror: Mirror,
  objects: Objects,
  order: RunOrder,
  context: CallContext,
): Promise<CommandResult> {
  const timeoutMs = order.timeoutMs ?? place.limits.timeoutMs;
  if (order.command.trim() === '') throw new Terminal('The command is empty.');
  if (!Number.isInteger(timeoutMs) || timeoutMs <= 0 || timeoutMs > 24 * 60 * 60_000) {
    throw new Terminal(`${timeoutMs} ms is no time limit; it is a whole number up to a day.`);
  }
  const folder = repositoryFolder(mirror.repository);
  await using held = await (order.fresh ? place.pool.takeFresh(folder) : place.pool.take(folder));
  try {
    return await runHeld(place, mirror, objects, { ...order, timeoutMs }, held, context);
  } catch (thrown) {
    const full = diskFault(thrown);
    if (full === undefined) throw thrown;
    // Whoever filled the disk gives it back, or the next one finds it as full.
    await rm(held.workTree.path, { recursive: true, force: true });
    await dropCache(held);
    throw full;
  }
}

async function runHeld(
  place: RunPlace,
  mirror: Mirror,
  objects: Objects,
  order: RunOrder & { readonly timeoutMs: number },
  held: HeldTree,
  context: CallContext,
): Promise<CommandResult> {
  const { timeoutMs } = order;
  const leaves = leavesOf(order.packages);
  await materialise(mirror, held.workTree, order.tree, leaves);
  const installed =
    order.packages.length === 0
      ? { view: {}, executable: [] }
      : await placePackages(place, mirror, order.tree, held, order.packages, context);
  if ('result' in installed) return notInstalled(order, installed);
  const begun = Date.now();
  const result = await place.sandbox.run({
    ...installed.view,
    command: order.command,
    cwd: held.workTree.path,
    scratch: held.scratch,
    mark: held.mark,
    limits: { ...place.limits, timeoutMs },
    signal: context.signal,
    progress: context.progress,
  });
  // A cache that reaches a limit would stop every later command as well.
  if (result.stoppedBy !== undefined) await dropCache(held);
  const tree = await snapshot(mirror, held.workTree, order.tree, leaves, installed.executable);
  await objects.keepTree(tree, order.tree);
  // The place of the tree differs from machine to machine and says nothing.
  const text = stripVTControlCharacters(result.output)
    .replaceAll(`file://${held.workTree.path}/`, '')
    .replaceAll(`${held.workTree.path}/`, '')
    .replaceAll(held.workTree.path, '.');
  const counts = parseCounts(text, await readReports(held.workTree.path, begun));
  const limit = result.timedOut ? `its time limit of ${timeoutMs / 1000} s` : result.stoppedBy;
  const notes = [
    ...(limit === undefined ? [] : [`${result.timedOut ? 'stopped after' : 'reached'} ${limit}`]),
    ...(result.exitCode === 0 ? [] : absences(order.submodules, text)),
  ];
  const said =
    notes.length === 0 ? text : `${text}\n${notes.map((note) => `(${note})\n`).join('')}`;
  return {
    command: order.command,
    exitCode: result.exitCode,
    timedOut: result.timedOut,
    excerpt: excerptOf(said, result.exitCode === 0),
    ...(said.length > LONGEST_EXCERPT
      ? { output: await place.blobs.put(Buffer.from(said), 'text/plain; charset=utf-8') }
      : {}),
    ...(counts === undefined ? {} : { counts }),
    durationMs: result.durationMs,
    tree,
  };
}

/** What people should know of a failure that speaks of submodules, since nothing in it says why their files are not there. */
function absences(submodules: readonly string[], text: string): readonly string[] {
  return submodules
    .filter((path) => text.includes(path))
    .map(
      (path) =>
        `"${path}" is a submodule; it is an empty folder here, since submodules are not fetched`,
    );
}

/** Removes what tools cached in their home, which would stay with the work tree otherwise. */
async function dropCache(held: HeldTree): Promise<void> {
  await rm(join(held.scratch, 'home', '.cache'), { recursive: true, force: true });
}

/** What a command came to that could not be run, since what it needs could not be installed. */
function notInstalled(order: RunOrder, { command, result }: InstallFailure): CommandResult {
  return {
    command: order.command,
    exitCode: result.exitCode,
    timedOut: result.timedOut,
    excerpt: excerptOf(
      `${NOT_INSTALLED}: ${command}\n${stripVTControlCharacters(result.output)}`,
      false,
    ),
    durationMs: result.durationMs,
    tree: order.tree,
  };
}
