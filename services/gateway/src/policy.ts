import { readFileSync } from 'node:fs';
import { type ApprovalPolicy, type Role, roles } from '@patchwright/task';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';

const RoleName = z.enum(roles);
const Votes = z.number().int().min(1).max(10);

const PersonEntry = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]*$/i, 'letters, digits, ".", "_" and "-" only'),
  slack: z.string().optional(),
  github: z.string().optional(),
  jira: z.string().optional(),
  cli: z.string().optional(),
  roles: z.array(RoleName).min(1),
});

const PolicyFile = z
  .strictObject({
    approval: z
      .strictObject({
        name: z.string().min(1).default('default'),
        votes: z
          .strictObject({ low: Votes.default(1), medium: Votes.default(1), high: Votes.default(2) })
          .prefault({}),
        selfApproval: z.boolean().default(false),
      })
      .prefault({}),
    people: z.array(PersonEntry).default([]),
    /** What somebody may do whom the policy does not know. */
    unknown: RoleName.default('viewer'),
  })
  .superRefine(({ people }, context) => {
    for (const field of ['name', 'slack', 'github', 'jira', 'cli'] as const) {
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

/** Who may do what (spec AP3). */
export interface Policy {
  readonly approval: ApprovalPolicy;
  readonly people: readonly PolicyPerson[];
  readonly unknown: Role;
}

/** One person and the names by which the channels know them. */
export type PolicyPerson = z.output<typeof PersonEntry>;

/** The policy without a file: nobody is known, one vote (two at high risk), nobody approves their own request. */
export const defaultPolicy: Policy = PolicyFile.parse({});

/** Reads a policy in YAML or JSON. Throws an Error that names the file, the line and the field. */
export function readPolicy(path: string): Policy {
  return parsePolicy(path, readFileSync(path, 'utf8'));
}

/** The policy that a text states. Throws an Error that names `file`, the line and the field. */
export function parsePolicy(file: string, text: string): Policy {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [fault] = document.errors;
  if (fault !== undefined) {
    const { line } = lines.linePos(fault.pos[0]);
    throw new Error(`${file}:${line}: ${fault.message.split('\n')[0]}`);
  }
  const parsed = PolicyFile.safeParse(document.toJS() ?? {});
  if (parsed.success) return parsed.data;
  const said = parsed.error.issues.map((issue) => {
    const line = lineOf(issue.path);
    return `${file}${line}: ${issue.path.join('.') || 'the policy'}: ${issue.message}`;
  });
  throw new Error(said.join('\n'));

  function lineOf(path: readonly PropertyKey[]): string {
    for (let depth = path.length; depth >= 0; depth -= 1) {
      const node = document.getIn(path.slice(0, depth), true) as
        | { readonly range?: readonly number[] | null }
        | undefined;
      const start = node?.range?.[0];
      if (start !== undefined) return `:${lines.linePos(start).line}`;
    }
    return '';
  }
}
