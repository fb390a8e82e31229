import type { Plan, PlanStep } from '@patchwright/events';
import { type Proposal, type Task, waitsForParts } from '@patchwright/task';

/** What the executor does about a task. */
export type Step =
  | { readonly kind: 'ignore'; readonly because: string }
  | {
      readonly kind: 'execute';
      readonly repository: string;
      readonly proposal: Proposal;
      readonly steps: readonly PlanStep[];
    };

/** An approved task whose approval fits its proposal is executed; anything else is left alone. */
export function decide(task: Task): Step {
  const { proposal, approval, repository } = task;
  if (task.status !== 'approved' && task.status !== 'executing') {
    return { kind: 'ignore', because: `a task that is ${task.status} is not executed` };
  }
  if (proposal === undefined || repository === undefined) {
    return { kind: 'ignore', because: 'there is no proposal to execute' };
  }
  if (approval?.digest !== proposal.digest) {
    return { kind: 'ignore', because: 'the approval is for another proposal than the present one' };
  }
  if (waitsForParts(task)) {
    return { kind: 'ignore', because: 'its parts in other repositories are not done' };
  }
  return { kind: 'execute', repository, proposal, steps: inOrder(proposal.plan) };
}

/** The plan's steps by `order`; a sound plan counts upwards, so each comes after those it depends on. */
export function inOrder(plan: Plan): readonly PlanStep[] {
  return [...plan.steps].sort((a, b) => a.order - b.order);
}

/**
 * The test steps that must turn green with this implement step: those whose last implement step it is.
 * An implement step that names no test it depends on stands for every test before it.
 */
export function provedBy(step: PlanStep, steps: readonly PlanStep[]): readonly PlanStep[] {
  const tests = steps.filter((other) => other.type === 'test' && other.order < step.order);
  const serves = (implement: PlanStep, test: PlanStep): boolean =>
    test.order < implement.order &&
    (implement.dependsOn.includes(test.order) ||
      !implement.dependsOn.some((order) =>
        steps.some((s) => s.order === order && s.type === 'test'),
      ));
  return tests.filter((test) => {
    const serving = steps.filter((other) => other.type === 'implement' && serves(other, test));
    return serving.at(-1)?.order === step.order;
  });
}
