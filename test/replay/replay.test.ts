import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  readBudget,
  readMcpSettings,
  readModelSettings,
  readSkillSettings,
} from '@patchwright/agent';
import { type Bus, connectBus, provision } from '@patchwright/bus';
import {
  type ReplayReport,
  readBudgets,
  readRules,
  replayTask,
  type ServiceDefinition,
  silentLog,
} from '@patchwright/chassis';
import { chainFault, createMask, type StoredEvent } from '@patchwright/events';
import { executor } from '@patchwright/executor';
import { type Circumstances, meshPaths, replayServices } from '@patchwright/local';
import { type NatsServer, startNats } from '@patchwright/local/nats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type About, importHistory } from './history.ts';

const HISTORIES = join(import.meta.dirname, 'histories');
const histories = (await readdir(HISTORIES, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** Services that state facts by work, whose every fact must be stated again. */
const STATES_BY_WORK = ['discovery', 'planner', 'executor', 'cicd'];

test('there are histories to replay', () => {
  expect(histories).toEqual(expect.arrayContaining(['a-ticket', 'an-error-at-night']));
});

describe.each(histories)('the recorded history %s', (name) => {
  let site: Awaited<ReturnType<typeof openSite>>;
  beforeAll(async () => {
    site = await openSite(join(HISTORIES, name, 'history.jsonl'));
  });
  afterAll(() => site[Symbol.asyncDispose]());

  test('is read by the language of today, as an unbroken chain', () => {
    expect(site.events.length).toBeGreaterThan(10);
    expect(chainFault(site.events)).toBeUndefined();
  });

  test('is executed again by every service, with no live call and the same facts', async () => {
    const agreed = new Map<string, number>();
    for await (const { service, reports, fault } of replayServices(
      site.circumstances,
      site.about.task,
    )) {
      expect(fault, service).toBeUndefined();
      for (const report of reports as ReplayReport[]) {
        expect(report.differences, report.run).toEqual([]);
        expect(report.agreed, report.run).toBe(true);
        agreed.set(service, (agreed.get(service) ?? 0) + report.events);
      }
    }
    for (const service of STATES_BY_WORK) {
      const stated = site.events.filter(
        ({ source, type }) => source === `/patchwright/${service}` && type !== 'run_finished',
      );
      expect(agreed.get(service), service).toBe(stated.length);
    }
    expect([...agreed.keys()]).toEqual(
      expect.arrayContaining(['gateway', 'scheduler', 'notifier', ...STATES_BY_WORK]),
    );
    expect(site.calls).toEqual([]);
    expect((await site.history()).length).toBe(site.events.length);
  });

  test('tells of a decision that has changed since, by event and field', async () => {
    const altered = {
      ...executor,
      async *handle(...given: Parameters<NonNullable<typeof executor.handle>>) {
        for await (const fact of executor.handle?.(...given) ?? []) {
          yield 'type' in fact && fact.type === 'step_completed'
            ? { ...fact, data: { ...fact.data, summary: 'done otherwise' } }
            : fact;
        }
      },
    } as typeof executor;
    const [report] = await site.replay(altered);
    expect(report).toMatchObject({ service: 'executor', agreed: false });
    expect(report?.differences[0]).toMatchObject({
      event: 'step_completed',
      field: 'data.summary',
      now: 'done otherwise',
      build: 'of today',
    });
    expect(report?.differences[0]?.recordedBuild).toMatch(/^\d+\.\d+\.\d+/);
  });

  test('tells of a question that was never asked, instead of asking it', async () => {
    const curious = {
      ...executor,
      async *handle(...[work, world, config]: Parameters<NonNullable<typeof executor.handle>>) {
        await world.workspace.run({ repository: 'acme/shop', tree: 'none', command: 'rm -rf /' });
        yield* executor.handle?.(work, world, config) ?? [];
      },
    } as typeof executor;
    const [report] = await site.replay(curious);
    expect(report).toMatchObject({ agreed: false, events: 0 });
    expect(report?.differences[0]).toMatchObject({
      event: 'execution_started',
      field: expect.stringContaining('workspace.run('),
    });
  });
});

/** A broker that holds one history and nothing else, and an outside world that must not be asked. */
async function openSite(path: string) {
  const dir = await mkdtemp(join(tmpdir(), 'replay-'));
  const nats: NatsServer = await startNats({ storeDir: join(dir, 'nats') });
  await provision({ url: nats.url, name: 'provision', replicas: 1 });
  const bus: Bus = await connectBus({ url: nats.url, name: 'replay' });
  const about: About = await importHistory(bus, path);
  const calls: string[] = [];
  const outside = createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    response.writeHead(500).end();
  });
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
  const aggregate = { kind: 'task', tenant: about.tenant, id: about.task } as const;

  async function history(): Promise<readonly StoredEvent[]> {
    return (await bus.log.history(aggregate)).events;
  }

  await writeFile(meshPaths(dir).catalogue, JSON.stringify(about.catalogue));
  await writeFile(meshPaths(dir).policy, JSON.stringify(about.policy));
  const secret = (what: string) => `no-${what}-is-needed-for-a-replay`;
  const circumstances: Circumstances = {
    natsUrl: nats.url,
    tenant: about.tenant,
    build: 'of today',
    gateway: { host: '127.0.0.1', port: 0 },
    outside: { github: url, jira: url, slack: url, sentry: url, model: url, control: url },
    secrets: {
      api: secret('api-token'),
      githubToken: secret('github-token'),
      githubWebhook: secret('github-webhook-secret'),
      jiraToken: secret('jira-token'),
      jiraWebhook: secret('jira-webhook-secret'),
      slackToken: secret('slack-token'),
      slackSigning: secret('slack-signing-secret'),
      sentryToken: secret('sentry-token'),
      sentryWebhook: secret('sentry-webhook-secret'),
      modelKey: secret('model-key'),
    },
    toolchain: { path: [], nodeModules: join(dir, 'node_modules'), folders: [] },
    needs: { owners: about.owners, sentryProjects: about.sentryProjects },
    stateDir: dir,
    workDir: dir,
    compileCache: join(dir, 'compiled'),
    searchPath: '',
    more: {},
  };

  return {
    about,
    events: await history(),
    history,
    circumstances,
    /** What was asked of the outside world. */
    calls,
    /** Executes the task's executions again in this process, by an executor that is given. */
    async replay(definition: typeof executor): Promise<readonly ReplayReport[]> {
      const config = executorConfig(dir, url);
      const reports: ReplayReport[] = [];
      const replaying = {
        definition: definition as unknown as ServiceDefinition<Config, Ports>,
        config,
        ports: executor.ports(config, portContext),
        log: bus.log,
        journal: bus.journal,
        blobs: bus.blobs,
        mask: createMask([]),
        tenant: about.tenant,
        build: 'of today',
      };
      for await (const report of replayTask(replaying, about.task)) reports.push(report);
      return reports;
    },
    async [Symbol.asyncDispose]() {
      outside.close();
      await bus[Symbol.asyncDispose]();
      await nats.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

type Config = Parameters<typeof executor.ports>[0];
type Ports = ReturnType<typeof executor.ports>;

/** The executor's settings as they are by default, without the means to reach anything. */
function executorConfig(dir: string, url: string): Config {
  const author = { name: 'Patchwright', email: 'patchwright@localhost' };
  const environment = { ANTHROPIC_API_KEY: 'none', ANTHROPIC_BASE_URL: url };
  const mcp = readMcpSettings({});
  return {
    model: readModelSettings(environment),
    mcp,
    budgets: readBudgets(undefined),
    workspace: {
      root: dir,
      tools: { path: [], folders: [] },
      sandbox: 'none',
      limits: { timeoutMs: 1000 },
      committer: author,
      remote: async () => ({ url, authorization: { user: 'none', token: 'none' } }),
    },
    limits: { ...readBudget({}), mcp: [], attempts: 3, author, skills: readSkillSettings({}) },
    rules: readRules(undefined),
  };
}

const portContext = {
  blobs: { put: refuse, get: refuse },
  checkpoints: { save: refuse, load: refuse },
  issue: refuse,
  inquiry: refuse,
  taskHistory: refuse,
  claim: refuse,
  row: refuse,
  held: refuse,
  log: silentLog,
  signal: new AbortController().signal,
};

async function refuse(): Promise<never> {
  throw new Error('a replay keeps nothing and asks for nothing');
}
