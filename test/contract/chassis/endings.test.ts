import { about, defineService, type Work } from '@patchwright/chassis';
import {
  DiscoveryStarted,
  type DraftOf,
  ErrorObserved,
  TaskFailed,
  TicketEnriched,
  TicketFiled,
} from '@patchwright/events';
import { definePort, NeedsHuman, Terminal } from '@patchwright/faults';
import { expect, test } from 'vitest';
import { closed, factOf, factsOf, recordOf, requestTask, tenant, until } from './mesh.ts';
import { mesh, useMesh } from './use-mesh.ts';

useMesh();

type Fact = DraftOf<typeof DiscoveryStarted | typeof TicketEnriched>;

/** A service that does as it is told, and counts how often. */
function obedient(
  conduct: (work: Work, ask: () => Promise<unknown>) => AsyncIterable<Fact>,
  ask: () => Promise<unknown> = async () => 'answer',
) {
  const seen = { attempts: 0, calls: 0 };
  const definition = defineService({
    name: 'obedient',
    promise: 'Does as it is told.',
    works: ['discover'],
    emits: [DiscoveryStarted, TicketEnriched],
    ports: () => ({
      oracle: definePort({
        name: 'oracle',
        reads: {
          ask: (_: null) => {
            seen.calls += 1;
            return ask();
          },
        },
        writes: {},
      }),
    }),
    handle(work, { oracle }) {
      seen.attempts += 1;
      return conduct(work, () => oracle.ask(null));
    },
  });
  return { definition, seen };
}

async function letterFor(id: string) {
  return until(`${id} has a dead letter`, async () =>
    (await mesh.bus.deadLetters.list()).find((letter) => letter.item?.id === id),
  );
}

test('a fault that needs a person escalates the task with its diagnosis', async () => {
  const { definition } = obedient(
    async function* (_, ask) {
      yield DiscoveryStarted.of({});
      await ask();
    },
    async () => {
      throw new NeedsHuman('the key was refused', { diagnosis: 'renew the key' });
    },
  );
  await using _service = await mesh.serve(definition, undefined);
  await mesh.bus.work.offer(await requestTask(mesh.bus, 'person'));
  expect((await closed(mesh.bus, 'person')).closed?.end).toBe('escalated');
  expect((await factOf(mesh.bus, 'person', 'task_escalated')).data).toEqual({
    reason: 'the key was refused',
    diagnosis: 'renew the key',
  });
});

test('a fault that nothing can mend goes to the dead letters at once', async () => {
  const { definition, seen } = obedient(
    async function* (_, ask) {
      await ask();
      yield DiscoveryStarted.of({});
    },
    async () => {
      throw new Terminal('there is no such repository');
    },
  );
  await using _service = await mesh.serve(definition, undefined);
  await mesh.bus.work.offer(await requestTask(mesh.bus, 'terminal'));
  expect(await letterFor('terminal')).toMatchObject({ reason: 'there is no such repository' });
  expect(seen.attempts).toBe(1);
});

test('redriven work keeps its answers and tries again what failed', async () => {
  let isMended = false;
  const { definition, seen } = obedient(async function* (_, ask) {
    yield DiscoveryStarted.of({});
    await ask();
    if (!isMended) throw new Terminal('not yet');
    yield TicketEnriched.of({ ticket: 'x', analysis: 'mended' });
  });
  await using _service = await mesh.serve(definition, undefined);
  await mesh.bus.work.offer(await requestTask(mesh.bus, 'redriven'));
  const letter = await letterFor('redriven');
  isMended = true;
  await mesh.bus.deadLetters.redrive(letter.id);
  await closed(mesh.bus, 'redriven');
  expect(seen).toEqual({ attempts: 2, calls: 1 });
  expect(await factsOf(mesh.bus, 'redriven')).toContain('ticket_enriched');
});

