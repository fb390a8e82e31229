import type { Bus, ViewDefinition } from '@patchwright/bus';
import { isTaskEvent } from '@patchwright/events';
import { fold, viewRows, viewsVersion } from '@patchwright/task';
import type { Benchmark, Case, Comparison, Figures, Prepared, Scale } from '../benchmark.ts';
import { startBroker } from '../broker.ts';
import type { Raw } from '../raw/open-raw.ts';
import { matterOf } from '../tasks/task-facts.ts';
import { lifeOf, sealedLife, tenant } from '../tasks/task-life.ts';
import { fillLog } from './fill-log.ts';
import { readOrdered } from './read-ordered.ts';

/** Thirty facts each. */
const TASKS: Readonly<Record<Scale, number>> = { full: 2000, quick: 60 };

const views: ViewDefinition = { name: 'views', version: viewsVersion, rows: viewRows };
const decoder = new TextDecoder();

/** How fast the views are built anew from the log. */
export const rebuild: Benchmark = {
  name: 'rebuild',
  question: 'How fast are all views built anew from the log, against reading the log and no more?',
  prepare,
};

async function prepare(scale: Scale): Promise<Prepared> {
  await using started = new AsyncDisposableStack();
  const always = started.use(await startBroker('always'));
  const often = started.use(await startBroker('10ms'));
  const lives = Array.from({ length: TASKS[scale] }, (_, number) => {
    const matter = matterOf('shop', number);
    return sealedLife(matter, lifeOf(matter));
  });
  refuseUnreal(lives[0] ?? []);
  const raw = await always.raw('bench-raw');
  const events = await fillLog([raw, await often.raw('bench-fill')], lives);
  const bus = await always.connect('bench-rebuild');
  const lazyBus = await often.connect('bench-rebuild');
  // The first of each has nothing to compare itself with.
  const { rows } = await bus.views.rebuild(views);
  await lazyBus.views.rebuild(views);
  const stream = await raw.jsm.streams.info('EVENTS');
  const kept = started.move();
  return {
    facts: {
      tasks: lives.length,
      events,
      rows,
      'bytes/event': Math.round(stream.state.bytes / events),
    },
    cases: [...readCases(raw, bus, events), ...rebuildCases({ always: bus, '10ms': lazyBus })],
    comparisons,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function readCases(raw: Raw, bus: Bus, events: number): readonly Case[] {
  return [
    {
      name: 'ordered consumer, not parsed',
      measure: async () => rate(events, await readOrdered(raw, events, () => undefined)),
    },
    {
      name: 'ordered consumer + JSON.parse',
      measure: async () =>
        rate(
          events,
          await readOrdered(raw, events, ({ data }) => JSON.parse(decoder.decode(data))),
        ),
    },
    {
      name: 'log.read: decoded and checked',
      measure: async () => {
        const began = performance.now();
        let read = 0;
        for await (const _ of bus.log.read({ fromSeq: 1, untilSeq: events })) read += 1;
        if (read !== events) throw new Error(`${read} of ${events} events were read`);
        return rate(events, (performance.now() - began) / 1000);
      },
    },
  ];
}

function rebuildCases(buses: Readonly<Record<'always' | '10ms', Bus>>): readonly Case[] {
  return Object.entries(buses).map(([sync, bus]) => ({
    name: `views.rebuild, sync ${sync}`,
    measure: async () => {
      const began = performance.now();
      const { events, different } = await bus.views.rebuild(views);
      if (different.length > 0) throw new Error(`a rebuild differs in ${different[0]}`);
      return rate(events, (performance.now() - began) / 1000);
    },
  }));
}

const comparisons: readonly Comparison[] = [
  against('rebuild to the ordered consumer', 'views.rebuild, sync always', 'not parsed'),
  against('rebuild to ordered consumer + JSON.parse', 'views.rebuild, sync always', '+ JSON.parse'),
  against(
    'decoding to ordered consumer + JSON.parse',
    'log.read: decoded and checked',
    '+ JSON.parse',
  ),
  {
    name: 'rebuild, always to 10ms',
    of: { case: 'views.rebuild, sync always', figure: 'perSecond' },
    to: { case: 'views.rebuild, sync 10ms', figure: 'perSecond' },
    better: 'higher',
  },
];

function against(name: string, of: string, limit: 'not parsed' | '+ JSON.parse'): Comparison {
  const to = limit === 'not parsed' ? 'ordered consumer, not parsed' : `ordered consumer ${limit}`;
  return {
    name,
    of: { case: of, figure: 'perSecond' },
    to: { case: to, figure: 'perSecond' },
    better: 'higher',
  };
}

function rate(events: number, seconds: number): Figures {
  return { perSecond: events / seconds };
}

/** A history that the domain would not have is no measure of anything. */
function refuseUnreal(life: readonly Parameters<typeof isTaskEvent>[0][]): void {
  const task = fold(tenant, 'shop-0', life.filter(isTaskEvent));
  if (task.status !== 'completed') throw new Error(`the made-up task ends ${task.status}`);
}
