import { messageOf, Retryable } from '@patchwright/faults';
import type { Role } from '@patchwright/task';
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';

/** How people are known by an identity provider that speaks OpenID Connect. */
export interface OidcConfig {
  readonly issuer: string;
  readonly audience: string;
  /** Where the issuer's keys are; found by its discovery document unless given. */
  readonly jwksUrl: string | undefined;
  /** By how much two clocks may differ, in seconds. */
  readonly toleranceS: number;
  /** The claim that names the groups of a person. */
  readonly groupsClaim: string;
  /** What a group may do. */
  readonly groupRoles: Readonly<Record<string, Role>>;
}

/** What the identity provider vouches for. */
export interface Identity {
  readonly subject: string;
  /** Subject first, then the verified e-mail address. */
  readonly names: readonly string[];
  readonly roles: readonly Role[];
  readonly expires: string | undefined;
}

/** Only keys that others can check by a public half: a shared secret would be no proof of who signed. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
];
const PATIENCE_MS = 5000;

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });

/** Checks bearer tokens of an issuer. */
export interface OidcVerifier {
  /** Who the token is about, or why it is none of ours. Throws Retryable while the issuer's keys are out of reach. */
  readonly verify: (
    token: string,
  ) => Promise<
    | { readonly kind: 'known'; readonly identity: Identity }
    | { readonly kind: 'refused'; readonly reason: string }
  >;
}

/** A verifier whose keys are fetched when the first token comes, and again when the issuer changes them. */
export function oidcVerifier(config: OidcConfig): OidcVerifier {
  let keys: Promise<JWTVerifyGetKey> | undefined;

  async function keysOf(): Promise<JWTVerifyGetKey> {
    keys ??= openKeys(config).catch((thrown) => {
      keys = undefined;
      throw thrown;
    });
    return keys;
  }

  return {
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, await keysOf(), {
          issuer: config.issuer,
          audience: config.audience,
          algorithms: ALGORITHMS,
          clockTolerance: config.toleranceS,
          requiredClaims: ['sub', 'exp'],
        });
        return { kind: 'known', identity: identityOf(payload, config) };
      } catch (thrown) {
        if (isRefusal(thrown)) return { kind: 'refused', reason: reasonOf(thrown) };
        throw new Retryable(`the keys of ${config.issuer} are out of reach: ${messageOf(thrown)}`);
      }
    },
  };
}

async function openKeys({ issuer, jwksUrl }: OidcConfig): Promise<JWTVerifyGetKey> {
  return createRemoteJWKSet(new URL(jwksUrl ?? (await discovered(issuer))), {
    timeoutDuration: PATIENCE_MS,
  });
}

async function discovered(issuer: string): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(url, {
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const document = Discovery.parse(await response.json());
  if (document.issuer !== issuer) throw new Error(`${url} is of ${document.issuer}`);
  return document.jwks_uri;
}

function identityOf(payload: JWTPayload, config: OidcConfig): Identity {
  const { sub: subject = '', email, email_verified: isVerified, exp } = payload;
  const given = payload[config.groupsClaim];
  const groups: readonly unknown[] = Array.isArray(given) ? given : [given];
  const roles = groups.flatMap((group) =>
    typeof group === 'string' && Object.hasOwn(config.groupRoles, group)
      ? (config.groupRoles[group] ?? [])
      : [],
  );
  // An address that nobody has checked could be anybody's.
  const names = typeof email === 'string' && isVerified === true ? [subject, email] : [subject];
  const expires = exp === undefined ? undefined : new Date(exp * 1000).toISOString();
  return { subject, names, roles, expires };
}

/** Whether the token itself is at fault, rather than the way to the keys. */
function isRefusal(thrown: unknown): thrown is errors.JOSEError {
  return (
    thrown instanceof errors.JOSEError &&
    !(thrown instanceof errors.JWKSTimeout) &&
    thrown.code !== 'ERR_JOSE_GENERIC'
  );
}

function reasonOf(thrown: errors.JOSEError): string {
  if (thrown instanceof errors.JWTExpired) return 'the token has expired';
  if (thrown instanceof errors.JWTClaimValidationFailed) {
    return `the claim "${thrown.claim}" of the token does not fit`;
  }
  if (thrown instanceof errors.JWKSNoMatchingKey) return 'no key of the issuer signed the token';
  if (thrown instanceof errors.JWSSignatureVerificationFailed) return 'the signature is wrong';
  return 'it is no token of the issuer';
}
