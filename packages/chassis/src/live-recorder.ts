import type { Mask } from '@patchwright/events';
import { digestOf } from '@patchwright/events';
import type { CallContext, Intent } from '@patchwright/faults';
import { messageOf, NeedsHuman, Terminal } from '@patchwright/faults';
import { z } from 'zod';
import { type Attendance, attend } from './attend.ts';
import { differences } from './differences.ts';
import type { Failpoints } from './failpoints.ts';
import { type CallKey, plain, readSlot, writeSlot } from './journal-keys.ts';
import { outline } from './outline.ts';
import { addUsage, type RecordedWrite, type RunRecord } from './record.ts';
import { keepFault } from './recorded-fault.ts';
import { type AnyWrite, type BlobStore, callKeys, keep, type Recorder, serve } from './recorder.ts';
import type { RunJournal } from './run-journal.ts';
import type { Log } from './service.ts';
import { beginTrace } from './telemetry.ts';

/** What a live recorder works with. */
export interface LiveRecording {
  readonly journal: RunJournal;
  readonly record: RunRecord;
  /** Of the run that this one continues: its lasting answers are taken over rather than asked for again. */
  readonly continued?: RunRecord | undefined;
  readonly blobs: BlobStore;
  readonly mask: Mask;
  /** How reads are watched over; `finish` is the signal that writes are given instead, since one that began should end. */
  readonly attendance: Attendance;
  readonly finish: AbortSignal;
  readonly failpoints: Failpoints;
  readonly log: Log;
  /** Trace context of the run; each live call is a part of it. */
  readonly traceparent: string;
}

/**
 * A recorder that answers from the record where it can, else makes the call and records its answer before the handler sees it.
 * Faults that settle a call (Terminal, NeedsHuman) are recorded at once; others when the handler turns out to have gone on.
 */
