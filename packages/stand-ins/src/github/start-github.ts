import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { createWorkQueue } from '../ci/index.ts';
import { createServer, listen, type StandInOptions } from '../server.ts';
import { hubSignature } from '../signatures.ts';
import { createWebhookSender, type WebhookSender } from '../webhook-sender.ts';
import { addRepository, type NewRepository } from './add-repository.ts';
import { addApp, callerOf, type NewApp, refuseToPersons, refuseUngranted } from './apps.ts';
import { createGit } from './git.ts';
import { createPeople, type People } from './people.ts';
import { Refusal } from './refusal.ts';
import { registerActions } from './routes/actions.ts';
import { registerApps, registerHooks, registerManifests } from './routes/apps.ts';
import { createRouter } from './routes/call.ts';
import { registerChecks } from './routes/checks.ts';
import { registerCommits } from './routes/commits.ts';
import { registerContents } from './routes/contents.ts';
import { registerGitData } from './routes/git-data.ts';
import { registerGitHttp } from './routes/git-http.ts';
import { registerGraphQL } from './routes/graphql.ts';
import { registerIssues } from './routes/issues.ts';
import { registerPages } from './routes/pages.ts';
import { registerPulls } from './routes/pulls.ts';
import { registerRepositories } from './routes/repositories.ts';
import { registerReviews } from './routes/reviews.ts';
import { registerSearch } from './routes/search.ts';
import { type GitHubState, stateOf } from './state.ts';
import type { GitHubWorld } from './world.ts';

/** How the GitHub stand-in is started. */
export interface GitHubOptions extends StandInOptions {
  /** Folder for the bare repositories and for CI's work; made when missing. */
  readonly root: string;
  /** The token that the API and git accept; any other is answered 401. */
  readonly token: string;
  /** Where signed webhooks go; none are sent without it. */
  readonly webhook?: { readonly url: string; readonly secret: string };
  /** Whose token it is. */
  readonly botLogin?: string;
  /** What the token may do, as GitHub tells it of classic tokens: `repo`, `workflow`. Not told without it. */
  readonly tokenScopes?: readonly string[];
  /** Apps that are registered from the start. */
  readonly apps?: readonly NewApp[];
  /** Entries put before the system's own in the PATH of CI jobs. */
  readonly toolPath?: readonly string[];
  /** Environment of CI jobs besides PATH, HOME and what Actions sets. */
  readonly env?: Readonly<Record<string, string>>;
  /** A folder of node packages that is made visible above the clones of CI. */
  readonly nodeModules?: string;
}

/** GitHub on localhost: REST, GraphQL, git over HTTP, webhooks, and a CI that really runs. */
export interface GitHubStandIn extends People, AsyncDisposable {
  /** Address without a slash at its end: the API's base, and below it `/graphql`, `/<owner>/<repo>.git` and pages for people. */
  readonly url: string;
  /** What is on its way to the receiver of webhooks; none are without a receiver. */
  readonly webhooks: WebhookSender;
  /** Registers an App; its JSON web tokens and the tokens of its installations are let in, too. */
  addApp(input: NewApp): void;
  /** Serves one more repository. */
  addRepository(input: NewRepository): Promise<void>;
  /** Resolves when no CI job runs or waits any more and every webhook was delivered or given up. */
  settled(): Promise<void>;
  /** Everything, as plain JSON. */
  state(): GitHubState;
}

const SYSTEM_PATH = ['/opt/homebrew/bin', '/usr/local/bin', '/usr/bin', '/bin'] as const;
const FIRST_ID = 1_000_001;

