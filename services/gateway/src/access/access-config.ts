import { secretFrom } from '@patchwright/chassis';
import { type Policy, type Role, roles } from '@patchwright/task';
import { z } from 'zod';
import type { OidcConfig } from './oidc.ts';
import { readTokenFile } from './token-file.ts';

const ONE_MINUTE_S = 60;

const Environment = z.object({
  /** By which name (`cli` of a person in the policy) whoever has the single token goes. */
  PATCHWRIGHT_API_PERSON: z.string().default('cli'),
  PATCHWRIGHT_API_TOKENS_FILE: z.string().optional(),
  PATCHWRIGHT_OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  PATCHWRIGHT_OIDC_AUDIENCE: z.string().optional(),
  PATCHWRIGHT_OIDC_JWKS_URL: z.url({ protocol: /^https?$/ }).optional(),
  PATCHWRIGHT_OIDC_CLOCK_TOLERANCE_S: z.coerce.number().int().min(0).max(600).default(ONE_MINUTE_S),
  PATCHWRIGHT_OIDC_GROUPS_CLAIM: z.string().default('groups'),
  PATCHWRIGHT_OIDC_GROUPS: z.string().default(''),
});

/** Who may call the API: the single token of a laptop, a file of named ones, an identity provider. Without any it is closed. */
export interface Access {
  readonly token: string | undefined;
  readonly person: string;
  readonly tokensFile: string | undefined;
  readonly oidc: OidcConfig | undefined;
}

/** Reads who may call the API. Throws an Error that names the variable, the file, or the person whom the policy does not know. */
export function readAccess(
  environment: Readonly<Record<string, string | undefined>>,
  policy: Policy,
): Access {
  const env = Environment.parse(
    Object.fromEntries(Object.entries(environment).filter(([, value]) => value)),
  );
  const tokensFile = env.PATCHWRIGHT_API_TOKENS_FILE;
  if (tokensFile !== undefined) checkPeople(tokensFile, policy);
  return {
    token:
      environment.PATCHWRIGHT_API_TOKEN ||
      secretFrom(environment.PATCHWRIGHT_API_TOKEN_FILE || undefined) ||
      undefined,
    person: env.PATCHWRIGHT_API_PERSON,
    tokensFile,
    oidc: oidcOf(env),
  };
}

function checkPeople(file: string, { people }: Policy): void {
  const names = people.map(({ name }) => name);
  const stranger = readTokenFile(file).find(
    ({ person }) => person !== undefined && !names.includes(person),
  );
  if (stranger === undefined) return;
  throw new Error(
    `${file}: the token "${stranger.name}" is of ${stranger.person}, whom the policy does not know`,
  );
}

function oidcOf(env: z.output<typeof Environment>): OidcConfig | undefined {
  const { PATCHWRIGHT_OIDC_ISSUER: issuer, PATCHWRIGHT_OIDC_AUDIENCE: audience } = env;
  if (issuer === undefined) return undefined;
  if (audience === undefined) {
    throw new Error(
      'PATCHWRIGHT_OIDC_AUDIENCE is missing: without it a token for any other program would open the API',
    );
  }
  return {
    issuer,
    audience,
    jwksUrl: env.PATCHWRIGHT_OIDC_JWKS_URL,
    toleranceS: env.PATCHWRIGHT_OIDC_CLOCK_TOLERANCE_S,
    groupsClaim: env.PATCHWRIGHT_OIDC_GROUPS_CLAIM,
    groupRoles: groupRoles(env.PATCHWRIGHT_OIDC_GROUPS),
  };
}

/** `platform=admin,shop-team=approver` as a table. */
function groupRoles(text: string): Readonly<Record<string, Role>> {
  const pairs = text
    .split(',')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '');
  return Object.fromEntries(
    pairs.map((pair): [string, Role] => {
      const at = pair.lastIndexOf('=');
      const role = roles.find((one) => one === pair.slice(at + 1).trim());
      if (at > 0 && role !== undefined) return [pair.slice(0, at).trim(), role];
      throw new Error(
        `PATCHWRIGHT_OIDC_GROUPS does not fit: "${pair}" is no group=role; roles are ${roles.join(', ')}`,
      );
    }),
  );
}
