import { z } from 'zod';

/** Within which an approved plan may be carried out. They are part of what is approved. */
export const ApprovalTerms = z.object({
  /** Exact paths, or folders as `folder/**`; nothing else may be changed. See `isAllowedPath`. */
  allowedPaths: z.array(z.string().min(1)),
  limits: z.object({
    /** How long one execution may take. */
    minutes: z.number().positive(),
    modelCalls: z.number().int().positive().optional(),
    /** What the models of one execution may cost, in US dollars. */
    costUsd: z.number().positive(),
  }),
  /** Which version of the policy the plan was proposed under: see `policyVersion`. */
  policyVersion: z.string().min(1),
});
export type ApprovalTerms = z.infer<typeof ApprovalTerms>;
