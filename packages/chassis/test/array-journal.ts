import type { JournalEntry } from '@patchwright/bus';
import { createMask, sha256 } from '@patchwright/events';
import { parseFailpoints } from '../src/failpoints.ts';
import { silentLog } from '../src/index.ts';
import { liveRecorder } from '../src/live-recorder.ts';
import { readRecord } from '../src/record.ts';
import type { BlobStore, Recorder } from '../src/recorder.ts';
import type { RunJournal } from '../src/run-journal.ts';
import { type StrictRecorder, strictRecorder } from '../src/strict-recorder.ts';

/** A run's journal that lies in an array. */
export interface ArrayJournal {
  readonly entries: JournalEntry[];
  readonly blobs: BlobStore;
  /** Begins an attempt: reads what lies there and records further entries behind it. */
  readonly attempt: (options?: {
    readonly secrets?: readonly string[];
    readonly signal?: AbortSignal;
    readonly patienceMs?: number;
  }) => Recorder;
  readonly replay: () => StrictRecorder;
  readonly names: () => readonly string[];
}

export function arrayJournal(): ArrayJournal {
  const entries: JournalEntry[] = [];
  const stored = new Map<string, Uint8Array>();
  const blobs: BlobStore = {
    async put(bytes, mediaType) {
      const ref = `sha256-${sha256(bytes)}`;
      stored.set(ref, bytes);
      return { ref, size: bytes.byteLength, mediaType };
    },
    async get({ ref }) {
      const bytes = stored.get(ref);
      if (bytes === undefined) throw new Error(`there is no ${ref}`);
      return bytes;
    },
  };
  const journal: RunJournal = {
    entries,
    async confirm() {},
    async append(entry, data) {
      const time = '2026-01-01T00:00:00.000Z';
      entries.push({
        seq: entries.length + 1,
        entry,
        time,
        data: JSON.parse(JSON.stringify(data)),
      });
    },
  };
  return {
    entries,
    blobs,
    attempt: ({ secrets = [], signal, patienceMs = 60_000 } = {}) =>
      liveRecorder({
        journal,
        record: readRecord([...entries]),
        blobs,
        mask: createMask(secrets),
        attendance: {
          signal: signal ?? new AbortController().signal,
          progress() {},
          heartbeatMs: 5,
          patienceMs,
        },
        finish: new AbortController().signal,
        failpoints: parseFailpoints(''),
        log: silentLog,
        traceparent: '',
      }),
    replay: () =>
      strictRecorder({
        record: readRecord([...entries]),
        blobs,
        mask: createMask([]),
        build: 'today',
      }),
    names: () => entries.map(({ entry }) => entry),
  };
}

/** The thrown value of a promise that should reject. */
export async function thrownBy(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (answer) => {
      throw new Error(`expected a throw, but it answered ${JSON.stringify(answer)}`);
    },
    (thrown: unknown) => thrown,
  );
}
