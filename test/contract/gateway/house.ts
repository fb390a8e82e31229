import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bus, connectBus, provision } from '@patchwright/bus';
import {
  type PortDefinitions,
  readServiceSettings,
  type ServiceDefinition,
  silentLog,
  startService,
} from '@patchwright/chassis';
import {
  type AggregateKind,
  type AggregateRef,
  approvalDigest,
  type EventDefinition,
  emptyHead,
  isTaskEvent,
  type MonitorDraft,
  newId,
  Plan,
  type StoredEvent,
  seal,
  type TaskDraft,
  type TaskEvent,
  termsOf,
} from '@patchwright/events';
import { gateway } from '@patchwright/gateway';
import { readConfig as readGatewayConfig } from '@patchwright/gateway/config';
import { startNats } from '@patchwright/local/nats';
import { notifier } from '@patchwright/notifier';
import { readConfig as readNotifierConfig } from '@patchwright/notifier/config';
import { projector } from '@patchwright/projector';
import { scheduler } from '@patchwright/scheduler';
import type { GitHubStandIn, OutsideWorld } from '@patchwright/stand-ins';
import { defaultDeadlines } from '@patchwright/task';
import { addressesOf, secrets, startOutside } from './outside.ts';
import { type Reserved, startTwins } from './twins.ts';

export { until } from '../../until.ts';
export { secrets } from './outside.ts';

export const tenant = 'main';
export const token = 'api-token-of-this-house';

const POLICY = `
approval: { name: shop, votes: { low: 1, medium: 1, high: 2 } }
people:
  - { name: maria, slack: U0MARIA, github: maria, jira: maria, roles: [approver] }
  - { name: jonas, slack: U0JONAS, github: jonas, roles: [approver] }
  - { name: ines, jira: ines, slack: U0INES, roles: [operator] }
  - { name: olga, cli: cli, roles: [admin] }
`;

/** A broker, the gateway over real HTTP, and whatever of the mesh was asked for. */
export interface House extends AsyncDisposable {
  readonly url: string;
  /** Where the second gateway is reached; the first one's in a house that has but one. */
  readonly twinUrl: string;
  readonly bus: Bus;
  /** Stops and starts the broker. */
  readonly broker: { readonly stop: () => Promise<void>; readonly start: () => Promise<void> };
  readonly outside: OutsideWorld | undefined;
  /** What the services of this house were configured by. */
  readonly environment: Readonly<Record<string, string>>;
  /** States facts about a task, as services do. */
  readonly state: (id: string, ...drafts: readonly TaskDraft[]) => Promise<void>;
  /** States what a look at production saw, as the monitor does. */
  readonly look: (draft: MonitorDraft) => Promise<void>;
  readonly factsOf: (id: string) => Promise<readonly StoredEvent<TaskEvent>[]>;
  /** The API, with its token. */
  readonly api: (path: string, init?: RequestInit) => Promise<Response>;
}

/** What a house has besides what all of them have. */
export interface HouseOptions {
  /** Whether people, systems and the notifier are there, too. */
  readonly outside?: boolean;
  /** More settings of the services. */
  readonly environment?: Readonly<Record<string, string>>;
  /** More people for the policy, a line of YAML each. */
  readonly people?: string;
  /** The login that GitHub's token belongs to. */
  readonly botLogin?: string;
  /** Whether gateway and notifier are there twice, the second ones in processes of their own. */
  readonly isTwofold?: boolean;
}

