import type { ChangedFile, Finding } from './finding.ts';
import type { StatedChanges } from './stated-changes.ts';
import { SECTIONS, STEERING } from './steering-files.ts';

/** What a change of one file does to how tests are run and what counts. A plan says so by naming the file, or the section in a step's action. */
export function steeringFindings(file: ChangedFile, plan: StatedChanges): readonly Finding[] {
  const { path, before, after } = file;
  const steps = plan.steps.filter((step) => step.file === path);
  const whole = STEERING.find((one) => one.path.test(path));
  if (whole !== undefined) {
    const isEmpty = before === null && after?.trim() === '';
    if (steps.length > 0 || isEmpty) return [];
    return [{ cheat: whole.cheat, path, detail: `it ${whole.is}, and the plan does not name it` }];
  }
  const mixed = SECTIONS.find((one) => one.path.test(path));
  if (mixed === undefined) return [];
  const [was, now] = [read(mixed.read, before), read(mixed.read, after)];
  return mixed.sections.flatMap(([section, cheat]) =>
    keysOf(section, was, now)
      .filter((key) => !same(valueAt(was, key), valueAt(now, key)))
      .filter((key) => !steps.some((step) => step.action.includes(key)))
      .map((key) => ({
        cheat,
        path,
        detail: `"${key}" changed, and no step of the plan says so in its action`,
      })),
  );
}

function read(reader: (text: string) => unknown, text: string | null): unknown {
  try {
    return text === null ? undefined : reader(text);
  } catch {
    // A manifest that cannot be read fails elsewhere; here it has no sections.
    return undefined;
  }
}

/** `scripts.test:*` stands for every script whose name begins so. */
function keysOf(section: string, ...roots: readonly unknown[]): readonly string[] {
  if (!section.endsWith('*')) return [section];
  const [parent = '', start = ''] = section.slice(0, -1).split('.');
  const names = roots.flatMap((root) => {
    const value = valueAt(root, parent);
    return isRecord(value) ? Object.keys(value) : [];
  });
  return [...new Set(names)]
    .filter((name) => name.startsWith(start))
    .map((name) => `${parent}.${name}`);
}

function valueAt(root: unknown, path: string): unknown {
  if (isRecord(root) && path in root) return root[path];
  const [first = '', ...rest] = path.split('.');
  if (!isRecord(root) || rest.length === 0) return undefined;
  return valueAt(root[first], rest.join('.'));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object';
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
