import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bus, connectBus, provision } from '@patchwright/bus';
import { findNatsServer, natsEnvironment, startNats } from '../nats/index.ts';
import { PROJECT, projectVersion } from '../project.ts';
import { entryPath, roster } from '../roster.ts';
import { prepareSandbox, sandboxNotice } from '../sandbox/prepare-sandbox.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type PythonEnvironment, preparePython } from '../toolchain/python.ts';
import { prepareToolchain } from '../toolchain/toolchain.ts';
import { type OutsideControl, openControl } from './control.ts';
import { gatewayPort } from './gateway-port.ts';
import { needsOf } from './mesh-needs.ts';
import { type ModelRoute, prepareModel } from './model-route.ts';
import { newSecrets } from './secrets.ts';
import {
  BOT_LOGIN,
  type Circumstances,
  JIRA_EMAIL,
  meshPaths,
  type OutsideUrls,
  SENTRY_ORG,
  SLACK_CHANNEL,
  serviceEnvironment,
  workPaths,
} from './service-environment.ts';
import { type Supervised, supervise } from './supervise.ts';

/** How a mesh is started. Everything has a default but the folder. */
export interface MeshOptions {
  /** Absolute path of the folder of what it keeps. */
  readonly stateDir: string;
  /** The stories that it must be able to play: their people, tools and projects. */
  readonly stories?: readonly Scenario[];
  /** A broker that runs already; one is started otherwise. */
  readonly natsUrl?: string | undefined;
  /** Ports on loopback; any free one otherwise. */
  readonly ports?: { readonly gateway?: number | undefined; readonly nats?: number | undefined };
  /** Processes of a service, by its name, where it is not the roster's number. 0 leaves it out. */
  readonly replicas?: Readonly<Record<string, number>>;
  /** By which way services come to a model; `scripted` without it. */
  readonly model?: ModelRoute | undefined;
  /** Where a real model's key is taken from, and nothing else. */
  readonly given?: Readonly<Record<string, string | undefined>> | undefined;
  /** Further folders for the PATH of commands and of CI, for example that of a compiler. */
  readonly toolPath?: readonly string[];
  /** More for the environment of every service, such as limits. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Told in a few words what goes on. */
  readonly onNotice?: ((notice: string) => void) | undefined;
}

/** Every service, the broker and the outside world on this machine, all ending with this process. */
export interface Mesh extends AsyncDisposable {
  readonly gatewayUrl: string;
  readonly apiToken: string;
  readonly natsUrl: string;
  readonly tenant: string;
  readonly stateDir: string;
  /** A connection for whoever looks on. */
  readonly bus: Bus;
  /** How nats-server was come by; `undefined` when it was there. */
  readonly natsServer: string | undefined;
  readonly outside: OutsideUrls;
  readonly control: OutsideControl;
  readonly circumstances: Circumstances;
  readonly model: ModelRoute;
  /** The processes of services, by their names: `executor-1`, `executor-2`. */
  readonly services: readonly Supervised[];
  /** Sends a signal to a process of the mesh by its process id, or to all of a service. Answers how many had it. */
  readonly kill: (whom: number | string, signal: NodeJS.Signals) => number;
  /** Stops everything in order: services, outside world, broker. Twice is harmless. */
  readonly stop: () => Promise<void>;
}

const HOST = '127.0.0.1';
const TENANT = 'main';

