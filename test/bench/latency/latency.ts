import type { Benchmark, Case, Comparison, Prepared, Scale } from '../benchmark.ts';
import { type Broker, type Sync, startBroker } from '../broker.ts';
import { openMeshPath } from './mesh-path.ts';
import { openRawPath } from './raw-path.ts';

/** How many events are told of, and how far apart, so that nothing ever waits in a queue. */
const EVENTS: Readonly<Record<Scale, number>> = { full: 250, quick: 40 };
const EVERY_MS = 20;

/** How long it takes from an event to whoever is to hear of it. */
export const latency: Benchmark = {
  name: 'latency',
  question: 'How long from an event to a handler that begins, and to a row that is seen?',
  prepare,
};

async function prepare(scale: Scale): Promise<Prepared> {
  await using started = new AsyncDisposableStack();
  const brokers = [
    started.use(await startBroker('always')),
    started.use(await startBroker('10ms')),
  ];
  const pace = { count: EVENTS[scale], everyMs: EVERY_MS };
  const cases: Case[] = [];
  for (const broker of brokers) cases.push(...(await casesOn(started, broker, pace)));
  const kept = started.move();
  return {
    facts: { events: pace.count, 'ms apart': pace.everyMs },
    cases,
    comparisons: brokers.flatMap(({ sync }) => comparisonsOf(sync)),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function casesOn(
  started: AsyncDisposableStack,
  broker: Broker,
  pace: { readonly count: number; readonly everyMs: number },
): Promise<readonly Case[]> {
  const raw = started.use(await openRawPath(broker));
  const mesh = started.use(await openMeshPath(broker));
  return [
    { name: rawName(broker.sync), measure: () => raw.measure(pace) },
    { name: meshName(broker.sync), measure: () => mesh.measure(pace) },
  ];
}

function rawName(sync: Sync): string {
  return `publish to callback, sync ${sync}`;
}

function meshName(sync: Sync): string {
  return `the mesh, sync ${sync}`;
}

function comparisonsOf(sync: Sync): readonly Comparison[] {
  const stages = [
    ['append to handler begins', 'handler'],
    ['append to row seen', 'row'],
  ] as const;
  return stages.flatMap(([stage, figure]) =>
    (['P50Ms', 'P99Ms'] as const).map((share) => ({
      name: `${stage}, ${share.slice(0, 3).toLowerCase()}, sync ${sync}`,
      of: { case: meshName(sync), figure: `${figure}${share}` },
      to: { case: rawName(sync), figure: `callback${share}` },
      better: 'lower' as const,
    })),
  );
}
