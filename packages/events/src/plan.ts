import { z } from 'zod';

/** Where a finding or plan touches the code. */
export const FileRole = z.enum(['source', 'test', 'config', 'doc']);
export type FileRole = z.infer<typeof FileRole>;

/** A file that matters to a task, 0 (not at all) to 1 (certainly). */
export const RankedFile = z.object({
  path: z.string().min(1),
  type: FileRole,
  relevance: z.number().min(0).max(1),
});
export type RankedFile = z.infer<typeof RankedFile>;

/** What discovery finds out about a request. */
export const Discovery = z.object({
  relevantRepos: z
    .array(
      z.object({
        name: z.string().min(1),
        relevance: z.number().min(0).max(1),
        reason: z.string(),
        languages: z.array(z.string()),
        files: z.array(RankedFile),
      }),
    )
    .min(1),
  crossRepoDependencies: z.array(z.object({ from: z.string(), to: z.string(), type: z.string() })),
  estimatedComplexity: z.enum(['Low', 'Medium', 'High']),
  recommendedApproach: z.string(),
  keywords: z.array(z.string()),
  rootCause: z.string(),
  confidence: z.number().min(0).max(1),
  reasoning: z.string(),
});
export type Discovery = z.infer<typeof Discovery>;

/** What a plan's step is for. */
export const StepType = z.enum(['test', 'implement', 'refactor', 'verify']);
export type StepType = z.infer<typeof StepType>;

/** One step of a plan; `dependsOn` names the `order` of earlier steps. */
export const PlanStep = z.object({
  order: z.number().int().positive(),
  type: StepType,
  file: z.string(),
  action: z.string().min(1),
  testName: z.string().optional(),
  command: z.string().optional(),
  expected: z.string().optional(),
  dependsOn: z.array(z.number().int().positive()).default([]),
  estimatedMinutes: z.number().nonnegative().default(5),
  optional: z.boolean().default(false),
});
export type PlanStep = z.infer<typeof PlanStep>;

/** How much harm a plan could do. */
export const RiskLevel = z.enum(['low', 'medium', 'high']);
export type RiskLevel = z.infer<typeof RiskLevel>;

/** A plan that a person can approve. */
export const Plan = z.object({
  summary: z.string().min(1),
  rootCause: z.string(),
  scope: z.object({ in: z.array(z.string()), out: z.array(z.string()) }),
  components: z.array(z.object({ name: z.string(), path: z.string(), responsibility: z.string() })),
  dataFlow: z.string(),
  tests: z.object({ unit: z.array(z.string()), integration: z.array(z.string()) }),
  steps: z.array(PlanStep).min(1),
  testCommand: z.string().min(1),
  riskLevel: RiskLevel,
  breakingChanges: z.array(z.string()),
  risks: z.array(z.string()),
  security: z.array(z.string()),
  rollback: z.string(),
  estimatedMinutes: z.number().nonnegative(),
});
export type Plan = z.infer<typeof Plan>;

/** Why a plan may not be proposed, or `undefined` when it is sound: tests come first, orders count upwards, dependencies point back. */
export function planFault(plan: Plan): string | undefined {
  const first = plan.steps.find((step) => step.type !== 'verify');
  if (first === undefined) return 'the plan has no step that changes code';
  if (first.type !== 'test') {
    return `the first code step must be a failing test, but step ${first.order} is of type ${first.type}`;
  }
  if (!first.testName || !first.command) {
    return `step ${first.order} is a test and must name its testName and the command that runs it`;
  }
  const seen = new Set<number>();
  for (const step of plan.steps) {
    if (step.type === 'test' && (!step.testName || !step.expected?.trim())) {
      return `step ${step.order} is a test and must name its testName, and in "expected" a few words that its failure prints`;
    }
    if (seen.has(step.order)) return `two steps have the order ${step.order}`;
    const passed = Math.max(0, ...seen);
    if (step.order < passed)
      return `step ${step.order} is listed after step ${passed}; list the steps in their order`;
    const late = step.dependsOn.find((order) => !seen.has(order));
    if (late !== undefined)
      return `step ${step.order} depends on step ${late}, which does not come before it`;
    seen.add(step.order);
  }
  return undefined;
}