/** Starts the GitHub stand-in on loopback. Rejects when its port is taken. */
export async function startGitHub(options: GitHubOptions): Promise<GitHubStandIn> {
  const { secret = '' } = options.webhook ?? {};
  const home = join(options.root, 'home');
  // Older bare repositories of the same names would be mistaken for those that are added.
  await rm(join(options.root, 'git'), { recursive: true, force: true });
  for (const folder of [home, join(options.root, 'git'), join(options.root, 'ci')]) {
    await mkdir(folder, { recursive: true });
  }
  const path = [...(options.toolPath ?? []), dirname(process.execPath), ...SYSTEM_PATH];
  const webhooks = createWebhookSender({
    sign: ({ id, event, body }) => ({
      'user-agent': 'GitHub-Hookshot/stand-in',
      'x-github-event': event,
      'x-github-delivery': id,
      'x-hub-signature-256': hubSignature(secret, body),
    }),
  });
  const troubles: string[] = [];
  const ciQueue = createWorkQueue((error) => troubles.push(`CI: ${String(error)}`));
  let lastId = FIRST_ID;
  const world: GitHubWorld = {
    url: '',
    root: options.root,
    botLogin: options.botLogin ?? 'patchwright[bot]',
    token: options.token,
    tokenScopes: options.tokenScopes,
    apps: new Map(),
    issued: new Map(),
    appCodes: new Map(),
    git: createGit(path, home),
    repositories: new Map(),
    webhooks,
    webhookUrl: options.webhook?.url,
    ciQueue,
    ciPlace: {
      path,
      env: options.env ?? {},
      ...(options.nodeModules === undefined ? {} : { nodeModules: options.nodeModules }),
    },
    ciPlans: new Map(),
    refLines: new Map(),
    troubles,
    nextId: () => lastId++,
  };
  for (const app of options.apps ?? []) addApp(world, app);
  const server = createServer('github', options);
  registerAll(server, world);
  world.url = await listen(server, options.port);
  return {
    ...createPeople(world),
    url: world.url,
    webhooks,
    addApp: (input) => {
      addApp(world, input);
    },
    addRepository: (input) => addRepository(world, input),
    async settled() {
      await ciQueue.idle();
      await webhooks.settled();
    },
    state: () => stateOf(world),
    async [Symbol.asyncDispose]() {
      await server.close();
      await ciQueue[Symbol.asyncDispose]();
      await webhooks[Symbol.asyncDispose]();
    },
  };
}

function registerAll(server: FastifyInstance, world: GitHubWorld): void {
  server.setErrorHandler((error, _request, reply) => {
    if (error instanceof Refusal) return reply.code(error.status).send(error.body);
    const status = statusOf(error);
    if (status >= 500) world.troubles.push(String(error instanceof Error ? error.stack : error));
    const message = error instanceof Error ? error.message : String(error);
    return reply.code(status).send({ message, status: String(status) });
  });
  server.setNotFoundHandler((request, reply) => {
    world.troubles.push(`There is no ${request.method} ${request.url}`);
    return reply.code(404).send(new Refusal(404, 'Not Found').body);
  });
  server.register(async (api) => {
    api.addHook('onRequest', async (request, reply) => {
      reply.headers({
        'x-github-media-type': 'github.v3; format=json',
        'x-github-request-id': request.id,
        'x-ratelimit-limit': '5000',
        'x-ratelimit-remaining': '4999',
      });
      const { authorization } = request.headers;
      if (authorization === undefined) throw new Refusal(401, 'Requires authentication');
      const caller = callerOf(world, authorization);
      if (caller === undefined) throw new Refusal(401, 'Bad credentials');
      if (caller.kind === 'token' && world.tokenScopes !== undefined) {
        reply.header('x-oauth-scopes', world.tokenScopes.join(', '));
      }
      refuseToPersons(caller, world, request.method, request.url);
      refuseUngranted(caller, request.method, request.url);
    });
    const router = createRouter(api, world);
    for (const register of [
      registerRepositories,
      registerGitData,
      registerContents,
      registerCommits,
      registerIssues,
      registerPulls,
      registerReviews,
      registerChecks,
      registerActions,
      registerSearch,
      registerGraphQL,
      registerApps,
      registerHooks,
    ]) {
      register(router);
    }
  });
  server.register(async (git) => registerGitHttp(git, world));
  server.register(async (manifests) => registerManifests(manifests, world));
  server.register(async (pages) => registerPages(pages, world));
}

function statusOf(error: unknown): number {
  const code = (error as { readonly statusCode?: unknown } | null)?.statusCode;
  return typeof code === 'number' ? code : 500;
}
