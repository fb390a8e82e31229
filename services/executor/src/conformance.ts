import type { Plan } from '@patchwright/events';

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

/** The files that a plan lets an execution change. */
export function plannedFiles(plan: Plan): ReadonlySet<string> {
  return new Set([
    ...plan.steps.map((step) => step.file).filter((file) => file !== ''),
    ...plan.components.map((component) => component.path),
  ]);
}

/** Why a path may not be written during a step, or `undefined` when it may. */
export function refuseWrite(
  plan: Plan,
  frozen: ReadonlySet<string>,
): (path: string) => string | undefined {
  const planned = plannedFiles(plan);
  return (path) => {
    if (frozen.has(path)) {
      return `${path} holds a test that was proved to fail; it is frozen until the task is done`;
    }
    if (!planned.has(path)) {
      const guarded = GUARDED.some((pattern) => pattern.test(path));
      return guarded
        ? `${path} steers how code is built or checked, and the approved plan does not name it`
        : `${path} is not in the approved plan; it names: ${[...planned].join(', ')}`;
    }
    return undefined;
  };
}

/** The changed files that the plan does not cover, or that are frozen: empty when the diff conforms. */
export function strayFiles(
  plan: Plan,
  changed: readonly string[],
  frozen: ReadonlySet<string>,
): readonly string[] {
  const refuse = refuseWrite(plan, frozen);
  return changed.filter((path) => refuse(path) !== undefined);
}
