import { canonicalJson, sha256, streams, token } from '@patchwright/events';
import { codes, hasCode } from '../broker-errors.ts';
import type { Row, ViewDefinition } from '../bus.ts';
import type { Connection } from '../connection.ts';
import { lastOf } from '../history.ts';
import { readOrdered } from '../ordered.ts';
import { readJson, type Stored } from '../stored.ts';
import { keyValueDefinition } from '../streams.ts';

/** The key of a bucket's position in the log. */
const CHECKPOINT = '_cp';
const KEY = /^[-/_=.a-zA-Z0-9]+$/;
const encoder = new TextEncoder();

/** How far a bucket has come: position in the log, and the revision that guards the next write. */
export interface Checkpoint {
  readonly seq: number;
  readonly revision: number;
}

/** One row as a bucket holds it; `undefined` bytes for one that was deleted. */
export interface StoredRow {
  readonly key: string;
  readonly bytes: Uint8Array | undefined;
}

/** A name for a new bucket of a view; `generation` tells rebuilds of one version apart. */
export function bucketName(definition: ViewDefinition, generation: string): string {
  const version = sha256(definition.version).slice(0, 10);
  return `${bucketPrefix(definition.name)}${version}_${token(generation)}`;
}

/** How the names of all buckets of a view begin. */
export function bucketPrefix(name: string): string {
  return `views_${token(name)}_`;
}

/** The stream of a bucket. */
export function bucketStream(bucket: string): string {
  return `KV_${bucket}`;
}

/** The subject of a row. Throws a TypeError when the key cannot be one. */
export function rowSubject(bucket: string, key: string): string {
  if (!KEY.test(key) || key.startsWith('.') || key.endsWith('.') || key.includes('..')) {
    throw new TypeError(`"${key}" cannot be the key of a row`);
  }
  return `$KV.${bucket}.${key}`;
}

/** The subject of a bucket's checkpoint. */
export function checkpointSubject(bucket: string): string {
  return `$KV.${bucket}.${CHECKPOINT}`;
}

/** The bytes of a row: equal rows have equal bytes. */
export function rowBytes(row: Row): Uint8Array {
  return encoder.encode(canonicalJson(row));
}

/** Makes a bucket, replicated like the log. */
export async function createBucket(connection: Connection, bucket: string): Promise<void> {
  const { jsm } = connection;
  await connection.ask(`creating bucket ${bucket}`, async () => {
    const { config } = await jsm.streams.info(streams.events);
    await jsm.streams.add(keyValueDefinition(bucket, config.num_replicas, 'Rows of a view.'));
  });
}

/** Removes a bucket; one that is gone already is no fault. */
export async function deleteBucket(connection: Connection, bucket: string): Promise<void> {
  await connection.ask(`deleting bucket ${bucket}`, async () => {
    try {
      await connection.jsm.streams.delete(bucketStream(bucket));
    } catch (error) {
      if (!hasCode(error, codes.streamNotFound)) throw error;
    }
  });
}

/** Where a bucket stands, as the leader has it; at 0 when it is empty or gone. */
export async function readCheckpoint(connection: Connection, bucket: string): Promise<Checkpoint> {
  const found = await readLeader(connection, bucket, checkpointSubject(bucket));
  return found === undefined ? { seq: 0, revision: 0 } : toCheckpoint(found);
}

/** One row, as the leader has it. */
export async function readRow(
  connection: Connection,
  bucket: string,
  key: string,
): Promise<Uint8Array | undefined> {
  const found = await readLeader(connection, bucket, rowSubject(bucket, key));
  return found === undefined || isDeleted(found) ? undefined : found.body;
}

async function readLeader(
  connection: Connection,
  bucket: string,
  subject: string,
): Promise<Stored | undefined> {
  return connection.ask(`reading ${subject}`, async () => {
    try {
      return await lastOf(connection, bucketStream(bucket), subject);
    } catch (error) {
      if (hasCode(error, codes.streamNotFound)) return undefined;
      throw error;
    }
  });
}

/** The rows of a bucket at one moment, with its checkpoint. */
export interface Snapshot {
  readonly rows: ReadonlyMap<string, Uint8Array>;
  readonly checkpoint: Checkpoint;
}

const READS = 5;

/** All rows whose key begins with `prefix`, at least as new as the leader's checkpoint at the time of the call. */
export async function readSnapshot(
  connection: Connection,
  bucket: string,
  prefix = '',
): Promise<Snapshot> {
  for (let read = 1; ; read += 1) {
    const leader = await readCheckpoint(connection, bucket);
    if (leader.revision === 0) return { rows: new Map(), checkpoint: leader };
    const snapshot = await readOnce(connection, bucket, prefix);
    // A reader may sit on a replica that is a moment behind.
    if (snapshot.checkpoint.revision >= leader.revision || read === READS) return snapshot;
  }
}

async function readOnce(connection: Connection, bucket: string, prefix: string): Promise<Snapshot> {
  const rows = new Map<string, Uint8Array>();
  let checkpoint: Checkpoint = { seq: 0, revision: 0 };
  const stop = new AbortController();
  const parts = readOrdered(connection, {
    stream: bucketStream(bucket),
    filter: filtersOf(bucket, prefix),
    fromSeq: 1,
    newestOnly: true,
    signal: stop.signal,
  });
  for await (const { messages, pending } of parts) {
    for (const message of messages) {
      const row = toRow(bucket, message);
      if (row.key === CHECKPOINT) checkpoint = toCheckpoint(message);
      else if (!row.key.startsWith(prefix)) continue;
      else if (row.bytes === undefined) rows.delete(row.key);
      else rows.set(row.key, row.bytes);
    }
    if (pending === 0) break;
  }
  stop.abort();
  return { rows, checkpoint };
}

/** The narrowest filters that hold every key with this prefix, and the checkpoint. */
export function filtersOf(bucket: string, prefix: string): readonly string[] {
  const whole = prefix.slice(0, prefix.lastIndexOf('.') + 1);
  if (whole === '') return [`$KV.${bucket}.>`];
  return [`$KV.${bucket}.${whole}>`, checkpointSubject(bucket)];
}

/** The row of a message of a bucket's stream. */
export function toRow(bucket: string, message: Stored): StoredRow {
  const key = message.subject.slice(`$KV.${bucket}.`.length);
  return { key, bytes: isDeleted(message) ? undefined : message.body };
}

/** Whether a row is the bucket's own checkpoint. */
export function isCheckpoint(row: StoredRow): boolean {
  return row.key === CHECKPOINT;
}

function toCheckpoint(message: Stored): Checkpoint {
  const { seq } = readJson(message.body) as { readonly seq: number };
  return { seq, revision: message.seq };
}

function isDeleted(message: Stored): boolean {
  return message.header('KV-Operation') !== undefined;
}
