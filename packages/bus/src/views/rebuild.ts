import { createHash } from 'node:crypto';
import { nuid } from '@nats-io/transport-node';
import { streams } from '@patchwright/events';
import { Retryable } from '@patchwright/faults';
import type { Rebuild, Row, ViewDefinition } from '../bus.ts';
import type { Connection } from '../connection.ts';
import { toReadableEvent } from '../log.ts';
import { readOrdered } from '../ordered.ts';
import { readJson } from '../stored.ts';
import {
  bucketName,
  bucketPrefix,
  bucketStream,
  type Checkpoint,
  createBucket,
  deleteBucket,
  readSnapshot,
  rowBytes,
  type Snapshot,
} from './bucket.ts';
import { beginFold, type Fold } from './fold.ts';
import { type Pointer, readPointer, switchPointer } from './pointer.ts';
import { fillBucket, writeRows } from './write.ts';

type OnProgress = (progress: {
  readonly seq: number;
  readonly lastSeq: number;
  readonly eventsPerSecond: number;
}) => void;

/** While it catches up, rows are written in batches of at most so many. */
const LARGEST = 500;
/** A bucket that a crash left behind is nobody's after an hour. */
const ORPHAN_MS = 60 * 60 * 1000;

/**
 * Builds a view anew from the first event on in a bucket of its own, and switches readers over.
 * The bucket it replaces is kept until the next rebuild, for those who still read it.
 * Throws Retryable when another rebuild was faster, and what decoding throws.
 */
export async function rebuildView(
  connection: Connection,
  definition: ViewDefinition,
  onProgress?: OnProgress,
): Promise<Rebuild> {
  const start = performance.now();
  const present = await readPointer(connection, definition.name);
  await sweepOrphans(connection, definition.name, present);
  const bucket = bucketName(definition, nuid.next().toLowerCase());
  await createBucket(connection, bucket);
  try {
    const { fold, checkpoint, events } = await build(
      connection,
      definition,
      bucket,
      start,
      onProgress,
    );
    const seconds = (performance.now() - start) / 1000;
    const pointer = await switchPointer(connection, definition.name, present, {
      bucket,
      version: definition.version,
      ...(present === undefined ? {} : { previous: present.bucket }),
    });
    if (pointer === undefined) {
      throw new Retryable(`view ${definition.name} was rebuilt by somebody else meanwhile`);
    }
    const old = present === undefined ? undefined : await readSnapshot(connection, present.bucket);
    if (present?.previous !== undefined) await deleteBucket(connection, present.previous);
    const built = serialised(fold.rows);
    return {
      bucket,
      replaced: present?.bucket,
      events,
      rows: built.size,
      eventsPerSecond: Math.round(events / seconds),
      different: old === undefined ? [] : differentKeys(old, built, checkpoint.seq),
      digest: digestOf(built),
    };
  } catch (error) {
    await deleteBucket(connection, bucket).catch(() => {});
    throw error;
  }
}

async function build(
  connection: Connection,
  definition: ViewDefinition,
  bucket: string,
  start: number,
  onProgress: OnProgress | undefined,
): Promise<{ readonly fold: Fold; readonly checkpoint: Checkpoint; readonly events: number }> {
  const fold = beginFold(definition);
  const stop = new AbortController();
  let events = 0;
  let checkpoint: Checkpoint | undefined;
  const parts = readOrdered(connection, {
    stream: streams.events,
    fromSeq: 1,
    signal: stop.signal,
  });
  for await (const { messages, pending } of parts) {
    for (const message of messages) {
      fold.apply(message.seq, toReadableEvent(connection, message));
      events += 1;
      if (checkpoint !== undefined && fold.waiting() >= LARGEST) {
        checkpoint = await writeChanges(connection, bucket, fold, checkpoint);
      }
    }
    onProgress?.({
      seq: fold.seq(),
      lastSeq: fold.seq() + pending,
      eventsPerSecond: Math.round(events / ((performance.now() - start) / 1000)),
    });
    if (pending > 0) continue;
    if (checkpoint === undefined) {
      // All rows as they are now, each once; what arrives meanwhile is caught up behind it.
      const { seq } = fold.takeChanges();
      checkpoint = await fillBucket(connection, bucket, fold.rows, seq);
      const info = await connection.ask('reading the end of the log', () =>
        connection.jsm.streams.info(streams.events),
      );
      if (info.state.last_seq <= seq) break;
    } else {
      checkpoint = await writeChanges(connection, bucket, fold, checkpoint);
      break;
    }
  }
  stop.abort();
  if (checkpoint === undefined) throw new Retryable('the connection was closed');
  return { fold, checkpoint, events };
}

async function writeChanges(
  connection: Connection,
  bucket: string,
  fold: Fold,
  checkpoint: Checkpoint,
): Promise<Checkpoint> {
  const { changes, seq } = fold.takeChanges();
  const next = await writeRows(connection, bucket, checkpoint, changes, seq);
  if (next === undefined) throw new Retryable(`bucket ${bucket} was written by somebody else`);
  return next;
}

function serialised(rows: ReadonlyMap<string, Row>): ReadonlyMap<string, Uint8Array> {
  const keys = [...rows.keys()].sort();
  return new Map(keys.map((key) => [key, rowBytes(rows.get(key))]));
}

function digestOf(rows: ReadonlyMap<string, Uint8Array>): string {
  const hash = createHash('sha256');
  for (const [key, bytes] of rows) hash.update(key).update('\n').update(bytes).update('\n');
  return hash.digest('hex');
}

/**
 * Keys on which both views disagree. The old one may have been written on meanwhile, or lie behind, so a row is
 * compared when both have it at the same position; a row without a position of its own, when both views are level.
 */
function differentKeys(
  old: Snapshot,
  built: ReadonlyMap<string, Uint8Array>,
  builtSeq: number,
): readonly string[] {
  const isLevel = old.checkpoint.seq === builtSeq;
  const keys = [...new Set([...built.keys(), ...old.rows.keys()])].sort();
  return keys.filter((key) => {
    const mine = built.get(key);
    const theirs = old.rows.get(key);
    if (mine === undefined || theirs === undefined) return isLevel;
    if (Buffer.compare(mine, theirs) === 0) return false;
    const position = lastSeqOf(mine);
    return isLevel || (position !== undefined && position === lastSeqOf(theirs));
  });
}

function lastSeqOf(bytes: Uint8Array): number | undefined {
  const row = readJson(bytes);
  if (typeof row !== 'object' || row === null || !('lastSeq' in row)) return undefined;
  return typeof row.lastSeq === 'number' ? row.lastSeq : undefined;
}

async function sweepOrphans(
  connection: Connection,
  name: string,
  pointer: Pointer | undefined,
): Promise<void> {
  const prefix = bucketStream(bucketPrefix(name));
  const used = [pointer?.bucket, pointer?.previous].flatMap((bucket) =>
    bucket === undefined ? [] : [bucketStream(bucket)],
  );
  const orphans: string[] = [];
  await connection.ask('looking for buckets that were left behind', async () => {
    for await (const info of connection.jsm.streams.list('$KV.>')) {
      const { name: stream } = info.config;
      if (!stream.startsWith(prefix) || used.includes(stream)) continue;
      if (Date.now() - Date.parse(info.created) > ORPHAN_MS) orphans.push(stream);
    }
  });
  for (const stream of orphans) await deleteBucket(connection, stream.slice('KV_'.length));
}
