import {
  defineService,
  readServiceSettings,
  type ServiceContext,
  type ServiceDefinition,
  silentLog,
  startService,
} from '@patchwright/chassis';
import { expect, test } from 'vitest';
import { tenant } from './mesh.ts';
import { mesh, useMesh } from './use-mesh.ts';

useMesh();

type Door = NonNullable<ServiceDefinition<undefined>['doors']>[number];

function start(...doors: readonly Door[]) {
  const house = defineService({
    name: 'house',
    promise: 'Opens doors.',
    works: [],
    emits: [],
    ports: (_: undefined) => ({}),
    doors,
  });
  return startService(house, {
    config: undefined,
    settings: readServiceSettings({ PATCHWRIGHT_TENANT: tenant }),
    bus: mesh.bus,
    log: silentLog,
  });
}

/** A door that opens when it is told to and stays open until the service leaves. */
function slowDoor() {
  const told = Promise.withResolvers<void>();
  const seen = Promise.withResolvers<ServiceContext<undefined>>();
  const door: Door = async (context, opened) => {
    const left = Promise.withResolvers<void>();
    context.signal.addEventListener('abort', () => left.resolve(), { once: true });
    seen.resolve(context);
    await Promise.race([told.promise, left.promise]);
    if (!context.signal.aborted) opened();
    await left.promise;
  };
  return { door, open: () => told.resolve(), context: seen.promise };
}

test('a service is ready once all of its doors are open, and no longer when it leaves', async () => {
  const [first, second] = [slowDoor(), slowDoor()];
  const service = await start(first.door, second.door);
  const { isReady } = await second.context;
  first.open();
  expect(isReady()).toBe(false);
  second.open();
  await service.ready;
  expect(isReady()).toBe(true);
  await service.stop();
  expect(isReady()).toBe(false);
});

test('a service whose door cannot be opened is never ready, and says why', async () => {
  const slow = slowDoor();
  const service = await start(slow.door, async () => {
    throw new Error('the port is taken');
  });
  await expect(service.ready).rejects.toThrow('the port is taken');
  await expect(service.ended).rejects.toThrow('the port is taken');
});

test('a service that is told to leave before its doors are open was never ready', async () => {
  const slow = slowDoor();
  const service = await start(slow.door);
  await service.stop();
  await expect(service.ready).rejects.toThrow('before all its doors were open');
});