test('a bug is tried three times in all, then goes to the dead letters', async () => {
  const { definition, seen } = obedient(async function* () {
    yield DiscoveryStarted.of({});
    throw new TypeError('x is undefined');
  });
  await using _service = await mesh.serve(definition, undefined);
  await mesh.bus.work.offer(await requestTask(mesh.bus, 'bug'));
  expect(await letterFor('bug')).toMatchObject({ reason: 'x is undefined' });
  expect(seen.attempts).toBe(3);
  expect(await factsOf(mesh.bus, 'bug')).toEqual(['task_requested', 'discovery_started']);
  expect(await recordOf(mesh.bus, 'bug')).toMatchObject({ deaths: 1, attempts: 3 });
});

test('a fact that the service does not declare is refused', async () => {
  const { definition } = obedient(async function* () {
    yield TaskFailed.of({ reason: 'not mine to say' }) as unknown as Fact;
  });
  await using _service = await mesh.serve(definition, undefined);
  await mesh.bus.work.offer(await requestTask(mesh.bus, 'undeclared'));
  expect((await letterFor('undeclared')).reason).toContain('may not state task.task_failed');
  expect(await factsOf(mesh.bus, 'undeclared')).toEqual(['task_requested']);
});

test('a fact that does not fit, with nobody else to blame, is not closed over in silence', async () => {
  const { definition } = obedient(async function* () {
    yield DiscoveryStarted.of({});
    yield DiscoveryStarted.of({});
  });
  await using _service = await mesh.serve(definition, undefined);
  await mesh.bus.work.offer(await requestTask(mesh.bus, 'misfit'));
  expect((await letterFor('misfit')).reason).toContain('discovery_started does not fit');
});

test('a fact stated differently by a later attempt stays as it was', async () => {
  const { definition, seen } = obedient(async function* () {
    yield TicketEnriched.of({ ticket: 'x', analysis: `attempt ${seen.attempts}` });
    if (seen.attempts === 1) throw new TypeError('once');
  });
  await using _service = await mesh.serve(definition, undefined);
  await mesh.bus.work.offer(await requestTask(mesh.bus, 'differs'));
  await closed(mesh.bus, 'differs');
  expect((await factOf(mesh.bus, 'differs', 'ticket_enriched')).data).toMatchObject({
    analysis: 'attempt 1',
  });
});

test('work about no task states facts about errors, once for each, however often it runs', async () => {
  const issue = { kind: 'issue', tenant, id: 'api-1' } as const;
  const observed = {
    sentryId: '1',
    project: 'api',
    title: 'KeyError',
    level: 'error',
    countLastDay: 40,
    usersLastDay: 3,
    threshold: 10,
    firstSeen: '2026-01-01T00:00:00.000Z',
    lastSeen: '2026-01-02T00:00:00.000Z',
    url: 'http://127.0.0.1/1',
  } as const;
  const monitor = defineService({
    name: 'monitor',
    promise: 'Errors over threshold become one ticket.',
    works: ['monitor'],
    emits: [ErrorObserved, TicketFiled],
    ports: () => ({}),
    async *handle() {
      yield about(issue, ErrorObserved.of(observed));
      yield about(issue, TicketFiled.of({ ticket: 'SHOP-43', url: 'http://127.0.0.1/43' }));
    },
  });
  await using _service = await mesh.serve(monitor, undefined);
  for (const tick of ['tick-1', 'tick-2']) {
    const item = { kind: 'monitor', lane: 'p2', tenant, id: tick, cause: '1' } as const;
    await mesh.bus.work.offer({ ...item, causeId: tick, causeSeq: 0 });
    await until(`${tick} is over`, async () => {
      const { entries } = await mesh.bus.journal.read(tenant, `monitor-${tick}-1`);
      return entries.some(({ entry }) => entry === 'closed');
    });
  }
  const { events } = await mesh.bus.log.history(issue);
  expect(events.map(({ type }) => type)).toEqual(['error_observed', 'ticket_filed']);
});
