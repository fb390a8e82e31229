import { z } from 'zod';

const BranchAnswer = z.object({
  protection: z
    .object({
      required_status_checks: z
        .object({
          enforcement_level: z.string().nullish(),
          contexts: z.array(z.string()).nullish(),
        })
        .nullish(),
    })
    .nullish(),
});
const RequiringRule = z.object({
  type: z.literal('required_status_checks'),
  parameters: z.object({
    required_status_checks: z.array(z.object({ context: z.string() })),
  }),
});

/** The names that a branch's protection and its rules require, each once. What cannot be read requires nothing. */
export function requiredChecks(branch: unknown, rules: unknown): readonly string[] {
  const required = BranchAnswer.safeParse(branch).data?.protection?.required_status_checks;
  const classic = required?.enforcement_level === 'off' ? [] : (required?.contexts ?? []);
  const byRules = (Array.isArray(rules) ? rules : []).flatMap((rule) => {
    const read = RequiringRule.safeParse(rule).data;
    return read?.parameters.required_status_checks.map(({ context }) => context) ?? [];
  });
  return [...new Set([...classic, ...byRules])];
}