/** Starts a house. */
export async function startHouse(options: HouseOptions = {}): Promise<House> {
  await using stack = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), 'gateway-'));
  stack.defer(() => rm(dir, { recursive: true, force: true }));
  const nats = await startNats({ storeDir: join(dir, 'nats') });
  stack.defer(() => nats.stop());
  await provision({ url: nats.url, name: 'provision', replicas: 1 });
  // Held until the gateway takes it, since everything else here takes whatever port is free.
  const { port, release } = await reservePort();
  const url = `http://127.0.0.1:${port}`;
  await writeFile(join(dir, 'policy.yaml'), `${POLICY}${options.people ?? ''}\n`);

  const outside = options.outside
    ? stack.use(await startOutside(dir, url, options.botLogin))
    : undefined;
  const environment = {
    PATCHWRIGHT_TENANT: tenant,
    PATCHWRIGHT_BUILD: 'b1',
    PATCHWRIGHT_HTTP_PORT: `${port}`,
    PATCHWRIGHT_POLICY: join(dir, 'policy.yaml'),
    PATCHWRIGHT_API_TOKEN: token,
    GITHUB_WEBHOOK_SECRET: secrets.githubWebhook,
    JIRA_WEBHOOK_SECRET: secrets.jiraWebhook,
    SLACK_SIGNING_SECRET: secrets.slackSigning,
    SENTRY_WEBHOOK_SECRET: secrets.sentryWebhook,
    ...(outside === undefined ? {} : addressesOf(outside)),
    ...options.environment,
  };
  const bus = stack.use(await connectBus({ url: nats.url, name: 'test' }));

  async function serve<Config, P extends PortDefinitions, D extends EventDefinition<AggregateKind>>(
    definition: ServiceDefinition<Config, P, D>,
    config: Config,
  ): Promise<void> {
    const own = stack.use(await connectBus({ url: nats.url, name: definition.name }));
    const service = await startService(definition, {
      config,
      settings: readServiceSettings(environment),
      bus: own,
      log: silentLog,
      taking: { retryDelaysMs: [200, 500] },
    });
    stack.defer(() => service.stop());
    await service.ready;
  }
  await serve(projector, {});
  await release();
  await serve(gateway, readGatewayConfig(environment).config);
  if (outside !== undefined) {
    const quiet = { deadlines: defaultDeadlines, sweepMs: 600_000, monitorEvery: '@hourly' };
    await serve(scheduler, quiet);
    await serve(notifier, readNotifierConfig(environment).config);
  }
  const twins = options.isTwofold
    ? stack.use(await startTwins({ ...environment, NATS_URL: nats.url }, reservePort))
    : undefined;

  const parts = stack.move();
  return {
    url,
    twinUrl: twins?.url ?? url,
    bus,
    broker: { stop: () => nats.kill('SIGKILL'), start: () => nats.restart() },
    outside,
    environment,
    state: (id, ...drafts) => stateFacts(bus, { kind: 'task', tenant, id }, drafts),
    look: (draft) => stateFacts(bus, { kind: 'monitor', tenant, id: 'sentry-test' }, [draft]),
    async factsOf(id) {
      const { events } = await bus.log.history({ kind: 'task', tenant, id });
      return events.filter((event): event is StoredEvent<TaskEvent> => isTaskEvent(event));
    },
    api: (path, init = {}) =>
      fetch(`${url}${path}`, {
        ...init,
        headers: {
          authorization: `Bearer ${token}`,
          ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...init.headers,
        },
      }),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** A port that is ours until it is released. */
async function reservePort(): Promise<Reserved> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async release() {
      server.close();
      await once(server, 'close');
    },
  };
}

async function stateFacts(
  bus: Bus,
  aggregate: AggregateRef,
  drafts: readonly (TaskDraft | MonitorDraft)[],
): Promise<void> {
  for (let tries = 0; tries < 10; tries += 1) {
    const { head } = await bus.log.history(aggregate);
    const events = seal(drafts, {
      aggregate,
      expected: head.version === 0 ? emptyHead : head,
      causationId: newId(),
      handler: 'test',
      source: '/patchwright/test',
      actor: 'agent:test',
      time: new Date().toISOString(),
      build: 'b1',
      correlationId: aggregate.id,
    });
    const outcome = await bus.log.append(aggregate, head, events);
    if (outcome.kind === 'appended') return;
  }
  throw new Error('the history never stood still');
}

export const branch = 'agent/shop-42-cart';
const pullRequest = {
  repository: 'acme/shop',
  number: 1,
  url: 'https://github.example/acme/shop/pull/1',
};

