import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectBus, provision, type WorkItem } from '@patchwright/bus';
import type { PortDefinitions, ServiceDefinition } from '@patchwright/chassis';
import type { AggregateKind, EventDefinition, TaskDraft } from '@patchwright/events';
import { startNats } from '@patchwright/local/nats';
import { scheduler } from '@patchwright/scheduler';
import { facts as story } from '@patchwright/task/story';
import { append, factsOf, serve as serveHere, tenant } from '../in-process.ts';

/** Settings of the scheduler, as its door takes them. */
export type Config = Parameters<typeof scheduler.ports>[0];

export { tenant };

const MAIN = fileURLToPath(new URL('../../../services/scheduler/src/main.ts', import.meta.url));

/** Deadlines so long that no test meets one that it did not set. */
export const calm: Config = {
  deadlines: {
    approvalMs: 3_600_000,
    executionMs: 3_600_000,
    ciMs: 3_600_000,
    ciPollMs: 3_600_000,
    mergePollMs: 3_600_000,
  },
  sweepMs: 3_600_000,
  monitorEvery: '@hourly',
};

/** A broker, a bus to look at it, and schedulers on demand, in this process or in one of their own. */
export async function openSite() {
  const dir = await mkdtemp(join(tmpdir(), 'scheduler-'));
  const nats = await startNats({ storeDir: dir });
  await provision({ url: nats.url, name: 'provision', replicas: 1 });
  const bus = await connectBus({ url: nats.url, name: 'test' });
  const open: AsyncDisposable[] = [];
  const children: ChildProcess[] = [];

  /** Runs a service in this process until it is disposed, at the latest with the site. */
  async function serve<C, P extends PortDefinitions, D extends EventDefinition<AggregateKind>>(
    definition: ServiceDefinition<C, P, D>,
    config: C,
  ): Promise<AsyncDisposable> {
    const running = await serveHere(nats.url, definition, config);
    open.push(running);
    return running;
  }

  /** Starts a scheduler in a process of its own. */
  function spawnScheduler(environment: Readonly<Record<string, string>> = {}) {
    const child = spawn(process.execPath, [MAIN], {
      env: {
        NATS_URL: nats.url,
        PATCHWRIGHT_TENANT: tenant,
        PATCHWRIGHT_LOG_LEVEL: 'error',
        ...environment,
      },
      stdio: 'inherit',
    });
    children.push(child);
    return {
      async kill(signal: NodeJS.Signals): Promise<void> {
        const gone = once(child, 'exit');
        child.kill(signal);
        await gone;
      },
    };
  }

  return {
    nats,
    bus,
    serve,
    schedule: (config: Partial<Config> = {}) => serve(scheduler, { ...calm, ...config }),
    spawnScheduler,
    /** The work that waits or runs for a task, as `kind cause`, sorted. */
    async outstanding(id: string): Promise<readonly string[]> {
      const items = await bus.work.outstanding(tenant, id);
      return items.map(({ kind, cause }) => `${kind} ${cause}`).sort();
    },
    timers: (id: string) => bus.timers.pending(tenant, 'task', id),
    /** The names of a task's facts. */
    facts: (id: string) => factsOf(bus, id),
    /** Puts facts on the log, one after the other. */
    async append(id: string, ...drafts: readonly TaskDraft[]): Promise<void> {
      for (const draft of drafts) await append(bus, id, draft);
    },
    /** Takes one piece of work of a kind and leaves it as `dead`, or `done`. */
    async takeOne(kind: WorkItem['kind'], end: 'dead' | 'done'): Promise<WorkItem> {
      const stop = new AbortController();
      const taken = Promise.withResolvers<WorkItem>();
      const taking = bus.work.take({
        kind,
        concurrency: 1,
        signal: stop.signal,
        async handle({ item }) {
          taken.resolve(item);
          return end === 'dead' ? { kind: 'dead', reason: 'it cannot be done' } : { kind: 'done' };
        },
      });
      const item = await taken.promise;
      stop.abort();
      await taking;
      return item;
    },
    async [Symbol.asyncDispose]() {
      for (const child of children) child.kill('SIGKILL');
      await Promise.all(open.map((one) => one[Symbol.asyncDispose]()));
      await bus[Symbol.asyncDispose]();
      await nats.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export const requested: TaskDraft = {
  type: 'task_requested',
  data: {
    title: 'Totals',
    description: '',
    trigger: { kind: 'cli', ref: 'x' },
    requester: 'human:cli:ines',
    priority: 'normal',
    labels: [],
  },
};

/** The facts up to a plan that waits for approval. */
export const untilProposed: readonly TaskDraft[] = [
  requested,
  story.discovery_started,
  story.discovery_completed,
  story.planning_started,
  story.plan_proposed,
];

export const approved: TaskDraft = story.plan_approved;

/** The facts from an approval to a pushed branch whose checks are awaited. */
export const untilPushed: readonly TaskDraft[] = [
  approved,
  story.execution_started,
  story.execution_completed,
];