export function liveRecorder(recording: LiveRecording): Recorder {
  const { journal, record, blobs, mask, attendance, finish, failpoints, log } = recording;
  const { traceparent } = recording;
  const keys = callKeys(mask);
  const unserved = new Set(record.reads.keys());
  const writes = new Map<string, RecordedWrite>(record.writes);
  const running = new Map<string, Promise<unknown>>();
  /** Faults that nobody knows yet to be swallowed, by the slot of their call. */
  const pending = new Map<string, () => Promise<void>>();
  let usage = record.usage;
  let notable = record.notable;
  let served = 0;

  async function read(
    call: string,
    input: unknown,
    live: (context: CallContext) => Promise<unknown>,
    isLasting = false,
  ): Promise<unknown> {
    attendance.signal.throwIfAborted();
    const { key, value } = keys.next(call, input);
    const slot = readSlot(key);
    const known = record.reads.get(slot);
    if (known !== undefined) {
      unserved.delete(slot);
      served += 1;
      return serve(known.came, blobs);
    }
    const before = isLasting ? recording.continued?.reads.get(slot)?.came : undefined;
    if (before?.kind === 'answered') {
      // Written down here as well, so that this run's record is whole by itself. What it cost was counted there.
      await journal.append('read', {
        ...key,
        input: outline(value),
        answer: before.answer,
        ms: 0,
      });
      served += 1;
      return serve(before, blobs);
    }
    if (unserved.size > 0) reportDivergence(key, value);
    failpoints.pass(`before:${call}`);
    await journal.confirm();
    const began = performance.now();
    const trace = beginTrace(
      call,
      traceparent,
      { 'patchwright.occurrence': key.occurrence },
      'call',
    );
    let answer: unknown;
    try {
      answer = plain(await attend(call, live, attendance), mask);
      trace.end();
    } catch (thrown) {
      trace.end(mask.text(messageOf(thrown)));
      await noteThrow(thrown, slot, { ...key, input: outline(value) });
      throw thrown;
    }
    const used = usedBy(answer);
    await journal.append('read', {
      ...key,
      input: outline(value),
      answer: await keep(answer, blobs),
      ms: Math.round(performance.now() - began),
      ...(used === undefined ? {} : { used }),
    });
    if (used !== undefined) {
      usage = addUsage(usage, used);
      notable = true;
    }
    attendance.progress();
    failpoints.pass(`after:${call}`);
    return answer;
  }

  function write(call: string, input: Intent, port: AnyWrite): Promise<unknown> {
    const slot = writeSlot(call, input.key);
    const already = running.get(slot);
    if (already !== undefined) return already;
    const made = effect(call, input, port, slot).finally(() => running.delete(slot));
    running.set(slot, made);
    return made;
  }

  async function effect(
    call: string,
    input: Intent,
    port: AnyWrite,
    slot: string,
  ): Promise<unknown> {
    attendance.signal.throwIfAborted();
    const value = plain(input, mask);
    const digest = digestOf(value);
    const known = writes.get(slot);
    if (known !== undefined && known.digest !== digest) {
      const [first] = differences(known.input, outline(value), 1);
      log.warn({ call, key: input.key, ...first }, 'the same intent came with another input');
    }
    if (known?.came !== undefined) {
      served += 1;
      return serve(known.came, blobs);
    }
    const intent = { call, key: input.key, digest, input: outline(value) };
    if (known === undefined) {
      await journal.append('intended', intent);
      notable = true;
      writes.set(slot, intent);
    }
    await journal.confirm();
    const began = performance.now();
    const watched = { ...attendance, signal: finish };
    const trace = beginTrace(call, traceparent, { 'patchwright.key': input.key }, 'call');
    let receipt: unknown;
    let found = false;
    try {
      const there = await attend(
        `${call} (probe)`,
        (context) => port.probe(input, context),
        watched,
      );
      found = there !== undefined;
      failpoints.pass(`before-effect:${call}`);
      const came =
        there ?? (await attend(call, (context) => port.perform(input, context), watched));
      failpoints.pass(`after-effect:${call}`);
      receipt = plain(came, mask);
      trace.end();
    } catch (thrown) {
      trace.end(mask.text(messageOf(thrown)));
      await noteThrow(thrown, slot, intent);
      throw thrown;
    }
    const kept = await keep(receipt, blobs);
    const ms = Math.round(performance.now() - began);
    await journal.append('recorded', { call, key: input.key, receipt: kept, found, ms });
    writes.set(slot, { ...intent, came: { kind: 'answered', answer: kept } });
    pending.delete(slot);
    attendance.progress();
    failpoints.pass(`after:${call}`);
    return receipt;
  }

  async function noteThrow(
    thrown: unknown,
    slot: string,
    call: {
      readonly call: string;
      readonly digest: string;
      readonly input: unknown;
      readonly occurrence?: number;
      readonly key?: string;
    },
  ): Promise<void> {
    if (attendance.signal.aborted || finish.aborted) return;
    const fault = keepFault(thrown, mask.text);
    const { call: name, digest, input, occurrence, key } = call;
    const entry = {
      call: name,
      digest,
      input,
      fault,
      ...(occurrence === undefined ? {} : { occurrence }),
      ...(key === undefined ? {} : { key }),
    };
    if (thrown instanceof Terminal || thrown instanceof NeedsHuman) {
      await journal.append('threw', entry);
    } else {
      pending.set(slot, () => journal.append('threw', entry));
    }
  }

  function reportDivergence(key: CallKey, value: unknown): void {
    const [nearest] = [...unserved]
      .map((slot) => record.reads.get(slot))
      .filter((candidate) => candidate?.call === key.call);
    const [first] = nearest === undefined ? [] : differences(nearest.input, outline(value), 1);
    log.warn(
      { call: key.call, occurrence: key.occurrence, unserved: unserved.size, ...first },
      'a resumed run asks what its record does not hold; the call goes out',
    );
  }

  async function survived(): Promise<void> {
    for (const [slot, note] of [...pending]) {
      pending.delete(slot);
      await note();
    }
  }

  return {
    read,
    write,
    survived,
    notable: () => notable,
    usage: () => usage,
    served: () => served,
  };
}

const ModelAnswer = z.object({
  usage: z.object({ inputTokens: z.number(), outputTokens: z.number(), costUsd: z.number() }),
});

function usedBy(answer: unknown): z.infer<typeof ModelAnswer>['usage'] | undefined {
  const parsed = ModelAnswer.safeParse(answer);
  return parsed.success ? parsed.data.usage : undefined;
}
