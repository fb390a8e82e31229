import type { CallContext } from '@patchwright/faults';
import { Retryable } from '@patchwright/faults';

/** How a live call is watched over. */
export interface Attendance {
  /** The call is given up when it aborts; its reason is thrown. */
  readonly signal: AbortSignal;
  /** Called at each sign of life, and meanwhile as long as the call may still be silent. */
  readonly progress: () => void;
  readonly heartbeatMs: number;
  /** A call without a sign of life for this long is given up. */
  readonly patienceMs: number;
}

/**
 * Makes a call and keeps its work item held while it runs. Throws Retryable when it gives no sign of life for `patienceMs`, and
 * the signal's reason when that aborts; the call's own result is then dropped.
 */
export async function attend<T>(
  name: string,
  call: (context: CallContext) => Promise<T>,
  { signal, progress, heartbeatMs, patienceMs }: Attendance,
): Promise<T> {
  signal.throwIfAborted();
  const inner = new AbortController();
  const given = Promise.withResolvers<never>();
  let heardAt = performance.now();

  function giveUp(reason: unknown): void {
    given.reject(reason);
    inner.abort(reason);
  }
  function abort(): void {
    giveUp(signal.reason);
  }
  function hear(): void {
    heardAt = performance.now();
    progress();
  }
  const beat = setInterval(() => {
    const silentMs = performance.now() - heardAt;
    if (silentMs < patienceMs) progress();
    else giveUp(new Retryable(`${name} gave no sign of life for ${Math.round(silentMs / 1000)} s`));
  }, heartbeatMs);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([call({ signal: inner.signal, progress: hear }), given.promise]);
  } finally {
    clearInterval(beat);
    signal.removeEventListener('abort', abort);
  }
}
