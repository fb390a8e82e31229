import { type ChangedFile, type FrozenTest, findingsText, tampering } from '@patchwright/codegraph';
import type { CheckFailure } from '@patchwright/events';
import type { Task } from '@patchwright/task';
import { checksOf } from './checks-of.ts';
import type { CiWorld } from './world.ts';

/** A way from one tree to another, and what differs. */
export interface Change {
  readonly from: string;
  readonly to: string;
  readonly files: readonly string[];
}

/** Why a fix is not pushed. */
export interface Refuted {
  readonly kind: 'refuted';
  readonly reason: string;
  /** What the command that speaks against it printed. */
  readonly output?: string;
}

/** Exit codes by which a shell says that it could not run a command at all. */
const CANNOT_RUN = [126, 127];

/**
 * What speaks against a fix: it weakens what the tests prove, a check that it was to mend (or that an earlier fix mended) fails in the
 * workspace, or the tests fail, which passed before the work began. `undefined` when it may be pushed.
 */
export async function verify(
  task: Task,
  world: CiWorld,
  repository: string,
  change: Change,
  fix: {
    readonly names: string;
    readonly failures: readonly CheckFailure[];
    readonly applied: readonly string[];
    readonly frozen?: readonly FrozenTest[];
  },
): Promise<Refuted | undefined> {
  const { names, failures, applied } = fix;
  const weaker = await weakens(task, world, repository, change, fix.frozen ?? []);
  if (weaker !== undefined) return { kind: 'refuted', reason: `${names}: ${weaker}` };
  const unmet = await unmetCheck(world, repository, change.to, failures, applied);
  if (unmet !== undefined) {
    const reason = `after ${names}, \`${unmet.command}\` still fails in the workspace`;
    return { kind: 'refuted', reason, output: unmet.excerpt };
  }
  const suite = task.proposal?.plan.testCommand;
  if (suite === undefined || task.baseline?.exitCode !== 0) return undefined;
  const result = await world.workspace.run({ repository, tree: change.to, command: suite });
  return result.exitCode === 0
    ? undefined
    : { kind: 'refuted', reason: `after ${names} the tests fail`, output: result.excerpt };
}

/** The first check of the failures, or of what earlier fixes mended, that fails on a tree. */
export async function unmetCheck(
  world: CiWorld,
  repository: string,
  tree: string,
  failures: readonly CheckFailure[],
  applied: readonly string[],
): Promise<{ readonly command: string; readonly excerpt: string } | undefined> {
  for (const { command, otherwise } of checksOf(failures, applied)) {
    const own = await world.workspace.run({ repository, tree, command });
    const result =
      otherwise !== undefined && CANNOT_RUN.includes(own.exitCode)
        ? await world.workspace.run({ repository, tree, command: otherwise })
        : own;
    if (result.exitCode !== 0) return { command: result.command, excerpt: result.excerpt };
  }
  return undefined;
}

/** In which way a change weakens what the tests prove, judged by syntax trees. */
async function weakens(
  task: Task,
  { workspace }: CiWorld,
  repository: string,
  { from, to, files }: Change,
  frozen: readonly FrozenTest[],
): Promise<string | undefined> {
  const changed: ChangedFile[] = [];
  for (const path of files) {
    const before = await workspace.readFile({ repository, tree: from, path });
    const after = await workspace.readFile({ repository, tree: to, path });
    changed.push({ path, before, after });
  }
  const findings = await tampering(changed, { steps: task.proposal?.plan.steps ?? [] }, frozen);
  if (findings.length === 0) return undefined;
  return `the fix weakens what the tests prove\n${findingsText(findings)}`;
}
