import type { Connection } from './connection.ts';
import { lastOf } from './history.ts';
import { publishOrThrow } from './publish.ts';
import { readJson, writeJson } from './stored.ts';
import { stores } from './streams.ts';

/**
 * JetStream counts every delivery. An item that is given back on shutdown was not tried, so these are counted beside it
 * and taken off: a rolling restart must not use up an item's attempts.
 */
export async function handbacksOf(connection: Connection, seq: number): Promise<number> {
  const found = await connection.ask('counting handbacks', () =>
    lastOf(connection, `KV_${stores.handbacks}`, subject(seq)),
  );
  return found === undefined ? 0 : Number(readJson(found.body));
}

/** Counts one more. Only the holder of the item does so, so nobody else counts at the same time. */
export async function countHandback(connection: Connection, seq: number): Promise<void> {
  const count = await handbacksOf(connection, seq);
  await publishOrThrow(connection, subject(seq), writeJson(count + 1), undefined);
}

function subject(seq: number): string {
  return `$KV.${stores.handbacks}.${seq}`;
}
