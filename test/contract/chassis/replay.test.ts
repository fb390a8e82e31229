import { defineService, replayTask } from '@patchwright/chassis';
import { createMask, DiscoveryStarted, TicketEnriched } from '@patchwright/events';
import { definePort, NeedsHuman } from '@patchwright/faults';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelTask, closed, factsOf, requestTask, startMesh, tenant, until } from './mesh.ts';

let mesh: Awaited<ReturnType<typeof startMesh>>;
beforeAll(async () => {
  mesh = await startMesh();
  const { bus, startProbe } = mesh;
  const first = startProbe({ PATCHWRIGHT_FAILPOINTS: 'after:oracle.ask:2' });
  await bus.work.offer(await requestTask(bus, 'told'));
  await first.gone;
  const second = startProbe();
  await closed(bus, 'told');
  second.child.kill('SIGTERM');
  await second.gone;
});
afterAll(() => mesh[Symbol.asyncDispose]());

async function replay(environment: Readonly<Record<string, string>> = {}) {
  const probe = mesh.startProbe(environment, ['--replay', 'told']);
  const { code } = await probe.gone;
  const reports = probe
    .stdout()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  return { code, reports };
}

test('the same code, executed again from the record, states the same facts without a call', async () => {
  const asked = mesh.oracle.asked.length;
  const facts = await factsOf(mesh.bus, 'told');
  const { code, reports } = await replay();
  expect(reports).toEqual([
    {
      service: 'probe',
      run: 'discover-told-1',
      events: 2,
      served: 7,
      agreed: true,
      differences: [],
    },
  ]);
  expect(code).toBe(0);
  expect(mesh.oracle.asked).toHaveLength(asked);
  expect(await factsOf(mesh.bus, 'told')).toEqual(facts);
});

test('code that states something else is told event, field and build', async () => {
  const { code, reports } = await replay({ WORDS: 'it is said', PATCHWRIGHT_BUILD: 'b2' });
  expect(code).toBe(1);
  expect(reports[0]).toMatchObject({
    agreed: false,
    differences: [
      {
        event: 'ticket_enriched',
        field: 'data.analysis',
        recorded: expect.stringContaining('it is known'),
        now: expect.stringContaining('it is said'),
        recordedBuild: 'b1',
        build: 'b2',
      },
    ],
  });
});

test('code that asks something else is told what, and the call does not go out', async () => {
  const asked = mesh.oracle.asked.length;
  const { code, reports } = await replay({ QUESTION: 'riddle', PATCHWRIGHT_BUILD: 'b2' });
  expect(code).toBe(1);
  expect(reports[0]).toMatchObject({
    agreed: false,
    differences: [
      {
        event: 'ticket_enriched',
        field: 'oracle.ask(question)',
        recorded: 'question 1',
        now: 'riddle 1',
        recordedBuild: 'b1',
        build: 'b2',
      },
    ],
  });
  expect(mesh.oracle.asked).toHaveLength(asked);
});

/** States two facts around a question. */
function asker(ask: () => Promise<string>, facts: 0 | 1 | 2 = 2) {
  return defineService({
    name: 'asker',
    promise: 'Questions become facts.',
    works: ['discover'],
    emits: [DiscoveryStarted, TicketEnriched],
    ports: () => ({
      oracle: definePort({ name: 'oracle', reads: { ask: (_: null) => ask() }, writes: {} }),
    }),
    async *handle(_, { oracle }) {
      if (facts === 0) return;
      yield DiscoveryStarted.of({});
      const analysis = await oracle.ask(null);
      if (facts === 2) yield TicketEnriched.of({ ticket: 'x', analysis });
    },
  });
}

async function replayHere(definition: ReturnType<typeof asker>, id: string) {
  const { log, journal, blobs } = mesh.bus;
  const replaying = {
    definition,
    config: undefined,
    ports: definition.ports(undefined, undefined as never),
    log,
    journal,
    blobs,
    mask: createMask([]),
    tenant,
    build: 'b2',
  };
  for await (const report of replayTask(replaying, id)) return report;
  throw new Error(`there is no record of ${id}`);
}

const never = async (): Promise<string> => {
  throw new Error('a replay made a live call');
};

test('a fact that is not stated any more is reported with what was recorded', async () => {
  const service = await mesh.serve(
    asker(async () => 'answer'),
    undefined,
  );
  await mesh.bus.work.offer(await requestTask(mesh.bus, 'fewer'));
  await closed(mesh.bus, 'fewer');
  await service[Symbol.asyncDispose]();
  expect(await replayHere(asker(never), 'fewer')).toMatchObject({ agreed: true, events: 2 });
  expect(await replayHere(asker(never, 1), 'fewer')).toMatchObject({
    agreed: false,
    differences: [
      {
        event: 'ticket_enriched',
        field: '',
        recorded: { ticket: 'x', analysis: 'answer' },
        recordedBuild: 'b1',
        build: 'b2',
      },
    ],
  });
  expect(await replayHere(asker(never, 0), 'fewer')).toMatchObject({
    agreed: false,
    differences: [{ event: 'discovery_started', field: '', recorded: {} }],
  });
});

test('a run that was cut off agrees as far as it went', async () => {
  let isAsked = false;
  const hanging = asker(() => {
    isAsked = true;
    return new Promise(() => undefined);
  });
  const service = await mesh.serve(hanging, undefined);
  await mesh.bus.work.offer(await requestTask(mesh.bus, 'cut'));
  await until('it is asked', () => isAsked);
  await cancelTask(mesh.bus, 'cut');
  await closed(mesh.bus, 'cut');
  await service[Symbol.asyncDispose]();
  expect(await replayHere(asker(never), 'cut')).toMatchObject({ agreed: true, events: 1 });
});

test('a run that ended with a person ends with a person again', async () => {
  const refused = asker(async () => {
    throw new NeedsHuman('the key was refused');
  });
  const service = await mesh.serve(refused, undefined);
  await mesh.bus.work.offer(await requestTask(mesh.bus, 'refused'));
  await closed(mesh.bus, 'refused');
  await service[Symbol.asyncDispose]();
  expect(await replayHere(asker(never), 'refused')).toMatchObject({ agreed: true, events: 1 });
});
