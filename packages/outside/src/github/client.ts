import { createAppAuth } from '@octokit/auth-app';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import { type CallContext, NeedsHuman } from '@patchwright/faults';
import { type Ask, createAsk } from '../ask.ts';
import { hostOf } from '../outgoing/address.ts';
import { outgoingMarkdown } from '../outgoing/markdown.ts';
import { createRedact } from '../redact.ts';
import { diagnoseGitHub } from './diagnose.ts';
import { gitSiteOf, PUBLIC_API } from './site.ts';

/** How GitHub is reached, and as whom. */
export interface GitHubConfig {
  /** Address of the REST API without a slash at its end; github.com's own without it. */
  readonly baseUrl?: string;
  readonly auth:
    | { readonly kind: 'token'; readonly token: string }
    | {
        readonly kind: 'app';
        readonly appId: string;
        /** PEM. */
        readonly privateKey: string;
        /** Looked up by the repository's owner without it. */
        readonly installationId?: number;
      };
  /** Keeps the pace that GitHub asks for (a second between writes, three where people are notified). On at github.com, off elsewhere. */
  readonly pace?: boolean;
  /** Time limit of one request in milliseconds; 30,000 without it. */
  readonly timeoutMs?: number;
  /** Hosts that addresses in our texts may lead to besides GitHub's own. */
  readonly linkHosts?: readonly string[];
}

/** A repository's two names. */
export interface RepositoryName {
  readonly owner: string;
  readonly repo: string;
}

/** GitHub as the reads and writes of the port use it. */
export interface GitHubClient {
  readonly ask: Ask;
  /** The client as the token, or as the App itself: for what belongs to no owner. */
  readonly self: Octokit;
  /** The REST client that may act for this owner. */
  readonly of: (owner: string, signal: AbortSignal) => Promise<Octokit>;
  /** The login that our comments carry, or `undefined` when GitHub does not say. */
  readonly login: (context: CallContext) => Promise<string | undefined>;
  /** Markdown as it may stand on GitHub, whoever wrote it. */
  readonly outgoing: (markdown: string) => string;
}

/** An App's installation for one owner. */
interface Installation {
  readonly id: number;
  readonly octokit: Octokit;
  /** Milliseconds since 1970. */
  readonly foundAt: number;
}

const PATIENCE_S = 5;
const LOOK_AGAIN_MS = 3_600_000;
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** Makes the client of one configuration. Nothing is contacted before the first call. */
export function createGitHubClient(config: GitHubConfig): GitHubClient {
  const { auth } = config;
  const secrets = auth.kind === 'token' ? [auth.token] : [auth.privateKey];
  const ask = createAsk({
    system: 'GitHub',
    redact: createRedact(secrets),
    diagnose: diagnoseGitHub,
  });
  const direct = octokitOf(config, auth.kind === 'app' ? auth.installationId : undefined);
  const byOwner = new Map<string, Installation>();
  let login: { readonly is: string | undefined } | undefined;
  const linkHosts = [...hostOf(gitSiteOf(config.baseUrl)), ...(config.linkHosts ?? [])];

  /** An App that was installed anew has another number then, so what was found is believed for an hour. */
  async function lookUp(owner: string, signal: AbortSignal): Promise<Octokit> {
    const known = byOwner.get(owner);
    if (known !== undefined && known.foundAt + LOOK_AGAIN_MS > Date.now()) return known.octokit;
    const id = await installationOf(direct, owner, signal);
    const octokit = known?.id === id ? known.octokit : octokitOf(config, id);
    byOwner.set(owner, { id, octokit, foundAt: Date.now() });
    return octokit;
  }

  async function ownLogin(signal: AbortSignal): Promise<string | undefined> {
    try {
      if (auth.kind === 'token') {
        return (await direct.rest.users.getAuthenticated({ request: { signal } })).data.login;
      }
      const { data } = await direct.rest.apps.getAuthenticated({ request: { signal } });
      return data?.slug === undefined ? undefined : `${data.slug}[bot]`;
    } catch (thrown) {
      // Some tokens may not ask who they are; then whatever carries our marker counts as ours.
      if (refused(thrown)) return undefined;
      throw thrown;
    }
  }

  return {
    ask,
    self: direct,
    outgoing: (markdown) => outgoingMarkdown(markdown, linkHosts),
    async of(owner, signal) {
      const one = auth.kind === 'token' || auth.installationId !== undefined;
      return one ? direct : lookUp(owner, signal);
    },
    async login(context) {
      login ??= { is: await ask(context, ownLogin) };
      return login.is;
    },
  };
}

