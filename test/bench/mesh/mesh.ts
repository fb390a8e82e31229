import type { Benchmark, Case, Comparison, Prepared, Scale } from '../benchmark.ts';
import { type Broker, type Sync, startBroker } from '../broker.ts';
import { openRawLoop } from './raw-loop.ts';
import { type Amount, openWholeMesh } from './whole-mesh.ts';

interface Amounts {
  readonly mesh: Amount;
  readonly raw: Amount;
  readonly workers: readonly number[];
  readonly syncs: readonly Sync[];
}

const AMOUNTS: Readonly<Record<Scale, Amounts>> = {
  full: {
    mesh: { tasks: 120, atOnce: 32 },
    raw: { tasks: 2000, atOnce: 32 },
    workers: [1, 2, 4],
    syncs: ['always', '10ms'],
  },
  quick: {
    mesh: { tasks: 12, atOnce: 6 },
    raw: { tasks: 100, atOnce: 6 },
    workers: [1, 2],
    syncs: ['always'],
  },
};

/** Tasks through the whole mesh, with services that have nothing to do. */
export const mesh: Benchmark = {
  name: 'mesh',
  question: 'How many tasks a second pass all of their hops, against the same hops by hand?',
  prepare,
};

async function prepare(scale: Scale): Promise<Prepared> {
  const amounts = AMOUNTS[scale];
  await using started = new AsyncDisposableStack();
  const cases: Case[] = [];
  for (const sync of amounts.syncs) {
    const broker = started.use(await startBroker(sync));
    cases.push(...(await casesOn(started, broker, amounts)));
  }
  const kept = started.move();
  return {
    facts: {
      'tasks a case': amounts.mesh.tasks,
      'by hand': amounts.raw.tasks,
      'open at once': amounts.mesh.atOnce,
      'facts a task': 12,
    },
    cases,
    comparisons: amounts.syncs.flatMap((sync) =>
      amounts.workers.flatMap((workers) => comparisonsOf(workers, sync)),
    ),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function casesOn(
  started: AsyncDisposableStack,
  broker: Broker,
  { mesh: ours, raw, workers }: Amounts,
): Promise<readonly Case[]> {
  const byHand = started.use(await openRawLoop(broker));
  const whole = started.use(await openWholeMesh(broker));
  return workers.flatMap((count) => [
    { name: rawName(count, broker.sync), measure: () => byHand.measure(count, raw) },
    { name: meshName(count, broker.sync), measure: () => whole.measure(count, ours) },
  ]);
}

function comparisonsOf(workers: number, sync: Sync): readonly Comparison[] {
  return [
    {
      name: `tasks/s, mesh to by hand, ${workers}, sync ${sync}`,
      of: { case: meshName(workers, sync), figure: 'perSecond' },
      to: { case: rawName(workers, sync), figure: 'perSecond' },
      better: 'higher',
    },
    ...(['cpuUs', 'brokerCpuUs'] as const).map((figure) => ({
      name: `${figure} a task, mesh to by hand, ${workers}, sync ${sync}`,
      of: { case: meshName(workers, sync), figure },
      to: { case: rawName(workers, sync), figure },
      better: 'lower' as const,
      optional: true as const,
    })),
  ];
}

function meshName(executors: number, sync: Sync): string {
  return `mesh, executors ${executors}, sync ${sync}`;
}

function rawName(workers: number, sync: Sync): string {
  return `by hand, workers ${workers}, sync ${sync}`;
}
