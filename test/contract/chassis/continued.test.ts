import { defineService, type ServiceDefinition } from '@patchwright/chassis';
import { DiscoveryStarted, TicketEnriched } from '@patchwright/events';
import { definePort, Terminal } from '@patchwright/faults';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { append, requestTask, startMesh, tenant, until } from './mesh.ts';

type Mesh = Awaited<ReturnType<typeof startMesh>>;

/** What was really asked of the outside, and what stands in the way of the third question. */
interface Outside {
  readonly thought: string[];
  readonly looked: string[];
  hurdle: (() => Promise<void>) | undefined;
}

function outsidePort(outside: Outside) {
  return definePort({
    name: 'outside',
    reads: {
      /** Dear, and depends on the question alone. */
      async think({ question }: { readonly question: string }) {
        if (question === 'c') await outside.hurdle?.();
        outside.thought.push(question);
        return { answer: question.toUpperCase() };
      },
      /** Tells how things are at the moment. */
      async look({ place }: { readonly place: string }) {
        outside.looked.push(place);
        return { seen: outside.looked.length };
      },
    },
    writes: {},
    lasting: ['think'],
  });
}

/** Thinks three times, having looked first. */
function thinker(): ServiceDefinition<
  Outside,
  { readonly outside: ReturnType<typeof outsidePort> },
  typeof DiscoveryStarted | typeof TicketEnriched
> {
  return defineService({
    name: 'thinker',
    promise: 'Three questions become a note.',
    works: ['discover'],
    emits: [DiscoveryStarted, TicketEnriched],
    ports: (outside: Outside) => ({ outside: outsidePort(outside) }),
    handle: async function* handle({ task }, world) {
      if (task.status === 'requested') yield DiscoveryStarted.of({});
      const { seen } = await world.outside.look({ place: 'there' });
      const answers: string[] = [];
      for (const question of ['a', 'b', 'c']) {
        answers.push((await world.outside.think({ question })).answer);
      }
      yield TicketEnriched.of({ ticket: task.id, analysis: `${answers.join('')} at ${seen}` });
    },
  });
}

let mesh: Mesh;
beforeAll(async () => {
  mesh = await startMesh();
});
afterAll(async () => {
  await mesh[Symbol.asyncDispose]();
});

/** Offers the work that the task's newest fact calls for. */
async function offer(id: string): Promise<string> {
  const { events } = await mesh.bus.log.history({ kind: 'task', tenant, id });
  const cause = events.at(-1);
  if (cause === undefined) throw new Error(`${id} has no history`);
  await mesh.bus.work.offer({
    kind: 'discover',
    lane: 'p2',
    tenant,
    id,
    cause: `${cause.aggVersion}`,
    causeId: cause.id,
    causeSeq: cause.seq,
  });
  return `discover-${id}-${cause.aggVersion}`;
}

const by = { by: 'human:cli:ines', via: 'cli' } as const;
const analysed = async (id: string) => {
  const { events } = await mesh.bus.log.history({ kind: 'task', tenant, id });
  return events.findLast(({ type }) => type === 'ticket_enriched')?.data;
};

test('work that was paused goes on with the answers it had, but looks anew', async () => {
  const reached = Promise.withResolvers<void>();
  const outside: Outside = {
    thought: [],
    looked: [],
    hurdle: () => {
      reached.resolve();
      return new Promise((_resolve, reject) => setTimeout(reject, 20_000).unref());
    },
  };
  await using _service = await mesh.serve(thinker(), outside);
  await requestTask(mesh.bus, 'paused');
  const first = await offer('paused');
  await reached.promise;
  await append(mesh.bus, 'paused', { type: 'task_paused', data: by });
  await until('the run is given up', async () => {
    const { entries } = await mesh.bus.journal.read(tenant, first);
    return entries.at(-1)?.entry === 'closed';
  });
  outside.hurdle = undefined;
  await append(mesh.bus, 'paused', { type: 'task_resumed', data: by });
  const second = await offer('paused');

  expect(await until('it is analysed', () => analysed('paused'))).toMatchObject({
    analysis: 'ABC at 2',
  });
  expect(outside.thought).toEqual(['a', 'b', 'c']);
  const { entries } = await mesh.bus.journal.read(tenant, second);
  expect(entries[0]?.data).toMatchObject({ continues: first });
  // The record is whole by itself, so that it can be replayed.
  expect(entries.filter(({ entry }) => entry === 'read')).toHaveLength(4);
});

test('work that was parked goes on with the answers it had; a retry begins afresh', async () => {
  const outside: Outside = {
    thought: [],
    looked: [],
    hurdle: async () => {
      throw new Terminal('there is no third question');
    },
  };
  await using _service = await mesh.serve(thinker(), outside);
  await requestTask(mesh.bus, 'parked');
  const first = await offer('parked');
  await until('the run is dead', async () => {
    const { entries } = await mesh.bus.journal.read(tenant, first);
    return entries.at(-1)?.entry === 'stopped';
  });
  outside.hurdle = undefined;
  const parked = { work: 'discover', cause: 'x', attempts: 1, reason: 'dead' };
  await append(mesh.bus, 'parked', { type: 'work_parked', data: parked });
  await append(mesh.bus, 'parked', {
    type: 'work_redriven',
    data: { work: 'discover', by: by.by },
  });
  await offer('parked');
  await until('it is analysed', () => analysed('parked'));
  expect(outside.thought).toEqual(['a', 'b', 'c']);

  await append(mesh.bus, 'parked', {
    type: 'task_escalated',
    data: { reason: 'unsure', diagnosis: 'look' },
  });
  await append(mesh.bus, 'parked', { type: 'task_retried', data: { ...by, to: 'requested' } });
  await offer('parked');
  await until('it is asked again', () => outside.thought.length === 6);
});
