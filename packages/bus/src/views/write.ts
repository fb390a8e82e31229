import { nuid } from '@nats-io/transport-node';
import { appendGuarded, type Outgoing } from '../append.ts';
import type { Row } from '../bus.ts';
import type { Connection } from '../connection.ts';
import { publishOrThrow } from '../publish.ts';
import { writeJson } from '../stored.ts';
import {
  bucketStream,
  type Checkpoint,
  checkpointSubject,
  rowBytes,
  rowSubject,
} from './bucket.ts';

/** The broker takes a thousand messages in one batch, the checkpoint among them. */
const LARGEST_BATCH = 999;
/** How long the mark of a deleted row is kept for those who watch. */
const MARK_TTL = '1h';
const CHUNK = 2000;
const EMPTY = new Uint8Array();

/** Rows by key; `null` deletes. */
export type Changes = ReadonlyMap<string, Row | null>;

/**
 * Writes rows and the position they belong to, all or nothing, on top of `checkpoint`.
 * `undefined` when somebody else has written since: what the caller folded is then of no use.
 * Throws a RangeError for more than 999 rows, Retryable while the broker is out of reach.
 */
export async function writeRows(
  connection: Connection,
  bucket: string,
  checkpoint: Checkpoint,
  changes: Changes,
  seq: number,
): Promise<Checkpoint | undefined> {
  if (changes.size > LARGEST_BATCH) {
    throw new RangeError(`${changes.size} rows cannot be written at once`);
  }
  const guard = {
    stream: bucketStream(bucket),
    filter: checkpointSubject(bucket),
    lastSeq: checkpoint.revision,
    on: 'last',
  } as const;
  const messages = [...changes].map(([key, row]) => toMessage(bucket, key, row));
  const mark: Outgoing = {
    subject: checkpointSubject(bucket),
    headers: {},
    body: writeJson({ seq }),
    id: nuid.next(),
  };
  const outcome = await appendGuarded(connection, guard, [...messages, mark]);
  return outcome.kind === 'conflict' ? undefined : { seq, revision: outcome.seq };
}

/** Fills a new bucket that nobody reads yet: rows first, then the position they belong to. */
export async function fillBucket(
  connection: Connection,
  bucket: string,
  rows: ReadonlyMap<string, Row>,
  seq: number,
): Promise<Checkpoint> {
  let chunk: Promise<unknown>[] = [];
  for (const [key, row] of rows) {
    chunk.push(publishOrThrow(connection, rowSubject(bucket, key), rowBytes(row), undefined));
    if (chunk.length < CHUNK) continue;
    await Promise.all(chunk);
    chunk = [];
  }
  await Promise.all(chunk);
  const mark = writeJson({ seq });
  const revision = await publishOrThrow(connection, checkpointSubject(bucket), mark, undefined);
  return { seq, revision };
}

function toMessage(bucket: string, key: string, row: Row | null): Outgoing {
  const subject = rowSubject(bucket, key);
  return row === null
    ? { subject, headers: { 'KV-Operation': 'DEL', 'Nats-TTL': MARK_TTL }, body: EMPTY, id: key }
    : { subject, headers: {}, body: rowBytes(row), id: key };
}
