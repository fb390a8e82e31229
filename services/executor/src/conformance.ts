import { isGuardedPath, isWithinPlan } from '@patchwright/task';

/** Why a path may not be written during a step, or `undefined` when it may. `allowedPaths` are those that were approved. */
export function refuseWrite(
  allowedPaths: readonly string[],
  frozen: ReadonlySet<string>,
): (path: string) => string | undefined {
  return (path) => {
    if (frozen.has(path)) {
      return `${path} holds a test that was proved to fail; it is frozen until the task is done`;
    }
    if (isWithinPlan(path, allowedPaths)) return undefined;
    return isGuardedPath(path)
      ? `${path} steers how code is built or checked, and the approved plan does not name it`
      : `${path} is not in the approved plan; it names: ${allowedPaths.join(', ')}`;
  };
}

/** The changed files that were not approved, or that are frozen: empty when the diff conforms. */
export function strayFiles(
  allowedPaths: readonly string[],
  changed: readonly string[],
  frozen: ReadonlySet<string>,
): readonly string[] {
  const refuse = refuseWrite(allowedPaths, frozen);
  return changed.filter((path) => refuse(path) !== undefined);
}
