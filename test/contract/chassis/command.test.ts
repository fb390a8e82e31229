import {
  defineService,
  readServiceSettings,
  type ServiceContext,
  silentLog,
  startService,
} from '@patchwright/chassis';
import { expect, test } from 'vitest';
import { factsOf, requestTask, tenant } from './mesh.ts';
import { mesh, useMesh } from './use-mesh.ts';

useMesh();

/** What a loop of a service is given. */
async function context(): Promise<ServiceContext<undefined>> {
  const { promise, resolve } = Promise.withResolvers<ServiceContext<undefined>>();
  const gate = defineService({
    name: 'gate',
    promise: 'Words become commands.',
    works: [],
    emits: [],
    ports: (_: undefined) => ({}),
    loops: [async (given) => resolve(given)],
  });
  const service = await startService(gate, {
    config: undefined,
    settings: readServiceSettings({ PATCHWRIGHT_TENANT: tenant }),
    bus: mesh.bus,
    log: silentLog,
  });
  await service.ended;
  return promise;
}

const ines = { actor: 'human:cli:ines', via: 'cli', roles: ['operator'] } as const;
const meta = (causationId: string) => ({
  causationId,
  handler: 'gate/test',
  actor: 'human:cli:ines',
});

test('a command becomes facts with the envelope of whoever gave it', async () => {
  const { command } = await context();
  await requestTask(mesh.bus, 'told');
  const outcome = await command('told', { kind: 'pause', person: ines }, meta('inbox:1'));
  expect(outcome).toMatchObject({
    kind: 'accepted',
    task: { status: 'paused' },
    events: [{ type: 'task_paused', actor: 'human:cli:ines', causationId: 'inbox:1' }],
  });
});

test('a command that is delivered twice is accepted twice and states its facts once', async () => {
  const { command } = await context();
  await requestTask(mesh.bus, 'twice');
  const pause = { kind: 'pause', person: ines } as const;
  const first = await command('twice', pause, meta('inbox:2'));
  const second = await command('twice', pause, meta('inbox:2'));
  expect(second).toEqual(first);
  expect(await factsOf(mesh.bus, 'twice')).toEqual(['task_requested', 'task_paused']);
});

test('a refusal says what, why and what to do', async () => {
  const { command } = await context();
  await requestTask(mesh.bus, 'refused');
  const outcome = await command('refused', { kind: 'resume', person: ines }, meta('inbox:3'));
  expect(outcome).toMatchObject({
    kind: 'refused',
    code: 'wrong_state',
    task: { status: 'requested' },
  });
});

test('of commands that race, one is accepted and the others are told', async () => {
  const { command } = await context();
  await requestTask(mesh.bus, 'race');
  const cancel = { kind: 'cancel', person: ines, reason: 'no more' } as const;
  const outcomes = await Promise.all(
    Array.from({ length: 10 }, (_, number) => command('race', cancel, meta(`inbox:1${number}`))),
  );
  expect(outcomes.filter(({ kind }) => kind === 'accepted')).toHaveLength(1);
  expect(await factsOf(mesh.bus, 'race')).toEqual(['task_requested', 'task_cancelled']);
});

test('commands that do not exclude each other are all carried out, though they race', async () => {
  const { command } = await context();
  await requestTask(mesh.bus, 'joined');
  const outcomes = await Promise.all(
    Array.from({ length: 5 }, (_, number) =>
      command(
        'joined',
        {
          kind: 'request',
          request: {
            title: 'again',
            description: '',
            trigger: { kind: 'slack', ref: `C1/${number}` },
            requester: 'human:slack:U1',
            priority: 'normal',
            labels: [],
          },
        },
        meta(`inbox:2${number}`),
      ),
    ),
  );
  expect(outcomes.every(({ kind }) => kind === 'accepted')).toBe(true);
  expect(await factsOf(mesh.bus, 'joined')).toHaveLength(6);
});
