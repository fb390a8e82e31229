import type { Work } from '@patchwright/chassis';
import type { Check } from '@patchwright/outside';
import { isNamed, isRequired } from './decide.ts';
import type { FailedCheck } from './read-failures.ts';
import type { CiLimits, CiWorld } from './world.ts';

const PUSHES: ReadonlySet<string> = new Set(['changes_pushed', 'ci_fix_pushed']);
/** Facts from which all checks of a task are awaited, by the same measure as the deadline for them. */
const BEGINNINGS: ReadonlySet<string> = new Set([
  'execution_completed',
  'task_retried',
  'task_resumed',
  'work_redriven',
]);

const MINUTE_MS = 60_000;

/** A repository without CI reports nothing: that is believed at a poll, once the pushed commit has had its time, not right after the push. */
export async function isWaitedFor(work: Work, world: CiWorld, limits: CiLimits): Promise<boolean> {
  if (!isPoll(work)) return false;
  const pushed = work.history.findLast(({ type }) => PUSHES.has(type));
  if (pushed === undefined) return true;
  const waited = Date.parse(await world.clock.now()) - Date.parse(pushed.time);
  return waited >= limits.graceSeconds * 1000;
}

/** What checks are still awaited for, once that has taken longer than it may. */
export interface Overdue {
  /** The checks that have not ended. */
  readonly pending: readonly Check[];
  /** Names that the branch requires and nobody has reported. */
  readonly missing: readonly string[];
  /** Whether the branch requires any of them: of a branch that requires none, all are. */
  readonly isHeldUp: boolean;
  /** Which wait it was: another one, after a retry, is told anew. */
  readonly wait: string;
}

/** What a person has to be told of checks that do not end; `undefined` while there is time. It is looked at with each poll. */
export async function overdue(
  work: Work,
  world: CiWorld,
  checks: readonly Check[],
  required: readonly string[],
  limits: CiLimits,
): Promise<Overdue | undefined> {
  const begun = work.history.findLast(({ type }) => BEGINNINGS.has(type));
  if (begun === undefined || !isPoll(work)) return undefined;
  const waited = Date.parse(await world.clock.now()) - Date.parse(begun.time);
  if (waited < limits.waitMinutes * MINUTE_MS) return undefined;
  const pending = checks.filter(({ state }) => state === 'pending');
  const missing = required.filter((name) => !checks.some((check) => isNamed(check, name)));
  return {
    pending,
    missing,
    isHeldUp: missing.length > 0 || pending.some((check) => isRequired(check, required)),
    wait: String(begun.aggVersion),
  };
}

/** Checks without those that were cancelled for the sake of another of the same name, as where a push and its pull request share a place. */
export function withoutReplaced(checks: readonly Check[]): readonly Check[] {
  return checks.filter(
    (check) =>
      check.conclusion !== 'cancelled' ||
      !checks.some(({ name, conclusion }) => name === check.name && conclusion !== 'cancelled'),
  );
}

/** Whether all that failed was cancelled so lately that whoever cancelled it may still run it again. */
export async function mayBeRunAgain(
  failed: readonly FailedCheck[],
  world: CiWorld,
  limits: CiLimits,
): Promise<boolean> {
  if (failed.some(({ failure }) => failure.tool !== 'cancelled')) return false;
  const ends = failed.flatMap(({ check }) => (check.endedAt ? [Date.parse(check.endedAt)] : []));
  if (ends.length === 0) return false;
  const since = Date.parse(await world.clock.now()) - Math.max(...ends);
  return since < limits.cancelledMinutes * MINUTE_MS;
}

/** Work that a poll called for names the timer besides the version. */
function isPoll({ item }: Work): boolean {
  return item.cause.includes('-');
}
