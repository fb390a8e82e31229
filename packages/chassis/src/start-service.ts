import type { Bus } from '@patchwright/bus';
import {
  type AggregateKind,
  createMask,
  type EventDefinition,
  isInquiryEvent,
  isIssueEvent,
  type Mask,
  newId,
} from '@patchwright/events';
import { type PortDefinition, Terminal } from '@patchwright/faults';
import { foldInquiry, foldIssue } from '@patchwright/task';
import { ask } from './ask.ts';
import { claimsOn } from './claim.ts';
import { type Clock, systemClock } from './clock.ts';
import { carryOut } from './command.ts';
import { factsOf } from './decide-stated.ts';
import { parseFailpoints } from './failpoints.ts';
import { serveHealth } from './health.ts';
import type { ServiceLog } from './log.ts';
import type {
  Log,
  PortContext,
  PortDefinitions,
  ServiceContext,
  ServiceDefinition,
} from './service.ts';
import type { ServiceSettings } from './service-config.ts';
import { runWork } from './work-run.ts';
import { defaultPace, type Pace, type Workshop } from './workshop.ts';

const CONCURRENCY = 4;

/** What a service is started with. */
export interface StartOptions<Config> {
  readonly config: Config;
  readonly settings: ServiceSettings;
  readonly bus: Bus;
  readonly log: ServiceLog;
  readonly mask?: Mask;
  readonly clock?: Clock;
  readonly pace?: Partial<Pace> | undefined;
  /** How work is taken, where the bus's own ways are too slow for a test. */
  readonly taking?:
    | { readonly ackWaitMs?: number; readonly retryDelaysMs?: readonly number[] }
    | undefined;
}

/** A service that is up. */
export interface RunningService {
  /** Resolves once every door is open and every loop has begun; rejects when the service ended before that. */
  readonly ready: Promise<void>;
  /** Resolves once all work and loops have ended; rejects when a loop failed. */
  readonly ended: Promise<void>;
  /** Takes no more work; what runs finishes its current call or is handed back. Resolves with `ended`. */
  readonly stop: () => Promise<void>;
  /** Gives up writes that have begun: the last resort before the process goes. */
  readonly abandon: () => void;
}

/** Starts a service in this process on a bus that is connected: its lanes, its loops and its health server. */
export async function startService<
  Config,
  P extends PortDefinitions,
  D extends EventDefinition<AggregateKind>,
>(
  definition: ServiceDefinition<Config, P, D>,
  options: StartOptions<Config>,
): Promise<RunningService> {
  const { config, settings, bus, log } = options;
  const { tenant, build } = settings;
  const clock = options.clock ?? systemClock;
  const mask = options.mask ?? createMask([]);
  const leave = new AbortController();
  const finish = new AbortController();
  const { signal } = leave;

  const ports = definition.ports(config, portContext(bus, tenant, log, signal));
  const shop: Workshop<Config, P> = {
    // Within the chassis any declared fact is only a draft; the declaration itself is checked as each is stated.
    definition: definition as unknown as ServiceDefinition<Config, P>,
    config,
    ports,
    bus,
    build,
    // The process is part of it, so that whoever has to end one knows which.
    worker: `${definition.name}-${process.pid}-${newId()}`,
    clock,
    mask,
    failpoints: parseFailpoints(settings.failpoints),
    log,
    pace: { ...defaultPace, ...options.pace },
    finish: finish.signal,
  };
  let isOpen = false;
  const isReady = () => isOpen && !signal.aborted;
  const stating = { log: bus.log, clock, mask, tenant, service: definition.name, build };
  const context: ServiceContext<Config> = {
    config,
    bus,
    tenant,
    build,
    log,
    signal,
    isReady,
    command: (taskId, command, meta) => carryOut(stating, taskId, command, meta),
    ask: (inquiryId, question, meta) => ask(stating, inquiryId, question, meta),
  };
  const { metrics } = definition;
  const health =
    settings.health.port === 0
      ? undefined
      : await serveHealth(settings.health, {
          probe: () => bus.probe(),
          isReady,
          metrics: metrics && (() => metrics(context)),
        });
  const lanes = definition.works.map((kind) =>
    bus.work.take({
      kind,
      concurrency: settings.concurrency ?? definition.concurrency ?? CONCURRENCY,
      ...options.taking,
      handle: (delivery) => runWork(shop, delivery),
      signal,
    }),
  );
  const loops = (definition.loops ?? []).map((loop) => loop(context));
  const opened = (definition.doors ?? []).map(() => Promise.withResolvers<void>());
  const doors = (definition.doors ?? []).map((door, at) =>
    door(context, () => opened[at]?.resolve()),
  );
  const parts = [...lanes, ...loops, ...doors];

  async function end(): Promise<void> {
    try {
      await Promise.all(parts);
    } finally {
      leave.abort();
      await Promise.allSettled(parts);
      await closePorts(ports);
      await health?.[Symbol.asyncDispose]();
    }
  }

  async function allOpen(): Promise<void> {
    const early = ended.then(() => {
      throw new Error('the service ended before all its doors were open');
    });
    await Promise.race([Promise.all(opened.map(({ promise }) => promise)), early]);
    isOpen = true;
  }
  const ended = end();
  // Whoever waits for `ended` hears of a failure; until then it must not end the process.
  ended.catch(() => undefined);
  const ready = allOpen();
  ready.catch(() => undefined);
  return {
    ready,
    ended,
    async stop() {
      leave.abort();
      await ended;
    },
    abandon: () => finish.abort(new Terminal('the process is leaving')),
  };
}

/** Some ports hold programs or connections. */
async function closePorts(ports: PortDefinitions): Promise<void> {
  const closing = Object.values(ports).map((port: PortDefinition & Partial<AsyncDisposable>) =>
    port[Symbol.asyncDispose]?.(),
  );
  await Promise.allSettled(closing);
}

/** What ports are given of the mesh. */
export function portContext(
  bus: Pick<Bus, 'blobs' | 'log' | 'views' | 'switches' | 'journal'>,
  tenant: string,
  log: Log,
  signal: AbortSignal,
): PortContext {
  return {
    log,
    blobs: bus.blobs,
    checkpoints: {
      save: (name, bytes) => bus.blobs.putNamed(name, bytes),
      load: (name) => bus.blobs.getNamed(name),
    },
    issue: async (id) => {
      const { events } = await bus.log.history({ kind: 'issue', tenant, id });
      return foldIssue(tenant, id, events.filter(isIssueEvent));
    },
    claim: claimsOn(bus.journal, tenant),
    row: (key) => bus.views.open('views').get(key),
    async held() {
      const agents = await bus.switches.read(tenant, 'agents');
      return agents?.off === true ? `${agents.by} stopped all agents: ${agents.reason}` : undefined;
    },
    inquiry: async (id) => {
      const { events } = await bus.log.history({ kind: 'inquiry', tenant, id });
      return foldInquiry(tenant, id, events.filter(isInquiryEvent));
    },
    taskHistory: async (id) =>
      factsOf((await bus.log.history({ kind: 'task', tenant, id })).events),
    signal,
  };
}
