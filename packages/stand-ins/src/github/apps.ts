import { createPublicKey, type KeyObject, randomBytes, verify } from 'node:crypto';
import { Refusal } from './refusal.ts';
import { numberOf } from './render/user.ts';
import type { GitHubWorld } from './world.ts';

/** A GitHub App, with what it proves itself by. */
export interface AppRecord {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  /** Whose App it is. */
  readonly owner: string;
  readonly publicKey: KeyObject;
  /** What it may do: `checks` → `write`. */
  readonly permissions: Readonly<Record<string, string>>;
  readonly events: readonly string[];
  readonly hookUrl: string | undefined;
  /** Owners where it is installed; all of them without it. */
  readonly installedFor: readonly string[] | undefined;
}

/** An App as a test registers one. */
export interface NewApp {
  readonly id: number;
  readonly slug: string;
  readonly name?: string;
  readonly owner?: string;
  /** PEM of the public key, or of the private key that it follows from. */
  readonly key: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly events?: readonly string[];
  readonly hookUrl?: string;
  readonly installedFor?: readonly string[];
}

/** A token that an installation was given, good for an hour. */
export interface IssuedToken {
  readonly app: AppRecord;
  readonly owner: string;
  readonly permissions: Readonly<Record<string, string>>;
  /** Names without owner; all repositories of the installation without it. */
  readonly repositories: readonly string[] | undefined;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Who calls: the holder of the world's token, an App by itself, or one of its installations. */
export type Caller =
  | { readonly kind: 'token' }
  | { readonly kind: 'app'; readonly app: AppRecord }
  | { readonly kind: 'installation'; readonly issued: IssuedToken };

const HOUR_MS = 3_600_000;
const RANK = ['none', 'read', 'write', 'admin'];
/** What an App may do that says nothing of itself. */
const ALL: Readonly<Record<string, string>> = {
  metadata: 'read',
  contents: 'write',
  pull_requests: 'write',
  issues: 'write',
  checks: 'write',
  statuses: 'read',
  actions: 'write',
};

/** Registers an App. */
export function addApp(world: GitHubWorld, input: NewApp): AppRecord {
  const { id, slug, name = slug, owner = 'acme', events = [] } = input;
  const app: AppRecord = {
    id,
    slug,
    name,
    owner,
    events,
    publicKey: createPublicKey(input.key),
    permissions: input.permissions ?? ALL,
    hookUrl: input.hookUrl,
    installedFor: input.installedFor,
  };
  world.apps.set(id, app);
  return app;
}

/** The owners for which an App is installed: those that have repositories here. */
export function ownersOf(world: GitHubWorld, app: AppRecord): readonly string[] {
  const owners = [...new Set([...world.repositories.values()].map(({ owner }) => owner))];
  return owners.filter((owner) => app.installedFor?.includes(owner) ?? true);
}

/** The number of an App's installation at an owner. */
export function installationId(owner: string): number {
  return numberOf(`installation:${owner}`);
}

/** Gives an installation a token. Throws GitHub's 422 for a permission that the App was not given. */
export function issueToken(
  world: GitHubWorld,
  app: AppRecord,
  owner: string,
  wanted: {
    readonly repositories?: readonly string[] | undefined;
    readonly permissions?: Readonly<Record<string, string>> | undefined;
  },
): { readonly token: string; readonly issued: IssuedToken } {
  for (const [name, level] of Object.entries(wanted.permissions ?? {})) {
    if (rank(app.permissions[name]) < rank(level)) {
      throw new Refusal(422, 'The permissions requested are not granted to this installation.');
    }
  }
  const token = `ghs_${randomBytes(18).toString('hex')}`;
  const issued: IssuedToken = {
    app,
    owner,
    permissions: wanted.permissions ?? app.permissions,
    repositories: wanted.repositories,
    expiresAt: Date.now() + HOUR_MS,
  };
  world.issued.set(token, issued);
  return { token, issued };
}

/** Who a header proves to be; `undefined` for nobody. */
export function callerOf(world: GitHubWorld, header: string | undefined): Caller | undefined {
  const [scheme = '', value = ''] = (header ?? '').split(' ');
  const given = /^basic$/i.test(scheme)
    ? Buffer.from(value, 'base64').toString('utf8').split(':').slice(1).join(':')
    : value;
  if (given === '') return undefined;
  if (given === world.token) return { kind: 'token' };
  const issued = world.issued.get(given);
  if (issued !== undefined) {
    return issued.expiresAt > Date.now() ? { kind: 'installation', issued } : undefined;
  }
  const app = appOfJwt(world, given);
  return app && { kind: 'app', app };
}

/** The login by which a caller is seen. */
export function loginOfCaller(world: GitHubWorld, caller: Caller | undefined): string {
  switch (caller?.kind) {
    case 'app':
      return `${caller.app.slug}[bot]`;
    case 'installation':
      return `${caller.issued.app.slug}[bot]`;
    default:
      return world.botLogin;
  }
}

/** Refuses an installation what it was not given, as GitHub words it; `path` is the request's below the API. */
export function refuseUngranted(caller: Caller, method: string, path: string): void {
  if (caller.kind !== 'installation') return;
  const { permissions, owner, repositories } = caller.issued;
  const [, of, name, rest] = /^\/repos\/([^/]+)\/([^/?]+)(\/[^?]*)?/.exec(path) ?? [];
  if (of === undefined || name === undefined) return;
  const reaches = of === owner && (repositories?.includes(name) ?? true);
  if (!reaches) throw new Refusal(404, 'Not Found');
  const needed = permissionFor(method, rest ?? '');
  if (
    needed === undefined ||
    needed.names.some((one) => rank(permissions[one]) >= rank(needed.level))
  ) {
    return;
  }
  throw new Refusal(403, 'Resource not accessible by integration');
}

/** Check runs belong to Apps: a person's token may not make them once there is one. */
export function refuseToPersons(caller: Caller, world: GitHubWorld, method: string, path: string) {
  if (caller.kind !== 'token' || world.apps.size === 0 || method === 'GET') return;
  if (!/^\/repos\/[^/]+\/[^/]+\/check-runs/.test(path)) return;
  throw new Refusal(403, 'You must authenticate via a GitHub App.');
}

const FAMILIES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^\/check-(runs|suites)/, ['checks']],
  [/^\/pulls/, ['pull_requests']],
  [/^\/issues/, ['issues', 'pull_requests']],
  [/^\/(contents|git|merges)/, ['contents']],
  [/^\/actions/, ['actions']],
];

function permissionFor(method: string, rest: string) {
  const names = FAMILIES.find(([pattern]) => pattern.test(rest))?.[1];
  return names && { names, level: method === 'GET' ? 'read' : 'write' };
}

function rank(level: string | undefined): number {
  return RANK.indexOf(level ?? 'none');
}

/** The App that signed a JSON Web Token, if it is sound: RS256, not expired, at most ten minutes long. */
function appOfJwt(world: GitHubWorld, token: string): AppRecord | undefined {
  const [head = '', body = '', signature = '', ...rest] = token.split('.');
  if (rest.length > 0 || signature === '') return undefined;
  const claims = jsonOf(body);
  const app = world.apps.get(Number(claims?.iss));
  if (app === undefined) return undefined;
  const now = Date.now() / 1000;
  const { iat, exp } = claims as { iat?: unknown; exp?: unknown };
  if (typeof iat !== 'number' || typeof exp !== 'number') return undefined;
  if (exp < now || iat > now + 60 || exp > now + 660) return undefined;
  const signed = Buffer.from(`${head}.${body}`);
  const isSound = verify('RSA-SHA256', signed, app.publicKey, Buffer.from(signature, 'base64url'));
  return isSound ? app : undefined;
}

function jsonOf(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