/** Starts a mesh and waits until all of it is up. Whatever was started is stopped again when something does not come up. */
export async function startMesh(options: MeshOptions): Promise<Mesh> {
  const { stateDir, onNotice, model = 'scripted' } = options;
  const modelAt = await prepareModel(model, options.given ?? {}, onNotice);
  const environment = natsEnvironment();
  const paths = meshPaths(stateDir);
  const needs = needsOf(options.stories ?? []);
  const port = await gatewayPort(HOST, options.ports?.gateway);
  const workDir = workDirOf(stateDir);
  const { outside: outsideRoot, workspace, repositories } = workPaths(workDir);
  await mkdir(paths.logs, { recursive: true });
  await rm(workDir, { recursive: true, force: true });
  await mkdir(workDir, { recursive: true, mode: 0o700 });
  for (const folder of [outsideRoot, workspace, repositories]) await mkdir(folder);
  await using started = new AsyncDisposableStack();
  started.defer(() => rm(workDir, { recursive: true, force: true, maxRetries: 5 }));

  const python =
    needs.python === undefined ? undefined : preparePython(needs.python, environment, onNotice);
  const broker = await startBroker(options, started);
  const prepared = await prepareToolchain({
    folder: paths.tools,
    node: needs.node,
    python: await python,
    environment,
  });
  const sandbox = await prepareSandbox({
    tools: prepared,
    scratch: join(workDir, 'sandbox'),
    environment,
  });
  onNotice?.(sandboxNotice(sandbox));
  const toolchain = {
    ...prepared,
    path: [...prepared.path, ...sandbox.path, ...(options.toolPath ?? [])],
  };
  const secrets = newSecrets();
  const gatewayUrl = `http://${HOST}:${port}`;
  await writeFile(paths.policy, JSON.stringify(needs.policy, undefined, 2));
  await writeFile(paths.catalogue, JSON.stringify(needs.catalogue, undefined, 2));
  const compileCache = join(environment.cacheDir, 'compiled');
  await writeFile(
    paths.outsideOptions,
    JSON.stringify({
      root: outsideRoot,
      gateway: gatewayUrl,
      secrets: withoutApi(secrets),
      github: { botLogin: BOT_LOGIN, toolPath: toolchain.path, nodeModules: toolchain.nodeModules },
      jira: { email: JIRA_EMAIL, projects: needs.jiraProjects },
      slack: { channels: ['general', SLACK_CHANNEL], users: needs.slackMembers },
      sentry: { organization: SENTRY_ORG, projects: needs.sentryProjects },
    }),
    { mode: 0o600 },
  );
  const world = supervise({
    name: 'outside',
    args: [...NODE_FLAGS, join(PROJECT, 'packages/stand-ins/src/main.ts'), paths.outsideOptions],
    env: { NODE_COMPILE_CACHE: compileCache, PATH: environment.searchPath },
    logPath: join(paths.logs, 'outside.log'),
    restarts: false,
    onNotice,
  });
  started.defer(() => world.stop());
  await provision({ url: broker.url, name: 'provision', replicas: 1 });
  const outside = (await world.ready).urls as OutsideUrls;

  const circumstances: Circumstances = {
    natsUrl: broker.url,
    tenant: TENANT,
    build: projectVersion(),
    gateway: { host: HOST, port },
    outside,
    secrets,
    model: modelAt({ url: outside.model, key: secrets.modelKey, workDir }),
    toolchain,
    sandbox: sandbox.kind,
    needs,
    stateDir,
    workDir,
    compileCache,
    searchPath: environment.searchPath,
    more: options.environment ?? {},
  };
  const bus = started.use(await connectBus({ url: broker.url, name: 'laptop' }));
  const services = startServices(circumstances, options);
  started.defer(async () => {
    await Promise.all(services.map((service) => service.stop()));
  });
  await Promise.all(services.map((service) => service.ready));

  const everything = started.move();
  const stop = () => everything.disposeAsync();
  return {
    gatewayUrl,
    apiToken: secrets.api,
    natsUrl: broker.url,
    tenant: TENANT,
    stateDir,
    bus,
    natsServer: broker.how,
    outside,
    control: openControl(outside.control),
    circumstances,
    model,
    services,
    kill: (whom, signal) => killIn(services, whom, signal),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** Outside any project, since tools look upwards for their configuration; short, since tests open sockets below it. */
function workDirOf(stateDir: string): string {
  const digest = createHash('sha256').update(stateDir).digest('hex').slice(0, 8);
  return join(tmpdir(), `patchwright-${digest}`);
}

/** Flags of every Node that a mesh starts. */
export const NODE_FLAGS: readonly string[] = ['--disable-warning=ExperimentalWarning'];

/** What Python the stories of a mesh would find on this machine. */
export async function pythonFor(
  packages: readonly string[],
  onNotice?: (notice: string) => void,
): Promise<PythonEnvironment> {
  return preparePython(packages, natsEnvironment(), onNotice);
}

async function startBroker(options: MeshOptions, started: AsyncDisposableStack) {
  if (options.natsUrl !== undefined) return { url: options.natsUrl, how: undefined };
  const found = await findNatsServer({
    ...(options.onNotice === undefined ? {} : { onProgress: options.onNotice }),
  });
  const server = started.use(
    await startNats({
      server: found.path,
      storeDir: meshPaths(options.stateDir).nats,
      port: options.ports?.nats,
    }),
  );
  return { url: server.url, how: `${found.version} (${found.how})` };
}

function startServices(at: Circumstances, options: MeshOptions): readonly Supervised[] {
  const { logs } = meshPaths(at.stateDir);
  return roster.flatMap((entry) => {
    const count = options.replicas?.[entry.name] ?? entry.replicas;
    return Array.from({ length: count }, (_, index) => {
      const name = count === 1 ? entry.name : `${entry.name}-${index + 1}`;
      return supervise({
        name,
        args: [...NODE_FLAGS, entryPath(entry)],
        env: serviceEnvironment(entry, at),
        logPath: join(logs, `${name}.log`),
        onNotice: options.onNotice,
      });
    });
  });
}

function killIn(
  services: readonly Supervised[],
  whom: number | string,
  signal: NodeJS.Signals,
): number {
  const meant = services.filter((service) =>
    typeof whom === 'number'
      ? service.pid() === whom
      : service.name === whom || service.name.replace(/-\d+$/, '') === whom,
  );
  for (const service of meant) service.kill(signal);
  return meant.length;
}

function withoutApi<S extends { readonly api: string }>({
  api: _api,
  ...secrets
}: S): Omit<S, 'api'> {
  return secrets;
}
