import { setTimeout as pause } from 'node:timers/promises';
import { sha256 } from '@patchwright/events';
import { Retryable } from '@patchwright/faults';
import type { Row, ViewReader } from '../bus.ts';
import type { Connection } from '../connection.ts';
import { readOrdered } from '../ordered.ts';
import { readJson } from '../stored.ts';
import {
  bucketStream,
  filtersOf,
  isCheckpoint,
  readCheckpoint,
  readRow,
  readSnapshot,
  toRow,
} from './bucket.ts';
import type { Pointer, PointerFollower } from './pointer.ts';

const LONGEST_LOOK_MS = 50;

/** Reads a view wherever its pointer says that it lies. */
export function openReader(
  connection: Connection,
  name: string,
  pointers: PointerFollower,
): ViewReader {
  async function checkpoint(): Promise<number> {
    const pointer = await pointers.current();
    return pointer === undefined ? 0 : (await readCheckpoint(connection, pointer.bucket)).seq;
  }

  return {
    checkpoint,

    async get(key) {
      const pointer = await pointers.current();
      if (pointer === undefined) return undefined;
      const bytes = await readRow(connection, pointer.bucket, key);
      return bytes === undefined ? undefined : readJson(bytes);
    },

    async list(prefix) {
      const pointer = await pointers.current();
      if (pointer === undefined) return [];
      const { rows } = await readSnapshot(connection, pointer.bucket, prefix);
      return [...rows]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([key, bytes]) => ({ key, row: readJson(bytes) }));
    },

    async reached(seq, timeoutMs) {
      const deadline = performance.now() + timeoutMs;
      for (let wait = 2; (await checkpoint()) < seq; wait = Math.min(LONGEST_LOOK_MS, wait * 2)) {
        if (performance.now() >= deadline) {
          throw new Retryable(`view ${name} has not reached ${seq} within ${timeoutMs} ms`);
        }
        await pause(wait);
      }
    },

    watch: (prefix, signal) => watch(connection, pointers, prefix, signal),
  };
}

type Change = { readonly key: string; readonly row: Row | null };

async function* watch(
  connection: Connection,
  pointers: PointerFollower,
  prefix: string,
  signal: AbortSignal,
): AsyncGenerator<Change, void, undefined> {
  // What the watcher was last told of each key, so that after a switch it hears only of what differs.
  const told = new Map<string, string>();
  while (!signal.aborted && !connection.nc.isClosed()) {
    const moved = new AbortController();
    const forget = pointers.onSwitch(() => moved.abort());
    try {
      const pointer = await pointers.current();
      if (pointer === undefined) await until(AbortSignal.any([signal, moved.signal]));
      else yield* watchBucket(connection, pointer, prefix, told, signal, moved.signal);
    } finally {
      forget();
    }
  }
}

async function* watchBucket(
  connection: Connection,
  { bucket }: Pointer,
  prefix: string,
  told: Map<string, string>,
  signal: AbortSignal,
  moved: AbortSignal,
): AsyncGenerator<Change, void, undefined> {
  const present = new Set<string>();
  let isComplete = false;
  const parts = readOrdered(connection, {
    stream: bucketStream(bucket),
    filter: filtersOf(bucket, prefix),
    fromSeq: 1,
    newestOnly: true,
    signal: AbortSignal.any([signal, moved]),
  });
  for await (const { messages, pending } of parts) {
    for (const message of messages) {
      const row = toRow(bucket, message);
      if (isCheckpoint(row) || !row.key.startsWith(prefix)) continue;
      if (row.bytes === undefined) present.delete(row.key);
      else present.add(row.key);
      const change = changeOf(told, row.key, row.bytes);
      if (change !== undefined) yield change;
      if (signal.aborted) return;
    }
    if (pending > 0 || isComplete) continue;
    isComplete = true;
    for (const key of [...told.keys()].filter((one) => !present.has(one))) {
      const change = changeOf(told, key, undefined);
      if (change !== undefined) yield change;
    }
  }
}

/** What the watcher has to be told, `undefined` when it knows. */
function changeOf(
  told: Map<string, string>,
  key: string,
  bytes: Uint8Array | undefined,
): Change | undefined {
  if (bytes === undefined) return told.delete(key) ? { key, row: null } : undefined;
  const digest = sha256(bytes);
  if (told.get(key) === digest) return undefined;
  told.set(key, digest);
  return { key, row: readJson(bytes) };
}

function until(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
