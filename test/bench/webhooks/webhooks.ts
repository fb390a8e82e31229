import type { Benchmark, Case, Comparison, Figures, Prepared, Scale } from '../benchmark.ts';
import { type Broker, type Sync, startBroker } from '../broker.ts';
import { type Door, type DoorKind, openDoor } from './doors.ts';
import { atOnce, paced } from './paced.ts';
import { makeDeliveries } from './payloads.ts';

interface Amounts {
  /** Webhooks by the number of connections. */
  readonly counts: Readonly<Record<number, number>>;
  readonly syncs: readonly Sync[];
  /** Webhooks that come at `STEADY` a second. */
  readonly steady: number;
}

const AMOUNTS: Readonly<Record<Scale, Amounts>> = {
  full: { counts: { 1: 600, 16: 2000, 64: 2000 }, syncs: ['always', '10ms'], steady: 600 },
  quick: { counts: { 1: 40, 16: 120 }, syncs: ['always'], steady: 40 },
};

const NAMES: Readonly<Record<DoorKind, string>> = {
  gateway: 'gateway, whole',
  door: 'gateway, its door',
  window: 'by hand, ack window + Nats-Msg-Id',
  stock: 'by hand, stock js.publish',
  parse: 'by hand, nothing stored',
  echo: 'by hand, echo',
};
/** What stands beside HTTP: the same bytes published by a bare client, with acknowledgement. */
const PUBLISH = 'publish with ack';
/** How many come a second where the wait for the answer is what matters. */
const STEADY = 100;
/** Where the whole gateway is measured, too; elsewhere only its door, since each run leaves an inbox to be worked off. */
const WHOLE_AT = 16;

/** Webhooks that are verified, read and durably stored before they are answered. */
export const webhooks: Benchmark = {
  name: 'webhooks',
  question: 'How many webhooks a second are accepted, against the same by hand?',
  prepare,
};

async function prepare(scale: Scale): Promise<Prepared> {
  const { counts, syncs, steady } = AMOUNTS[scale];
  await using started = new AsyncDisposableStack();
  const cases: Case[] = [];
  for (const sync of syncs) {
    const broker = started.use(await startBroker(sync));
    cases.push(...(await casesOn(started, broker, { counts, steady })));
  }
  const kept = started.move();
  return {
    facts: {
      ...Object.fromEntries(
        Object.entries(counts).map(([connections, count]) => [
          `webhooks over ${connections} connections`,
          count,
        ]),
      ),
      [`webhooks at ${STEADY} a second`]: steady,
    },
    cases,
    comparisons: syncs.flatMap((sync) => [
      ...Object.keys(counts).flatMap((connections) => comparisonsOf(Number(connections), sync)),
      ...steadyComparisons(sync),
    ]),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function casesOn(
  started: AsyncDisposableStack,
  broker: Broker,
  { counts, steady }: Pick<Amounts, 'counts' | 'steady'>,
): Promise<readonly Case[]> {
  const { jsm, js } = await broker.raw('bench-webhooks');
  await jsm.streams.add({ name: 'RAWHOOKS', subjects: ['rawhooks.*'], storage: 'file' });
  const kinds = ['echo', 'parse', 'stock', 'window', 'door', 'gateway'] as const;
  const doors = new Map<DoorKind, Door>();
  for (const kind of kinds) doors.set(kind, started.use(await openDoor(broker, kind)));
  /** The same bodies, made beforehand as for the doors, each stored before the next of its lane is sent. */
  function publishing(count: number, send: Sending): () => Promise<Figures> {
    return () => {
      const deliveries = makeDeliveries('published', count);
      return send(count, async (index) => {
        await js.publish('rawhooks.published', deliveries[index]?.body ?? '');
      });
    };
  }
  // What is compared is measured one after the other, so that both meet the same neighbours.
  const fast = Object.entries(counts).flatMap(([text, count]): readonly Case[] => {
    const connections = Number(text);
    return [
      {
        name: nameOf(PUBLISH, connections, broker.sync),
        measure: publishing(count, (all, once) => atOnce(connections, all, once)),
      },
      ...[...doors]
        .filter(([kind]) => kind !== 'gateway' || connections === WHOLE_AT)
        .map(([kind, door]) => ({
          name: nameOf(NAMES[kind], connections, broker.sync),
          measure: () => door.measure(count, connections),
        })),
    ];
  });
  return [
    ...fast,
    {
      name: steadyName(PUBLISH, broker.sync),
      measure: publishing(steady, (all, once) => paced(STEADY, all, once)),
    },
    ...[...doors]
      .filter(([kind]) => kind === 'echo' || kind === 'gateway')
      .map(([kind, door]) => ({
        name: steadyName(NAMES[kind], broker.sync),
        measure: () => door.pace(steady, STEADY),
      })),
  ];
}

/** How a number of sends is carried out. */
type Sending = (count: number, once: (index: number) => Promise<void>) => Promise<Figures>;

/** Waits for the answer of the whole gateway at a steady rate, against those of an echo and of a publish. */
function steadyComparisons(sync: Sync): readonly Comparison[] {
  return [NAMES.echo, PUBLISH].flatMap((limit) =>
    (['p50Ms', 'p99Ms'] as const).map((figure) => ({
      name: `${figure}, ${NAMES.gateway} to ${limit}, ${STEADY}/s, ${sync}`,
      of: { case: steadyName(NAMES.gateway, sync), figure },
      to: { case: steadyName(limit, sync), figure },
      better: 'lower' as const,
    })),
  );
}

function comparisonsOf(connections: number, sync: Sync): readonly Comparison[] {
  const to = (ours: DoorKind, limit: DoorKind): Comparison => ({
    name: `${NAMES[ours]} to ${NAMES[limit]}, ${connections}, ${sync}`,
    of: { case: nameOf(NAMES[ours], connections, sync), figure: 'perSecond' },
    to: { case: nameOf(NAMES[limit], connections, sync), figure: 'perSecond' },
    better: 'higher',
  });
  const waits = (figure: 'p50Ms' | 'p99Ms', limit: string): Comparison => ({
    name: `${figure}, ${NAMES.door} to ${limit}, ${connections}, ${sync}`,
    of: { case: nameOf(NAMES.door, connections, sync), figure },
    to: { case: nameOf(limit, connections, sync), figure },
    better: 'lower',
  });
  return [
    waits('p50Ms', NAMES.echo),
    waits('p99Ms', NAMES.echo),
    waits('p50Ms', PUBLISH),
    waits('p99Ms', PUBLISH),
    to('door', 'window'),
    to('door', 'stock'),
    to('door', 'parse'),
    {
      name: `cpuUs, ${NAMES.door} to ${NAMES.window}, ${connections}, ${sync}`,
      of: { case: nameOf(NAMES.door, connections, sync), figure: 'cpuUs' },
      to: { case: nameOf(NAMES.window, connections, sync), figure: 'cpuUs' },
      better: 'lower',
      optional: true,
    },
    ...(connections === WHOLE_AT ? [to('gateway', 'window')] : []),
  ];
}

function nameOf(what: string, connections: number, sync: Sync): string {
  return `${what}, ${connections} connections, sync ${sync}`;
}

function steadyName(what: string, sync: Sync): string {
  return `${what}, ${STEADY}/s, sync ${sync}`;
}