/** The installation for an owner: an organisation's or a person's. Throws NeedsHuman when the App is installed for neither. */
async function installationOf(
  direct: Octokit,
  owner: string,
  signal: AbortSignal,
): Promise<number> {
  const request = { signal };
  const { getUserInstallation, getOrgInstallation } = direct.rest.apps;
  const found =
    (await getUserInstallation({ username: owner, request }).catch(noneFor404)) ??
    (await getOrgInstallation({ org: owner, request }).catch(noneFor404));
  if (found !== null) return found.data.id;
  const said = `The GitHub App is not installed for ${owner}`;
  throw new NeedsHuman(said, {
    diagnosis: `${said}. Install it there (its settings, "Install App") for the repositories that it is to work on.`,
  });
}

/** An empty list where nothing is, or where it may not be read. */
export function noneWhereForbidden(thrown: unknown): readonly [] {
  const { status, message } = thrown as { status?: unknown; message?: unknown };
  const forbidden = status === 403 && !/rate limit/i.test(String(message));
  if (status === 404 || forbidden) return [];
  throw thrown;
}

/** Answers `null` for a 404 and throws everything else again. */
export function noneFor404(thrown: unknown): null {
  if ((thrown as { status?: unknown }).status === 404) return null;
  throw thrown;
}

/** Splits `owner/name`. Throws a TypeError for anything else. */
export function repositoryName(repository: string): RepositoryName {
  const [owner, repo, ...rest] = repository.split('/');
  if (!owner || !repo || rest.length > 0) {
    throw new TypeError(`"${repository}" is not a repository: owner/name is expected`);
  }
  return { owner, repo };
}

const Paced = Octokit.plugin(retry, throttling);

function octokitOf(config: GitHubConfig, installationId: number | undefined): Octokit {
  const baseUrl = config.baseUrl?.replace(/\/+$/, '') ?? PUBLIC_API;
  const pace = config.pace ?? baseUrl === PUBLIC_API;
  const octokit = new Paced({
    ...authOf(config.auth, installationId),
    baseUrl,
    userAgent: 'patchwright',
    log: SILENT,
    request: { fetch: fetchWithin(config.timeoutMs ?? 30_000) },
    retry: { retries: 1, doNotRetry: [400, 401, 403, 404, 409, 410, 422, 429, 451] },
    throttle: pace
      ? { onRateLimit: waitsShortly, onSecondaryRateLimit: waitsShortly }
      : { enabled: false },
  });
  // A write whose answer was lost may have been done: only the probe may tell, never a repetition in here.
  octokit.hook.before('request', (options) => {
    if (options.method !== 'GET') options.request = { ...options.request, retries: 0 };
  });
  return octokit;
}

function authOf(auth: GitHubConfig['auth'], installationId: number | undefined) {
  if (auth.kind === 'token') return { auth: auth.token };
  const { appId, privateKey } = auth;
  // Installation tokens are kept for less than their hour and asked for anew by the strategy itself.
  return {
    authStrategy: createAppAuth,
    auth: { appId, privateKey, ...(installationId === undefined ? {} : { installationId }) },
  };
}

function waitsShortly(
  retryAfter: number,
  _options: unknown,
  _octokit: unknown,
  retryCount: number,
): boolean {
  return retryCount === 0 && retryAfter <= PATIENCE_S;
}

function fetchWithin(timeoutMs: number): typeof fetch {
  return (url, init) => {
    const limit = AbortSignal.timeout(timeoutMs);
    const signal = init?.signal ? AbortSignal.any([init.signal, limit]) : limit;
    return fetch(url, { ...init, signal });
  };
}

function refused(thrown: unknown): boolean {
  const status = (thrown as { status?: unknown }).status;
  return status === 403 || status === 404;
}
