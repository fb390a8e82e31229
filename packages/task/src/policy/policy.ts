import { digestOf, RiskLevel } from '@patchwright/events';
import { z } from 'zod';
import { roles } from '../command.ts';
import { TestProfiles } from './test-profile.ts';

const RoleName = z.enum(roles);
const Votes = z.number().int().min(1).max(10);
const Hours = z.number().positive().max(8760);

/** The systems and sign-ins by which one person may be known. */
export const identityFields = ['slack', 'github', 'jira', 'cli', 'oidc'] as const;

const PersonEntry = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]*$/i, 'letters, digits, ".", "_" and "-" only'),
  slack: z.string().min(1).optional(),
  github: z
    .string()
    .min(1)
    .regex(/^(?!.*\[bot\]$)/i, 'a bot is no person')
    .optional(),
  jira: z.string().min(1).optional(),
  cli: z.string().min(1).optional(),
  /** Subject or e-mail address, as the identity provider vouches for it. */
  oidc: z.string().min(1).optional(),
  roles: z.array(RoleName).min(1),
});

const ByRisk = z.strictObject({ low: Votes, medium: Votes, high: Votes });

/** What an approval needs where no repository says otherwise. */
const ApprovalPart = z.strictObject({
  name: z.string().min(1).default('default'),
  votes: z
    .strictObject({ low: Votes.default(1), medium: Votes.default(1), high: Votes.default(2) })
    .prefault({}),
  /** An execution that may cost more US dollars than this needs two people, whatever its risk. */
  twoWhenCostOverUsd: z.number().nonnegative().optional(),
  selfApproval: z.boolean().default(false),
  /** For how long an approval that was given may be executed. */
  expiryHours: Hours.default(24),
  /** What happens when carrying out a plan takes a file that it does not name: people are asked, or the file is refused. */
  amendments: z.enum(['refuse', 'ask']).default('refuse'),
  /** People that a plan needs which changes files that steer how code is built or checked, unless one of them is an admin. */
  guardedPathsVotes: Votes.default(2),
  /** Of tasks over several repositories: a part begins once those that it rests on are green, or merged; `green` without it. */
  parts: z.strictObject({ startAfter: z.enum(['green', 'merged']) }).exactOptional(),
  auto: z
    .strictObject({
      enabled: z.boolean().default(false),
      /** Paths or folders (`docs/**`): every path that the plan allows lies within one of them. */
      paths: z.array(z.string().min(1)).default([]),
      /** The task has one of them; none named: labels do not matter. */
      labels: z.array(z.string().min(1)).default([]),
      maxRisk: RiskLevel.default('low'),
    })
    .prefault({}),
  /** Rules of single repositories, by `owner/name`. The stricter rule of the two holds. */
  repositories: z
    .record(
      z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'must be owner/name'),
      z.strictObject({
        votes: ByRisk.partial().optional(),
        selfApproval: z.boolean().optional(),
        expiryHours: Hours.optional(),
        amendments: z.literal('refuse').optional(),
        guardedPathsVotes: Votes.optional(),
        auto: z.literal(false).optional(),
      }),
    )
    .default({}),
});

/** The shape of a policy, with what holds where it says nothing: nobody is known, one vote, two at high risk. */
export const PolicyShape = z
  .strictObject({
    approval: ApprovalPart.prefault({}),
    people: z.array(PersonEntry).default([]),
    /** What somebody may do whom the policy does not know. Whoever approves is known. */
    unknown: z.enum(['viewer', 'operator']).default('viewer'),
    /** How repositories are tested before anything of them is pushed. */
    profiles: TestProfiles,
  })
  .superRefine(({ people }, context) => {
    for (const field of ['name', ...identityFields] as const) {
      const seen = new Map<string, string>();
      for (const [index, person] of people.entries()) {
        const value = person[field]?.toLowerCase();
        if (value === undefined) continue;
        const other = seen.get(value);
        if (other !== undefined) {
          const message = `${person.name} and ${other} cannot both be "${person[field]}"`;
          context.addIssue({ code: 'custom', path: ['people', index, field], message });
        }
        seen.set(value, person.name);
      }
    }
  });

/** Who may do what. */
export type Policy = z.output<typeof PolicyShape>;

/** What an approval needs: how many votes by risk and cost, whether one may approve one's own request, how long it holds. */
export type ApprovalPolicy = z.output<typeof ApprovalPart>;

/** The policy without a file. */
export const defaultPolicy: Policy = PolicyShape.parse({});

/** An approval policy from what it says; the rest is as without a file. Throws a ZodError when it does not fit. */
export function approvalPolicy(said: z.input<typeof ApprovalPart> = {}): ApprovalPolicy {
  return ApprovalPart.parse(said);
}

/**
 * Names one version of the rules of approvals: the first half of a canonical digest (hex). A change of what an approval needs gives
 * another version; who the people are does not count, since their roles are looked at when they vote.
 */
export function policyVersion(policy: Pick<Policy, 'approval'>): string {
  return digestOf(policy.approval).slice(0, 32);
}
