import { type BlobRef, type Mask, sha256 } from '@patchwright/events';
import type { Clock } from './clock.ts';
import type { AnyWrite, BlobStore, Recorder } from './recorder.ts';
import type { PortDefinitions, RecordedWorld, World } from './service.ts';

/** The world of one run: each port's methods go through the recorder, and so does the clock. */
export function recordWorld<P extends PortDefinitions>(
  ports: P,
  recorder: Recorder,
  parts: {
    readonly clock: Clock;
    readonly blobs: RecordedWorld['blobs'];
    readonly signal: AbortSignal;
  },
): World<P> {
  const recorded = Object.entries(ports).map(([name, definition]) => {
    const methods: Record<string, (input: never) => Promise<unknown>> = {};
    for (const [method, read] of Object.entries(definition.reads)) {
      const call = `${name}.${method}`;
      const isLasting = definition.lasting?.includes(method) ?? false;
      methods[method] = (input) =>
        recorder.read(call, input, (context) => read(input, context), isLasting);
    }
    for (const [method, write] of Object.entries(definition.writes)) {
      const call = `${name}.${method}`;
      methods[method] = (input) => recorder.write(call, input, write as AnyWrite);
    }
    return [name, methods] as const;
  });
  const own: RecordedWorld = {
    clock: {
      now: () => recorder.read('clock.now', null, async () => parts.clock.now()) as Promise<string>,
    },
    blobs: parts.blobs,
    signal: parts.signal,
  };
  // The port's types were checked where the service was defined; here they are only names.
  return { ...Object.fromEntries(recorded), ...own } as World<P>;
}

/** Texts in the object store, secrets masked. */
export function textBlobs(blobs: BlobStore, mask: Mask): RecordedWorld['blobs'] {
  return {
    put: (text, mediaType) => blobs.put(Buffer.from(mask.text(text)), mediaType),
    get: async (ref) => Buffer.from(await blobs.get(ref)).toString('utf8'),
  };
}

/** Texts of a replay: what is put is only named, what is got comes from there or from the object store. */
export function replayedBlobs(blobs: Pick<BlobStore, 'get'>, mask: Mask): RecordedWorld['blobs'] {
  const put = new Map<string, string>();
  return {
    async put(text, mediaType): Promise<BlobRef> {
      const masked = mask.text(text);
      const ref = `sha256-${sha256(masked)}`;
      put.set(ref, masked);
      return { ref, size: Buffer.byteLength(masked), mediaType };
    },
    get: async (ref) => put.get(ref.ref) ?? Buffer.from(await blobs.get(ref)).toString('utf8'),
  };
}
