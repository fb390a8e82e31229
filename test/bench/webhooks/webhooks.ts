import type { Benchmark, Case, Comparison, Prepared, Scale } from '../benchmark.ts';
import { type Broker, type Sync, startBroker } from '../broker.ts';
import { type Door, type DoorKind, openDoor } from './doors.ts';

interface Amounts {
  /** Webhooks by the number of connections. */
  readonly counts: Readonly<Record<number, number>>;
  readonly syncs: readonly Sync[];
}

const AMOUNTS: Readonly<Record<Scale, Amounts>> = {
  full: { counts: { 1: 600, 16: 2000, 64: 2000 }, syncs: ['always', '10ms'] },
  quick: { counts: { 1: 40, 16: 120 }, syncs: ['always'] },
};

const NAMES: Readonly<Record<DoorKind, string>> = {
  gateway: 'gateway, whole',
  door: 'gateway, its door',
  window: 'by hand, ack window + Nats-Msg-Id',
  stock: 'by hand, stock js.publish',
  parse: 'by hand, nothing stored',
};
/** Where the whole gateway is measured, too; elsewhere only its door, since each run leaves an inbox to be worked off. */
const WHOLE_AT = 16;

/** Webhooks that are verified, read and durably stored before they are answered. */
export const webhooks: Benchmark = {
  name: 'webhooks',
  question: 'How many webhooks a second are accepted, against the same by hand?',
  prepare,
};

async function prepare(scale: Scale): Promise<Prepared> {
  const { counts, syncs } = AMOUNTS[scale];
  await using started = new AsyncDisposableStack();
  const cases: Case[] = [];
  for (const sync of syncs) {
    const broker = started.use(await startBroker(sync));
    cases.push(...(await casesOn(started, broker, counts)));
  }
  const kept = started.move();
  return {
    facts: Object.fromEntries(
      Object.entries(counts).map(([connections, count]) => [
        `webhooks over ${connections} connections`,
        count,
      ]),
    ),
    cases,
    comparisons: syncs.flatMap((sync) =>
      Object.keys(counts).flatMap((connections) => comparisonsOf(Number(connections), sync)),
    ),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function casesOn(
  started: AsyncDisposableStack,
  broker: Broker,
  counts: Amounts['counts'],
): Promise<readonly Case[]> {
  const { jsm } = await broker.raw('bench-webhooks');
  await jsm.streams.add({ name: 'RAWHOOKS', subjects: ['rawhooks.*'], storage: 'file' });
  const kinds = ['parse', 'stock', 'window', 'door', 'gateway'] as const;
  const doors = new Map<DoorKind, Door>();
  for (const kind of kinds) doors.set(kind, started.use(await openDoor(broker, kind)));
  // What is compared is measured one after the other, so that both meet the same neighbours.
  return Object.entries(counts).flatMap(([text, count]) => {
    const connections = Number(text);
    return [...doors]
      .filter(([kind]) => kind !== 'gateway' || connections === WHOLE_AT)
      .map(([kind, door]) => ({
        name: nameOf(kind, connections, broker.sync),
        measure: () => door.measure(count, connections),
      }));
  });
}

function comparisonsOf(connections: number, sync: Sync): readonly Comparison[] {
  const to = (ours: DoorKind, limit: DoorKind): Comparison => ({
    name: `${NAMES[ours]} to ${NAMES[limit]}, ${connections}, ${sync}`,
    of: { case: nameOf(ours, connections, sync), figure: 'perSecond' },
    to: { case: nameOf(limit, connections, sync), figure: 'perSecond' },
    better: 'higher',
  });
  return [
    to('door', 'window'),
    to('door', 'stock'),
    to('door', 'parse'),
    {
      name: `cpuUs, ${NAMES.door} to ${NAMES.window}, ${connections}, ${sync}`,
      of: { case: nameOf('door', connections, sync), figure: 'cpuUs' },
      to: { case: nameOf('window', connections, sync), figure: 'cpuUs' },
      better: 'lower',
      optional: true,
    },
    ...(connections === WHOLE_AT ? [to('gateway', 'window')] : []),
  ];
}

function nameOf(kind: DoorKind, connections: number, sync: Sync): string {
  return `${NAMES[kind]}, ${connections} connections, sync ${sync}`;
}
