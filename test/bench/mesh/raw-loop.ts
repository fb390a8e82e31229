import type { Broker } from '../broker.ts';
import { openClosedLoop } from './closed-loop.ts';
import { openCrew } from './crew.ts';
import { RAW_STREAM, rawHops, rawSubject, requested } from './raw-hops.ts';
import { cpuPer, type WholeMesh } from './whole-mesh.ts';

/** The same hops by hand: publish with a guard, consume, acknowledge; nothing is folded, journaled or projected. */
export async function openRawLoop(broker: Broker): Promise<WholeMesh> {
  const { jsm, nc, window } = await broker.raw('bench-raw-loop');
  await jsm.streams.add({
    name: RAW_STREAM,
    subjects: ['rawhops.>'],
    storage: 'file',
    allow_direct: true,
  });
  for (const { wokenBy } of rawHops) {
    await jsm.consumers.add(RAW_STREAM, {
      durable_name: wokenBy,
      filter_subject: rawSubject(wokenBy, '*'),
      ack_policy: 'explicit',
      max_ack_pending: 1000,
    });
  }
  const crew = openCrew(new URL('./raw-worker.ts', import.meta.url).href, { NATS_URL: broker.url });
  const loop = openClosedLoop();
  nc.subscribe(rawSubject('task_completed', '*'), {
    callback: (_error, { subject }) => loop.end(subject.split('.')[2] ?? ''),
  });
  let run = 0;
  return {
    async measure(workers, { tasks, atOnce }) {
      run += 1;
      await crew.resize(workers);
      const ids = Array.from({ length: tasks }, (_, number) => `raw${run}-${number}`);
      const before = [await crew.cpuUs(), await broker.cpuUs()] as const;
      const seconds = await loop.run(ids, atOnce, (id) =>
        window.publish(rawSubject('task_requested', id), requested),
      );
      const after = [await crew.cpuUs(), await broker.cpuUs()] as const;
      return { perSecond: tasks / seconds, ...cpuPer(tasks, before, after) };
    },
    [Symbol.asyncDispose]: () => crew[Symbol.asyncDispose](),
  };
}
