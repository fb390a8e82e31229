import { z } from 'zod';
import { termsBefore, VoidCause } from './approval.ts';
import { ApprovalTerms } from './approval-terms.ts';
import { defineEvent } from './event.ts';
import { PlanPart, ProposedPlan } from './part.ts';
import type { Plan } from './plan.ts';
import { Decision, Reason, step } from './vocabulary.ts';

/** A plan lies on its branch, in a draft pull request, and waits for people. */
export const PlanProposed = defineEvent(
  'task',
  'plan_proposed',
  z.object({
    version: z.number().int().positive(),
    ...ProposedPlan.shape,
    /** What is done in other repositories before it, in an order that holds. */
    parts: z.array(PlanPart).min(1).optional(),
    /** Parts begin once those that they rest on are merged; without it, once they are green. */
    startAfter: z.literal('merged').exactOptional(),
  }),
  {
    version: 3,
    upcast: {
      1: (data: { plan: Plan }) => ({ ...data, terms: termsBefore(data.plan) }),
      2: (data: object) => data,
    },
  },
);
/** One person said yes to the plan with this digest. */
export const ApprovalGiven = defineEvent(
  'task',
  'approval_given',
  Decision.extend({
    digest: z.string(),
    /** Said of an admin, whose vote counts for more where files are guarded. */
    role: z.literal('admin').optional(),
  }),
  { version: 2, upcast: { 1: (data: object) => data } },
);
/** Enough people said yes: exactly the plan with this digest may be executed. */
export const PlanApproved = defineEvent(
  'task',
  'plan_approved',
  z.object({
    digest: z.string(),
    approvers: z.array(Decision),
    policy: z.string(),
    /** For how long after this fact the plan may be executed. */
    expiryHours: z.number().positive().max(8760),
  }),
  { version: 2, upcast: { 1: (data: object) => ({ ...data, expiryHours: 24 }) } },
);
/** A person said no; the task ends. */
export const PlanRejected = defineEvent(
  'task',
  'plan_rejected',
  Decision.extend({ reason: z.string() }),
);
/** A person wants another plan; approvals of this one are void. */
export const RevisionRequested = defineEvent(
  'task',
  'revision_requested',
  Decision.extend({ feedback: z.string().min(1) }),
);
/** What was, or could have been, approved is no longer what would run. */
export const ApprovalVoided = defineEvent(
  'task',
  'approval_voided',
  Reason.extend({ digest: z.string(), cause: VoidCause }),
  { version: 2, upcast: { 1: (data: object) => ({ ...data, cause: 'foreign_commit' }) } },
);
/** Carrying out an approved plan takes files that it does not name: with those in its terms it waits for people again. */
export const AmendmentRequested = defineEvent(
  'task',
  'amendment_requested',
  Reason.extend({
    step,
    /** The files that come in: exact paths. */
    paths: z.array(z.string().min(1)).min(1),
    /** What is to be approved now: the same plan within `terms`. */
    digest: z.string(),
    terms: ApprovalTerms,
    /** SHA-256 (hex) of PLAN.md as it says so on the branch. */
    document: z.string().optional(),
  }),
  { version: 2, upcast: { 1: (data: object) => data } },
);
/** Half of the time for the approval has passed. */
export const ApprovalReminded = defineEvent(
  'task',
  'approval_reminded',
  z.object({ waitingSince: z.string() }),
);
/** Nobody decided in time; the task ends. */
export const ApprovalExpired = defineEvent(
  'task',
  'approval_expired',
  z.object({ waitingSince: z.string() }),
);
