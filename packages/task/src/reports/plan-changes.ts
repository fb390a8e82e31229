import type { Plan, PlanPart } from '@patchwright/events';

/** One difference between two versions of a plan; `null` where a part is only in the other. */
export interface PlanChange {
  readonly part: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What is different in the second plan, in the order in which a plan is read. Empty when both say the same. */
export function planChanges(before: Plan, after: Plan): readonly PlanChange[] {
  const one = partsOf(before);
  const other = partsOf(after);
  const names = [...one.keys(), ...[...other.keys()].filter((name) => !one.has(name))];
  return names.flatMap((part) => {
    const was = one.get(part) ?? null;
    const is = other.get(part) ?? null;
    return was === is ? [] : [{ part, before: was, after: is }];
  });
}

/** A plan with what is done in other repositories before it. */
interface Planned {
  readonly plan: Plan;
  readonly parts?: readonly Pick<PlanPart, 'repository' | 'plan'>[] | undefined;
}

/** The same for a plan that may have parts in other repositories: what is different in those is named by their repository. */
export function proposalChanges(before: Planned, after: Planned): readonly PlanChange[] {
  const one = byRepository(before);
  const other = byRepository(after);
  const names = [...one.keys(), ...[...other.keys()].filter((name) => !one.has(name))];
  const inParts = names.flatMap((repository): readonly PlanChange[] => {
    const was = one.get(repository);
    const is = other.get(repository);
    if (was === undefined || is === undefined) {
      return [{ part: repository, before: was?.summary ?? null, after: is?.summary ?? null }];
    }
    return planChanges(was, is).map((change) => ({
      ...change,
      part: `${repository}, ${change.part}`,
    }));
  });
  return [...planChanges(before.plan, after.plan), ...inParts];
}

function byRepository({ parts = [] }: Planned): ReadonlyMap<string, Plan> {
  return new Map(parts.map(({ repository, plan }) => [repository, plan]));
}

/** The parts of a plan by name, each in a few words. */
function partsOf(plan: Plan): ReadonlyMap<string, string> {
  const { scope, components, tests, steps, ...rest } = plan;
  const parts = new Map<string, string>();
  const put = (name: string, text: string) => {
    if (text !== '') parts.set(name, text);
  };
  put('summary', rest.summary);
  put('root cause', rest.rootCause);
  put('in scope', scope.in.join('; '));
  put('out of scope', scope.out.join('; '));
  for (const { name, path, responsibility } of components) {
    put(`component ${name}`, `${path}: ${responsibility}`);
  }
  put('data flow', rest.dataFlow);
  put('unit tests', tests.unit.join('; '));
  put('integration tests', tests.integration.join('; '));
  for (const step of steps) {
    const { type, file, action, testName, command, expected, dependsOn, optional } = step;
    const after = dependsOn.length === 0 ? '' : ` after ${dependsOn.join(', ')}`;
    const words = [
      `${type} ${file}${after}${optional ? ' (optional)' : ''}: ${action}`,
      testName === undefined ? '' : `test "${testName}"`,
      command === undefined ? '' : `by ${command}`,
      expected === undefined ? '' : `expecting ${expected}`,
    ];
    put(`step ${step.order}`, words.filter((word) => word !== '').join(', '));
  }
  put('test command', rest.testCommand);
  put('risk level', rest.riskLevel);
  put('breaking changes', rest.breakingChanges.join('; '));
  put('risks', rest.risks.join('; '));
  put('security', rest.security.join('; '));
  put('rollback', rest.rollback);
  put('estimated minutes', `${rest.estimatedMinutes}`);
  return parts;
}
