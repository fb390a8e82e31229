import { setTimeout as pause } from 'node:timers/promises';
import { emptyHead } from '@patchwright/events';
import type { Figures } from '../benchmark.ts';
import type { Broker } from '../broker.ts';
import { serviceEnvironment } from '../processes/service-environment.ts';
import { mainOf } from '../processes/service-mains.ts';
import { type Child, startChild } from '../processes/start-child.ts';
import { matterOf } from '../tasks/task-facts.ts';
import { requestOf, sealedLife, taskRef } from '../tasks/task-life.ts';
import { openClosedLoop } from './closed-loop.ts';
import { openCrew, sum } from './crew.ts';

/** How much a measurement lets through: tasks in all, and tasks that are open at once. */
export interface Amount {
  readonly tasks: number;
  readonly atOnce: number;
}

/** Everything between a request and a finished pull request, with nothing in it to think about. */
export interface WholeMesh extends AsyncDisposable {
  readonly measure: (executors: number, amount: Amount) => Promise<Figures>;
}

const NO_OP = new URL('./no-op-main.ts', import.meta.url).href;
const QUIET_MS = 60_000;

/** Starts the real scheduler and projector, and a process for each no-op service but the executors. */
export async function openWholeMesh(broker: Broker): Promise<WholeMesh> {
  await using started = new AsyncDisposableStack();
  const environment = serviceEnvironment(broker.url);
  const noOp = (service: string) => ({ ...environment, BENCH_SERVICE: service });
  const children: readonly Child[] = await Promise.all([
    startChild(mainOf('scheduler'), environment),
    startChild(mainOf('projector'), environment),
    ...['discovery', 'planner', 'cicd', 'notifier', 'approver'].map((service) =>
      startChild(NO_OP, noOp(service)),
    ),
  ]);
  for (const child of children) started.use(child);
  const executors = started.use(openCrew(NO_OP, noOp('executor')));
  const bus = await broker.connect('bench-mesh');
  const { nc } = await broker.raw('bench-completions');
  const loop = openClosedLoop();
  nc.subscribe('mesh.v1.live.evt.*.task.*.task_completed', {
    callback: (_error, { subject }) => loop.end(subject.split('.').at(-2) ?? ''),
  });
  const kept = started.move();
  let run = 0;

  /** What is left to do after the last task must not burden whoever is measured next. */
  async function becomeQuiet(): Promise<void> {
    const deadline = performance.now() + QUIET_MS;
    for (;;) {
      const depth = await bus.work.depth();
      if (depth.every(({ waiting, running }) => waiting + running === 0)) break;
      if (performance.now() > deadline) throw new Error('the mesh does not come to rest');
      await pause(50);
    }
    await bus.views.open('views').reached(await bus.log.lastSeq(), QUIET_MS);
  }

  async function usedUs(): Promise<number | undefined> {
    const services = await Promise.all(children.map((child) => child.cpuUs()));
    return sum([...services, await executors.cpuUs()]);
  }

  return {
    async measure(count, { tasks, atOnce }) {
      run += 1;
      await executors.resize(count);
      const requests = new Map(
        Array.from({ length: tasks }, (_, number) => {
          const matter = matterOf(`mesh${run}`, number);
          return [matter.id, sealedLife(matter, [requestOf(matter)])] as const;
        }),
      );
      const before = [await usedUs(), await broker.cpuUs()] as const;
      const seconds = await loop.run([...requests.keys()], atOnce, (id) =>
        bus.log.append(taskRef(id), emptyHead, requests.get(id) ?? []),
      );
      await becomeQuiet();
      const after = [await usedUs(), await broker.cpuUs()] as const;
      return { perSecond: tasks / seconds, ...cpuPer(tasks, before, after) };
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Processor time of ours and of the broker for each task, where the system tells. */
export function cpuPer(
  tasks: number,
  [oursBefore, brokerBefore]: readonly [number | undefined, number | undefined],
  [oursAfter, brokerAfter]: readonly [number | undefined, number | undefined],
): Figures {
  if (oursBefore === undefined || oursAfter === undefined) return {};
  if (brokerBefore === undefined || brokerAfter === undefined) return {};
  return {
    cpuUs: (oursAfter - oursBefore) / tasks,
    brokerCpuUs: (brokerAfter - brokerBefore) / tasks,
  };
}
