import { setTimeout as pause } from 'node:timers/promises';
import { streams } from '@patchwright/events';
import type { ViewDefinition } from '../bus.ts';
import type { Connection } from '../connection.ts';
import { toReadableEvent } from '../log.ts';
import { readOrdered } from '../ordered.ts';
import { readCheckpoint, readSnapshot } from './bucket.ts';
import { beginFold, type Fold } from './fold.ts';
import type { Pointer, PointerFollower } from './pointer.ts';
import { rebuildView } from './rebuild.ts';
import { createRowWriter } from './row-writer.ts';

type OnProgress = (progress: { readonly seq: number; readonly lag: number }) => void;

/** A second projector looks this often whether the first still writes, and takes over after three idle looks. */
const STANDBY_MS = 1000;
const STANDBY_LOOKS = 3;

/**
 * Keeps a view up to date until the signal aborts.
 *
 * One process writes at a time: a second one finds its write refused, and waits until the first falls silent.
 * When the view was made by another version of the code it is built anew once, at the start; when another version
 * takes it over later, this one steps back.
 * Throws what decoding throws for an event that this build does not know: a view must not skip what it cannot read.
 */
export async function projectView(
  connection: Connection,
  pointers: PointerFollower,
  definition: ViewDefinition,
  signal: AbortSignal,
  onProgress: OnProgress | undefined,
): Promise<void> {
  let hasOwned = false;
  while (!signal.aborted && !connection.nc.isClosed()) {
    const pointer = await pointers.current();
    if (pointer?.version === definition.version) {
      hasOwned = true;
      const end = await keepBucket(connection, pointers, definition, pointer, signal, onProgress);
      if (end === 'overtaken') await standBy(connection, pointer.bucket, signal);
    } else if (hasOwned) {
      connection.say('info', `view ${definition.name} is kept by another version of the code`);
      await nextSwitch(pointers, signal);
    } else {
      await rebuildView(connection, definition).catch(async (error: unknown) => {
        if ((await pointers.current())?.version !== definition.version) throw error;
      });
      await settled(pointers, definition, signal);
    }
  }
}

async function keepBucket(
  connection: Connection,
  pointers: PointerFollower,
  definition: ViewDefinition,
  { bucket }: Pointer,
  signal: AbortSignal,
  onProgress: OnProgress | undefined,
): Promise<'moved' | 'overtaken' | 'stopped'> {
  const snapshot = await readSnapshot(connection, bucket);
  const fold = beginFold(definition, snapshot);
  const stop = new AbortController();
  const stopWhenMoved = pointers.onSwitch(() => stop.abort());
  const writer = createRowWriter(connection, bucket, snapshot.checkpoint, fold, () => stop.abort());
  onProgress?.({ seq: fold.seq(), lag: 0 });
  try {
    await foldAll(connection, fold, writer.changed, AbortSignal.any([signal, stop.signal]), (lag) =>
      onProgress?.({ seq: fold.seq(), lag }),
    );
  } finally {
    stopWhenMoved();
    await writer.close();
  }
  if (writer.isOvertaken()) return 'overtaken';
  return signal.aborted ? 'stopped' : 'moved';
}

async function foldAll(
  connection: Connection,
  fold: Fold,
  changed: () => Promise<void>,
  signal: AbortSignal,
  onPart: (lag: number) => void,
): Promise<void> {
  const parts = readOrdered(connection, {
    stream: streams.events,
    fromSeq: fold.seq() + 1,
    signal,
  });
  for await (const { messages, pending } of parts) {
    for (const message of messages) {
      if (signal.aborted) return;
      fold.apply(message.seq, toReadableEvent(connection, message));
      await changed();
    }
    onPart(pending);
  }
}

async function standBy(connection: Connection, bucket: string, signal: AbortSignal): Promise<void> {
  let seen = -1;
  for (let looks = 0; looks < STANDBY_LOOKS && !signal.aborted; ) {
    const [{ seq }, info] = await Promise.all([
      readCheckpoint(connection, bucket),
      connection.ask('reading the end of the log', () =>
        connection.jsm.streams.info(streams.events),
      ),
    ]);
    // Only a projector that has something to write, and does not, is gone.
    looks = seq === seen && seq < info.state.last_seq ? looks + 1 : 0;
    seen = seq;
    await pause(STANDBY_MS, undefined, { signal }).catch(() => {});
  }
}

/** After a rebuild the follower learns of the switch a moment later. */
async function settled(
  pointers: PointerFollower,
  definition: ViewDefinition,
  signal: AbortSignal,
): Promise<void> {
  const pointer = await pointers.current();
  if (pointer?.version === definition.version || signal.aborted) return;
  await nextSwitch(pointers, signal, STANDBY_MS);
}

function nextSwitch(
  pointers: PointerFollower,
  signal: AbortSignal,
  atMostMs?: number,
): Promise<void> {
  return new Promise((resolve) => {
    const timer = atMostMs === undefined ? undefined : setTimeout(end, atMostMs);
    const forget = pointers.onSwitch(end);
    signal.addEventListener('abort', end, { once: true });
    function end(): void {
      clearTimeout(timer);
      forget();
      signal.removeEventListener('abort', end);
      resolve();
    }
    if (signal.aborted) end();
  });
}
