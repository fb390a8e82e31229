import { type Lane, lanes, streams, token, workKinds } from '@patchwright/events';
import { Retryable, Terminal } from '@patchwright/faults';
import { codes } from './broker-errors.ts';
import type { WorkItem, WorkLanes } from './bus.ts';
import type { Connection } from './connection.ts';
import { lastOf } from './history.ts';
import { publishSurely } from './publish.ts';
import { laneDurable } from './streams.ts';
import { decodeItem, encodeItem, subjectOf } from './work-item.ts';
import { takeWork } from './work-take.ts';

const PATIENCE_MS = 10_000;

/** Work lanes on the WORK stream. */
export function openWork(connection: Connection): WorkLanes {
  return {
    offer: (item) => offer(connection, item),
    move: (item, lane) => move(connection, item, lane),
    take: (options) => takeWork(connection, options),
    outstanding: (tenant, id) => outstanding(connection, tenant, id),
    depth: () => depth(connection),
  };
}

/** As `WorkLanes.offer`, for the parts of the bus that offer work themselves. */
export async function offer(
  connection: Connection,
  item: WorkItem,
): Promise<'offered' | 'already'> {
  const ack = await publishSurely(
    connection,
    subjectOf(item),
    encodeItem(item),
    item.traceparent === undefined ? undefined : { traceparent: item.traceparent },
    PATIENCE_MS,
  );
  if (ack.kind === 'stored') return 'offered';
  if (ack.code !== codes.storeFailed) {
    throw new Terminal(`a work item was refused: ${ack.reason} (${ack.code})`);
  }
  // One code for "this subject is taken" and for "the stream is full".
  if (ack.reason.includes('per subject')) return ack.unsure ? 'offered' : 'already';
  throw new Retryable(`no more work can be taken in: ${ack.reason}`);
}

/** Offered first: a crash in between leaves two items, of which the later one finds the run of both begun or done. */
async function move(connection: Connection, item: WorkItem, lane: Lane): Promise<void> {
  if (item.lane === lane) return;
  await offer(connection, { ...item, lane });
  await connection.ask(`moving work of ${item.id}`, () =>
    connection.jsm.streams.purge(streams.work, { filter: subjectOf(item) }),
  );
}

async function outstanding(
  connection: Connection,
  tenant: string,
  id: string,
): Promise<readonly WorkItem[]> {
  return connection.ask(`looking for work of ${id}`, async () => {
    const info = await connection.jsm.streams.info(streams.work, {
      subjects_filter: `mesh.v1.work.*.*.${token(tenant)}.${token(id)}.>`,
    });
    const subjects = Object.keys(info.state.subjects ?? {});
    const messages = await Promise.all(
      subjects.map((subject) => lastOf(connection, streams.work, subject)),
    );
    return messages.flatMap((message) => {
      const item = message === undefined ? undefined : decodeItem(message);
      return item === undefined ? [] : [item];
    });
  });
}

async function depth(connection: Connection): ReturnType<WorkLanes['depth']> {
  return connection.ask('measuring the work lanes', async () => {
    const found = new Map<string, { waiting: number; running: number }>();
    for await (const info of connection.jsm.consumers.list(streams.work)) {
      found.set(info.name, { waiting: info.num_pending, running: info.num_ack_pending });
    }
    return workKinds.flatMap((kind) =>
      lanes.map((lane) => ({
        kind,
        lane,
        ...(found.get(laneDurable(kind, lane)) ?? { waiting: 0, running: 0 }),
      })),
    );
  });
}
