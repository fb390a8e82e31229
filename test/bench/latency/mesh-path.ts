import { emptyHead } from '@patchwright/events';
import type { TaskRow } from '@patchwright/task';
import { viewKeys } from '@patchwright/task';
import type { Figures } from '../benchmark.ts';
import type { Broker } from '../broker.ts';
import { machineMs } from '../processes/clock.ts';
import { serviceEnvironment } from '../processes/service-environment.ts';
import { mainOf } from '../processes/service-mains.ts';
import { startChild } from '../processes/start-child.ts';
import { matterOf } from '../tasks/task-facts.ts';
import { requestOf, sealedLife, taskRef } from '../tasks/task-life.ts';
import { openWaits, paced } from './waits.ts';

/** The way of an event through the house: scheduler, projector and a service, each in a process of its own. */
export interface MeshPath extends AsyncDisposable {
  readonly measure: (pace: {
    readonly count: number;
    readonly everyMs: number;
  }) => Promise<Figures>;
}

/** Stages, as they are told of: the append is answered, its work item lies there, its handler begins, its row is seen. */
const STAGES = ['appended', 'offered', 'handler', 'row'] as const;

/** Starts the processes. */
export async function openMeshPath(broker: Broker): Promise<MeshPath> {
  await using started = new AsyncDisposableStack();
  let waits = openWaits();
  const environment = serviceEnvironment(broker.url);
  started.use(await startChild(mainOf('scheduler'), environment));
  started.use(await startChild(mainOf('projector'), environment));
  started.use(
    await startChild(
      new URL('./discovery-that-tells.ts', import.meta.url).href,
      environment,
      (told) => {
        const { id, at } = told as { readonly id: string; readonly at: number };
        waits.hear('handler', id, at);
      },
    ),
  );
  const bus = await broker.connect('bench-mesh-path');
  const { nc } = await broker.raw('bench-hints');
  nc.subscribe('mesh.v1.hint.work.discover.>', {
    callback: (_error, { subject }) =>
      waits.hear('offered', subject.split('.').at(-2) ?? '', machineMs()),
  });
  const stop = new AbortController();
  const watching = (async () => {
    for await (const { row } of bus.views.open('views').watch(viewKeys.task(''), stop.signal)) {
      waits.hear('row', (row as TaskRow).id, machineMs());
    }
  })();
  started.defer(async () => {
    stop.abort();
    await watching;
  });
  const kept = started.move();
  let run = 0;
  return {
    async measure(pace) {
      run += 1;
      const requests = Array.from({ length: pace.count }, (_, number) => {
        const matter = matterOf(`lat${run}`, number);
        return { matter, events: sealedLife(matter, [requestOf(matter)]) };
      });
      waits = openWaits();
      await paced(pace, async (index) => {
        const request = requests[index];
        if (request === undefined) return;
        const { matter, events } = request;
        waits.begin(matter.id);
        await bus.log.append(taskRef(matter.id), emptyHead, events);
        waits.hear('appended', matter.id, machineMs());
      });
      return waits.figures(STAGES);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