/** A plan as a planner would write it. */
export function planOf(more: Partial<Plan> = {}): Plan {
  return Plan.parse({
    summary: 'Count in whole cents & never below zero',
    rootCause: 'Coupons are subtracted without a limit; see <script>alert(1)</script> and @maria.',
    scope: { in: ['the cart'], out: ['payment'] },
    components: [],
    dataFlow: '',
    tests: { unit: ['a total never falls below zero'], integration: [] },
    steps: [
      {
        order: 1,
        type: 'test',
        file: 'test/cart.test.ts',
        action: 'Write a test for a coupon larger than the cart',
        testName: 'a total never falls below zero',
        command: 'npm test',
        expected: '-800',
        dependsOn: [],
      },
      {
        order: 2,
        type: 'implement',
        file: 'src/cart.ts',
        action: 'Limit the coupon',
        dependsOn: [1],
      },
    ],
    testCommand: 'npm test',
    riskLevel: 'low',
    breakingChanges: [],
    risks: ['other callers'],
    security: [],
    rollback: 'Revert the commit',
    estimatedMinutes: 15,
    ...more,
  });
}

/** The facts that lead a requested task to a proposed plan. */
export function proposedFacts(
  head: string,
  options: {
    readonly version?: number;
    readonly plan?: Plan;
    readonly number?: number;
    readonly branch?: string;
    /** The commit that the branch began at. */
    readonly base?: string;
  } = {},
): readonly TaskDraft[] {
  const { version = 1, plan = planOf(), number = 1 } = options;
  const base = { ref: 'main', sha: options.base ?? '1'.repeat(40) };
  const site = { repository: 'acme/shop', base, branch: options.branch ?? branch };
  const terms = termsOf(plan, { minutes: 60, costUsd: 5 }, 'one');
  const proposed: TaskDraft = {
    type: 'plan_proposed',
    data: {
      ...site,
      version,
      plan,
      terms,
      digest: approvalDigest({ ...site, plan, terms }),
      head,
      pullRequest: { ...pullRequest, number },
    },
  };
  const started: TaskDraft = { type: 'planning_started', data: { version } };
  if (version > 1) return [started, proposed];
  return [
    { type: 'discovery_started', data: {} },
    {
      type: 'discovery_completed',
      data: {
        discovery: {
          relevantRepos: [
            {
              name: 'acme/shop',
              relevance: 1,
              reason: 'cart',
              languages: ['TypeScript'],
              files: [],
            },
          ],
          crossRepoDependencies: [],
          estimatedComplexity: 'Low',
          recommendedApproach: 'limit',
          keywords: ['coupon'],
          rootCause: 'no limit',
          confidence: 0.9,
          reasoning: '',
        },
        repository: 'acme/shop',
        base,
      },
    },
    started,
    proposed,
  ];
}

/** What a command came to. */
export function evidence(exitCode: number, excerpt: string) {
  return {
    command: 'npm test',
    exitCode,
    counts: {
      total: 4,
      passed: exitCode === 0 ? 4 : 3,
      failed: exitCode === 0 ? 0 : 1,
      skipped: 0,
      failing: [],
    },
    excerpt,
    tree: '2'.repeat(40),
    durationMs: 900,
  };
}

/** A branch with a commit and a draft, as a planner leaves them. Answers the branch's commit. */
export async function openDraft(
  github: GitHubStandIn,
  named: string = branch,
): Promise<{ readonly sha: string; readonly number: number }> {
  const { sha } = await github.push({
    repo: 'acme/shop',
    user: 'patchwright[bot]',
    branch: named,
    message: `docs: plan ${named}`,
    files: { 'PLAN.md': '# Plan\n' },
  });
  const response = await fetch(`${github.url}/repos/acme/shop/pulls`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secrets.githubToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      title: `Plan of ${named}`,
      head: named,
      base: 'main',
      body: 'Hello',
      draft: true,
    }),
  });
  const { number } = (await response.json()) as { number: number };
  return { sha, number };
}
