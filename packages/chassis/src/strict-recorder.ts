import { digestOf, type Mask } from '@patchwright/events';
import { type Difference, differences } from './differences.ts';
import { plain, readSlot, writeSlot } from './journal-keys.ts';
import { outline } from './outline.ts';
import type { RunRecord } from './record.ts';
import { type BlobStore, callKeys, type Recorder, serve } from './recorder.ts';
import { ReplayMiss } from './replay-miss.ts';

/** A recorder that never makes a call. */
export interface StrictRecorder extends Recorder {
  /** The calls that the record had no answer to. */
  readonly misses: () => readonly ReplayMiss[];
  /** How many recorded calls were not asked for. */
  readonly unserved: () => number;
}

/** Answers from the record alone. Every other call throws ReplayMiss, which names the call, the differing fields and the builds. */
export function strictRecorder(replaying: {
  readonly record: RunRecord;
  readonly blobs: Pick<BlobStore, 'get'>;
  readonly mask: Mask;
  readonly build: string;
}): StrictRecorder {
  const { record, blobs, mask, build } = replaying;
  const keys = callKeys(mask);
  const unservedReads = new Set(record.reads.keys());
  const unservedWrites = new Set(record.writes.keys());
  const misses: ReplayMiss[] = [];
  let served = 0;

  function miss(call: string, found: readonly Difference[]): ReplayMiss {
    const recordedBuild = record.builds.at(-1) ?? 'unknown';
    const fault = new ReplayMiss({ call, differences: found, recordedBuild, build });
    misses.push(fault);
    return fault;
  }

  /** Of the calls of this method that nobody asked for, the one that differs least. */
  function nearest(call: string, now: unknown): readonly Difference[] {
    const candidates = [
      ...[...unservedReads].map((slot) => record.reads.get(slot)),
      ...[...unservedWrites].map((slot) => record.writes.get(slot)),
    ].filter((candidate) => candidate?.call === call);
    return (
      candidates
        .map((candidate) => differences(candidate?.input, now))
        .sort((a, b) => a.length - b.length)[0] ?? []
    );
  }

  return {
    async read(call, input) {
      const { key, value } = keys.next(call, input);
      const slot = readSlot(key);
      const known = record.reads.get(slot);
      if (known === undefined) throw miss(call, nearest(call, outline(value)));
      unservedReads.delete(slot);
      served += 1;
      return serve(known.came, blobs);
    },
    async write(call, input) {
      const value = plain(input, mask);
      const slot = writeSlot(call, input.key);
      const known = record.writes.get(slot);
      if (known === undefined) throw miss(call, nearest(call, outline(value)));
      if (known.digest !== digestOf(value)) {
        throw miss(call, differences(known.input, outline(value)));
      }
      if (known.came === undefined) throw miss(call, []);
      unservedWrites.delete(slot);
      served += 1;
      return serve(known.came, blobs);
    },
    async survived() {},
    notable: () => record.notable,
    usage: () => record.usage,
    served: () => served,
    misses: () => misses,
    unserved: () => unservedReads.size + unservedWrites.size,
  };
}
