import { type Person, type Policy, type Role, roles } from '@patchwright/task';
import type { Identity } from './oidc.ts';
import type { NamedToken } from './token-file.ts';

/** Whoever calls the API, and how we know. */
export interface Caller {
  readonly person: Person;
  readonly by: 'token' | 'oidc';
  /** The name of the token that was shown. */
  readonly token?: string;
  readonly expires?: string;
}

/** Whoever shows a named token. A person's token allows at most what the person may do. */
export function callerByToken(token: NamedToken, policy: Policy): Caller {
  const { name, person, expires } = token;
  const known = policy.people.find((one) => one.name === person);
  const held = person === undefined ? token.roles : lesser(token.roles, known?.roles ?? []);
  const actor = person === undefined ? `human:token:${name}` : `human:${person}`;
  return {
    person: { actor, via: 'cli', roles: held },
    by: 'token',
    token: name,
    ...(expires === undefined ? {} : { expires }),
  };
}

/** Whoever an identity provider vouches for: with the roles of the policy, and those of their groups. */
export function callerByIdentity(identity: Identity, policy: Policy): Caller {
  const { names, subject, expires } = identity;
  const wanted = names.map((name) => name.toLowerCase());
  const known = policy.people.find(
    ({ oidc }) => oidc !== undefined && wanted.includes(oidc.toLowerCase()),
  );
  const own: readonly Role[] = known?.roles ?? [policy.unknown];
  const actor = known === undefined ? `human:oidc:${subject}` : `human:${known.name}`;
  return {
    person: { actor, via: 'cli', roles: [...new Set([...own, ...identity.roles])] },
    by: 'oidc',
    ...(expires === undefined ? {} : { expires }),
  };
}

/** Of two sets of roles the one that allows less; each role includes those before it. */
function lesser(one: readonly Role[], other: readonly Role[]): readonly Role[] {
  const rank = (held: readonly Role[]) => Math.max(-1, ...held.map((role) => roles.indexOf(role)));
  return rank(one) <= rank(other) ? one : other;
}
