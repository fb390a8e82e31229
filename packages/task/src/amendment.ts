import { isAllowedPath } from '@patchwright/events';
import { isGuardedPath } from './guarded-paths.ts';
import { standingOf } from './standing.ts';
import type { Amendment, Task } from './task.ts';

/** Files that one amendment may name; more than that is another plan. */
const MOST_PATHS = 20;

/** Why files cannot come into the terms of an approved plan by an amendment, as a sentence; `undefined` when they can. */
export function amendmentFault(
  paths: readonly string[],
  allowedPaths: readonly string[],
): string | undefined {
  if (paths.length === 0) return 'it names no file';
  if (paths.length > MOST_PATHS) {
    return `it names ${paths.length} files; more than ${MOST_PATHS} need another plan`;
  }
  for (const path of paths) {
    if (!isPlainPath(path)) return `"${path}" is not the plain path of a file in the repository`;
    if (path === 'PLAN.md') return 'PLAN.md is changed by a new plan only';
    if (isWithinPlan(path, allowedPaths)) return `${path} may be changed already`;
  }
  return undefined;
}

/** Whether the approved paths let a file be written: one of them names it, or, for a file that steers nothing, its folder. */
export function isWithinPlan(path: string, allowedPaths: readonly string[]): boolean {
  return isGuardedPath(path) ? allowedPaths.includes(path) : isAllowedPath(path, allowedPaths);
}

/** The amendment that waits for people, if that is what the task waits for. */
export function openAmendment(task: Task): Amendment | undefined {
  const last = task.amendments?.at(-1);
  const isOpen =
    standingOf(task) === 'awaiting_approval' &&
    task.voided === undefined &&
    last?.digest === task.proposal?.digest;
  return isOpen ? last : undefined;
}

function isPlainPath(path: string): boolean {
  const parts = path.split('/');
  return (
    path.length <= 500 &&
    !/[\\*?\p{Cc}\p{Cf}]/u.test(path) &&
    path.trim() === path &&
    parts[0] !== '.git' &&
    parts.every((part) => part !== '' && part !== '.' && part !== '..')
  );
}
