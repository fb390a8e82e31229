import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Bus, connectBus, provision, type WorkItem } from '@patchwright/bus';
import {
  type PortDefinitions,
  type RunRecord,
  readRecord,
  type ServiceDefinition,
} from '@patchwright/chassis';
import {
  type AggregateKind,
  type EventDefinition,
  type StoredEvent,
  TaskCancelled,
  TaskRequested,
  TicketEdited,
} from '@patchwright/events';
import { startNats } from '@patchwright/local/nats';
import { until } from '../../until.ts';
import { append, factsOf, serve as serveHere, tenant } from '../in-process.ts';
import { startOracle } from './oracle.ts';
import { probe } from './probe/service.ts';

const MAIN = fileURLToPath(new URL('./probe/main.ts', import.meta.url));

export { append, factsOf, tenant, until };

/** A probe in a process of its own. */
export interface Probe {
  readonly child: ChildProcess;
  readonly ready: Promise<void>;
  /** Resolves with how it ended. */
  readonly gone: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  readonly stdout: () => string;
  readonly stderr: () => string;
}

/** A broker, a bus to look at it, an oracle, and probes on demand; all gone at the end. */
export async function startMesh() {
  const dir = await mkdtemp(join(tmpdir(), 'chassis-'));
  const nats = await startNats({ storeDir: dir });
  await provision({ url: nats.url, name: 'provision', replicas: 1 });
  const bus = await connectBus({ url: nats.url, name: 'test' });
  const oracle = await startOracle();
  const probes: Probe[] = [];

  function startProbe(
    environment: Readonly<Record<string, string>> = {},
    args: readonly string[] = [],
  ): Probe {
    const child = spawn(process.execPath, [MAIN, ...args], {
      env: {
        NATS_URL: nats.url,
        ORACLE: oracle.url,
        PATCHWRIGHT_BUILD: 'b1',
        PATCHWRIGHT_TENANT: tenant,
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    const ready = Promise.withResolvers<void>();
    child.stdout.on('data', (part) => {
      stdout += part;
      if (stdout.includes('"ready":true')) ready.resolve();
    });
    child.stderr.on('data', (part) => {
      stderr += part;
    });
    const gone = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
    const probe = {
      child,
      ready: ready.promise,
      gone,
      stdout: () => stdout,
      stderr: () => stderr,
    };
    probes.push(probe);
    return probe;
  }

  /** Runs a service in this process until it is disposed. */
  function serve<Config, P extends PortDefinitions, D extends EventDefinition<AggregateKind>>(
    definition: ServiceDefinition<Config, P, D>,
    config: Config,
  ): Promise<AsyncDisposable> {
    return serveHere(nats.url, definition, config, { pace: { heartbeatMs: 200, watchMs: 200 } });
  }

  return {
    bus,
    nats,
    oracle,
    startProbe,
    serve,
    /** A probe in this process. */
    serveProbe: (question: string) =>
      serve(probe, { oracle: oracle.url, words: 'it is known', question }),
    async [Symbol.asyncDispose]() {
      for (const { child } of probes) child.kill('SIGKILL');
      await oracle[Symbol.asyncDispose]();
      await bus[Symbol.asyncDispose]();
      await nats.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** A task that was just requested, and the work that follows from it. */
export async function requestTask(bus: Bus, id: string): Promise<WorkItem> {
  const draft = TaskRequested.of({
    title: `Task ${id}`,
    description: '',
    trigger: { kind: 'cli', ref: id },
    requester: 'human:cli:ines',
    priority: 'normal',
    labels: [],
  });
  await append(bus, id, draft);
  const [event] = (await bus.log.history({ kind: 'task', tenant, id })).events.slice(-1);
  if (event === undefined) throw new Error('nothing was appended');
  return {
    kind: 'discover',
    lane: 'p2',
    tenant,
    id,
    cause: '1',
    causeId: event.id,
    causeSeq: event.seq,
  };
}

/** A person cancels a task. */
export async function cancelTask(bus: Bus, id: string): Promise<void> {
  const by = { by: 'human:cli:ines', via: 'cli', reason: 'no more' } as const;
  await append(bus, id, TaskCancelled.of(by));
}

/** The ticket of a task that is looked into says something else. */
export async function editTicket(bus: Bus, id: string): Promise<void> {
  const words = { what: 'the description', title: 'Totals', description: 'with two coupons' };
  await append(bus, id, TicketEdited.of({ by: 'human:ines', ...words, again: true }));
}

/** The one fact of this name. */
export async function factOf(bus: Bus, id: string, type: string): Promise<StoredEvent> {
  const { events } = await bus.log.history({ kind: 'task', tenant, id });
  const found = events.filter((event) => event.type === type);
  const [only] = found;
  if (only === undefined || found.length > 1) {
    throw new Error(`${type} was stated ${found.length} times`);
  }
  return only;
}

/** The record of the task's run. */
export async function recordOf(bus: Bus, id: string): Promise<RunRecord> {
  const { entries } = await bus.journal.read(tenant, `discover-${id}-1`);
  return readRecord(entries);
}

/** Waits until the run is closed and its work item gone. */
export async function closed(bus: Bus, id: string): Promise<RunRecord> {
  const record = await until(`the run of ${id} is closed`, async () => {
    const found = await recordOf(bus, id);
    return found.closed === undefined ? undefined : found;
  });
  await until(
    'its work is gone',
    async () => (await bus.work.outstanding(tenant, id)).length === 0,
  );
  return record;
}
