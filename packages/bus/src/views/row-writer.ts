import type { Connection } from '../connection.ts';
import type { Checkpoint } from './bucket.ts';
import type { Fold } from './fold.ts';
import { writeRows } from './write.ts';

/** A quiet log is written through at once; a busy one at most this often, so that a batch carries many rows. */
const PACE_MS = 50;
const LARGEST = 500;

/** Writes what a fold has changed, one batch after the other. */
export interface RowWriter {
  /** Says that the fold has taken in an event. Waits only when so much has gathered that it must be written first. */
  readonly changed: () => Promise<void>;
  /** Writes the rest. Rejects with what made an earlier write fail. */
  readonly close: () => Promise<void>;
  /** Whether another projector has written meanwhile. */
  readonly isOvertaken: () => boolean;
}

/** `onEnd` is called once when nothing more will be written: overtaken, or failed. */
export function createRowWriter(
  connection: Connection,
  bucket: string,
  begin: Checkpoint,
  fold: Fold,
  onEnd: () => void,
): RowWriter {
  let checkpoint = begin;
  let lastAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let end: { readonly error: unknown } | 'overtaken' | undefined;

  async function writeNow(): Promise<void> {
    if (end !== undefined || fold.seq() === checkpoint.seq) return;
    lastAt = performance.now();
    const { changes, seq } = fold.takeChanges();
    try {
      const next = await writeRows(connection, bucket, checkpoint, changes, seq);
      if (next !== undefined) {
        checkpoint = next;
        return;
      }
      end = 'overtaken';
    } catch (error) {
      end = { error };
    }
    onEnd();
  }

  function write(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(writeNow);
    return writing;
  }

  return {
    async changed() {
      if (end !== undefined) return;
      if (fold.waiting() >= LARGEST) {
        await write();
        return;
      }
      timer ??= setTimeout(write, Math.max(0, lastAt + PACE_MS - performance.now()));
    },
    async close() {
      await write();
      if (typeof end === 'object') throw end.error;
    },
    isOvertaken: () => end === 'overtaken',
  };
}
