import type { Plan, PlanStep } from '@patchwright/events';
import { affectedTests, type Toolchain } from '@patchwright/workspace';

/** The command that proves a test step: its own, else that of the package in which its file lies, else the plan's. */
export function commandOf(
  step: PlanStep,
  { plan, toolchain }: { readonly plan: Plan; readonly toolchain: Toolchain },
): string {
  if (step.command !== undefined) return step.command;
  // A plan that says how the suite is run, other than the repository does, knows better.
  if (plan.testCommand !== toolchain.testCommand) return plan.testCommand;
  return affectedTests(toolchain, [step.file])[0]?.command ?? plan.testCommand;
}
