import { orUndefined } from './broker-errors.ts';
import type { Connection } from './connection.ts';
import { readDirect } from './direct-batch.ts';
import { fromStoredMsg, type Stored } from './stored.ts';

/**
 * Everything on one aggregate's filter, in order, up to the newest at the time of the call.
 *
 * The bulk comes from the nearest replica, which on a cluster misses the caller's own last write now and then;
 * the leader is asked at the same time for the last message, and for whatever lies between. A server on its own is the leader.
 * Throws Retryable while the broker is out of reach.
 */
export async function readHistory(
  connection: Connection,
  stream: string,
  filter: string,
): Promise<readonly Stored[]> {
  const isAlone = connection.nc.info?.cluster === undefined;
  return connection.ask(`reading ${filter}`, async () => {
    const [bulk, last] = await Promise.all([
      readDirect(connection, stream, filter, 1),
      isAlone ? undefined : lastOf(connection, stream, filter),
    ]);
    while (last !== undefined && (bulk.at(-1)?.seq ?? 0) < last.seq) {
      const next = await nextOf(connection, stream, filter, (bulk.at(-1)?.seq ?? 0) + 1);
      if (next === undefined) break;
      bulk.push(next);
    }
    return bulk;
  });
}

/** The newest message on a filter, as the leader has it. Rejects with the client's errors. */
export async function lastOf(
  connection: Connection,
  stream: string,
  filter: string,
): Promise<Stored | undefined> {
  const found = await orUndefined(
    connection.jsm.streams.getMessage(stream, { last_by_subj: filter }),
  );
  return found === undefined ? undefined : fromStoredMsg(found);
}

/** The first message on a filter from `seq` on, as the leader has it. Rejects with the client's errors. */
export async function nextOf(
  connection: Connection,
  stream: string,
  filter: string,
  seq: number,
): Promise<Stored | undefined> {
  const found = await orUndefined(
    // The leader understands both fields together; the client's type knows them for direct reads only.
    connection.jsm.streams.getMessage(stream, { seq, next_by_subj: filter } as { seq: number }),
  );
  return found === undefined ? undefined : fromStoredMsg(found);
}

/** One message by its sequence, as the leader has it. Throws Retryable while the broker is out of reach. */
export async function messageAt(
  connection: Connection,
  stream: string,
  seq: number,
): Promise<Stored | undefined> {
  return connection.ask(`reading message ${seq} of ${stream}`, async () => {
    const found = await orUndefined(connection.jsm.streams.getMessage(stream, { seq }));
    return found === undefined ? undefined : fromStoredMsg(found);
  });
}
