import { isAllowedPath } from '@patchwright/events';

/** Files that steer what runs, what is checked or what an agent is told; a plan must name them to change them. */
const GUARDED: readonly RegExp[] = [
  /^\.github\//,
  /^\.git(attributes|modules|ignore)?(\/|$)/,
  /^\.husky\//,
  /^\.claude\//,
  /(^|\/)\.mcp\.json$/,
  /(^|\/)(AGENTS|CLAUDE)\.md$/,
  /(^|\/)(package-lock\.json|yarn\.lock|pnpm-lock\.yaml|poetry\.lock|Cargo\.lock|go\.sum)$/,
  /(^|\/)Dockerfile[^/]*$/,
];

/** Why a path may not be written during a step, or `undefined` when it may. `allowedPaths` are those that were approved. */
export function refuseWrite(
  allowedPaths: readonly string[],
  frozen: ReadonlySet<string>,
): (path: string) => string | undefined {
  return (path) => {
    if (frozen.has(path)) {
      return `${path} holds a test that was proved to fail; it is frozen until the task is done`;
    }
    if (!allowedPaths.includes(path) && GUARDED.some((pattern) => pattern.test(path))) {
      return `${path} steers how code is built or checked, and the approved plan does not name it`;
    }
    if (!isAllowedPath(path, allowedPaths)) {
      return `${path} is not in the approved plan; it names: ${allowedPaths.join(', ')}`;
    }
    return undefined;
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
