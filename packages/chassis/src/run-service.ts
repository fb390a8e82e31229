import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Bus, connectBus } from '@patchwright/bus';
import {
  type AggregateKind,
  createMask,
  type EventDefinition,
  type Mask,
} from '@patchwright/events';
import { Retryable } from '@patchwright/faults';
import { openLog, type ServiceLog } from './log.ts';
import { replayTask } from './replay.ts';
import { secretsIn } from './secrets-in.ts';
import type {
  PortDefinitions,
  ReplayReport,
  ServiceContext,
  ServiceDefinition,
} from './service.ts';
import type { ServiceSettings } from './service-config.ts';
import { portContext, type StartOptions, startService } from './start-service.ts';
import { startTelemetry } from './telemetry.ts';

/** For how long a broker is awaited at the start, before the process gives up and lets its supervisor try again. */
const CONNECT_PATIENCE_MS = 60_000;

/** What a process is run with: `readConfig` of the service's `config.ts` gives it. */
export interface RunOptions<Config> {
  readonly config: Config;
  readonly settings: ServiceSettings;
  /** Values that must never be logged or recorded, besides what can be told by its form or by its name in the configuration. */
  readonly secrets?: readonly string[];
  readonly pace?: StartOptions<Config>['pace'];
  readonly taking?: StartOptions<Config>['taking'];
}

/**
 * Runs a service until the process is told to end. Prints one line on the standard output once it is up; logs go to the standard
 * error. With `--replay <taskId>` among the arguments it executes the task's recorded runs again instead, prints one line of JSON
 * for each, and leaves with 1 when any disagrees. Sets the exit code; never rejects.
 */
export async function runService<
  Config,
  P extends PortDefinitions,
  D extends EventDefinition<AggregateKind>,
>(definition: ServiceDefinition<Config, P, D>, options: RunOptions<Config>): Promise<void> {
  const { settings } = options;
  const mask = createMask([
    settings.nats.password ?? '',
    ...secretsIn(options.config),
    ...(options.secrets ?? []),
  ]);
  const log = openLog({ ...settings.log, service: definition.name, build: settings.build, mask });
  try {
    const { values } = parseArgs({ options: { replay: { type: 'string' } } });
    await using _telemetry =
      settings.otlpEndpoint === undefined ? undefined : await startTelemetry(definition.name);
    await using bus = await connect(definition.name, settings, log);
    if (values.replay === undefined) await serve(definition, options, bus, log, mask);
    else await replay(definition, options, bus, log, mask, values.replay);
  } catch (thrown) {
    log.error({ err: thrown }, 'the service ends by a fault');
    process.exitCode = 1;
  }
  // An SDK may hold on to a connection; the process goes all the same.
  setTimeout(() => process.exit(), 1000).unref();
}

async function serve<Config, P extends PortDefinitions, D extends EventDefinition<AggregateKind>>(
  definition: ServiceDefinition<Config, P, D>,
  options: RunOptions<Config>,
  bus: Bus,
  log: ServiceLog,
  mask: Mask,
): Promise<void> {
  const { settings } = options;
  const service = await startService(definition, { ...options, bus, log, mask });
  const { graceMs } = settings;
  let isLeaving = false;

  function leave(signal: NodeJS.Signals): void {
    if (isLeaving) return;
    isLeaving = true;
    log.info({ signal }, 'leaving');
    setTimeout(service.abandon, graceMs * 0.8).unref();
    setTimeout(() => {
      log.warn({ graceMs }, 'what runs did not end in time; it will be taken up elsewhere');
      process.exit(1);
    }, graceMs).unref();
    // A failure is heard of through `ended`.
    service.stop().catch(() => undefined);
  }
  process.on('SIGTERM', leave);
  process.on('SIGINT', leave);
  const isUp = await service.ready.then(
    () => true,
    () => false,
  );
  if (isUp) announce(definition.name, settings, log);
  await service.ended;
  log.info({}, 'gone');
}

function announce(name: string, settings: ServiceSettings, log: ServiceLog): void {
  const line = { ready: true, service: name, pid: process.pid };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  log.info({ tenant: settings.tenant }, 'up');
}

async function replay<Config, P extends PortDefinitions, D extends EventDefinition<AggregateKind>>(
  definition: ServiceDefinition<Config, P, D>,
  { config, settings }: RunOptions<Config>,
  bus: Bus,
  log: ServiceLog,
  mask: Mask,
  taskId: string,
): Promise<void> {
  const { tenant, build } = settings;
  const { signal } = new AbortController();
  const ports = definition.ports(config, portContext(bus, tenant, log, signal));
  const context: ServiceContext<Config> = {
    config,
    bus,
    tenant,
    build,
    log,
    signal,
    isReady: () => false,
    async command() {
      throw new Error('a replay decides nothing');
    },
    async ask() {
      throw new Error('a replay asks nothing');
    },
  };
  const { log: facts, journal, blobs } = bus;
  const recorded = replayTask(
    {
      definition: definition as unknown as ServiceDefinition<Config, P>,
      config,
      ports,
      log: facts,
      journal,
      blobs,
      mask,
      tenant,
      build,
    },
    taskId,
  );
  for await (const report of recorded) print(report);
  for await (const report of definition.replay?.(context, taskId) ?? []) print(report);
}

function print(report: ReplayReport): void {
  process.stdout.write(`${JSON.stringify(report)}\n`);
  if (!report.agreed) process.exitCode = 1;
}

async function connect(name: string, settings: ServiceSettings, log: ServiceLog): Promise<Bus> {
  const { url, user, password } = settings.nats;
  const deadline = performance.now() + CONNECT_PATIENCE_MS;
  for (;;) {
    try {
      return await connectBus({
        url,
        name,
        ...(user === undefined ? {} : { user }),
        ...(password === undefined ? {} : { password }),
        onNotice: ({ level, message, detail }) => log[level]({ detail }, message),
      });
    } catch (fault) {
      if (!(fault instanceof Retryable) || performance.now() > deadline) throw fault;
      log.info({ reason: fault.message }, 'waiting for the broker');
      await pause(500);
    }
  }
}
