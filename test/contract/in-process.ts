import { type Bus, connectBus } from '@patchwright/bus';
import {
  type PortDefinitions,
  readServiceSettings,
  type ServiceDefinition,
  type StartOptions,
  silentLog,
  startService,
} from '@patchwright/chassis';
import {
  type AggregateKind,
  type AggregateRef,
  type EventDefinition,
  emptyHead,
  newId,
  seal,
} from '@patchwright/events';

/** The tenant of the tests. */
export const tenant = 'main';

/** Runs a service in this process, over a connection of its own, until it is disposed; twice is as once. */
export async function serve<
  Config,
  P extends PortDefinitions,
  D extends EventDefinition<AggregateKind>,
>(
  url: string,
  definition: ServiceDefinition<Config, P, D>,
  config: Config,
  more: Pick<StartOptions<Config>, 'pace'> = {},
): Promise<AsyncDisposable> {
  const bus = await connectBus({ url, name: definition.name });
  const service = await startService(definition, {
    config,
    settings: readServiceSettings({ PATCHWRIGHT_BUILD: 'b1', PATCHWRIGHT_TENANT: tenant }),
    bus,
    log: silentLog,
    taking: { ackWaitMs: 1000, retryDelaysMs: [50] },
    ...more,
  });
  await service.ready;
  let stopping: Promise<void> | undefined;
  return {
    [Symbol.asyncDispose]() {
      stopping ??= service.stop().then(() => bus[Symbol.asyncDispose]());
      return stopping;
    },
  };
}

/** Puts one fact at the end of a task's history. Throws when the task moved on meanwhile. */
export async function append(
  bus: Bus,
  id: string,
  draft: Parameters<typeof seal>[0][number],
): Promise<void> {
  const aggregate: AggregateRef = { kind: 'task', tenant, id };
  const { head } = await bus.log.history(aggregate);
  const events = seal([draft], {
    aggregate,
    expected: head.version === 0 ? emptyHead : head,
    causationId: newId(),
    handler: 'test',
    source: '/patchwright/test',
    actor: 'human:cli:ines',
    time: new Date().toISOString(),
    build: 'b1',
    correlationId: id,
  });
  const outcome = await bus.log.append(aggregate, head, events);
  if (outcome.kind === 'conflict') throw new Error('the task moved on meanwhile');
}

/** The names of a task's facts. */
export async function factsOf(bus: Bus, id: string): Promise<readonly string[]> {
  const { events } = await bus.log.history({ kind: 'task', tenant, id });
  return events.map(({ type }) => type);
}
