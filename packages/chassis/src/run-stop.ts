import { RunStopped, type StopReason } from './run-stopped.ts';

/** How a run is stopped from outside: once, with one reason. */
export interface RunStop {
  /** Aborted with a RunStopped. */
  readonly signal: AbortSignal;
  readonly stop: (why: StopReason, message: string) => void;
  /** Set once it was stopped. */
  readonly reason: () => RunStopped | undefined;
}

/** Begins a run that can be stopped, and stops by itself (`shutdown`) with the process. */
export function openRunStop(process: AbortSignal): RunStop & Disposable {
  const controller = new AbortController();
  let reason: RunStopped | undefined;

  function stop(why: StopReason, message: string): void {
    if (reason !== undefined) return;
    reason = new RunStopped(why, message);
    controller.abort(reason);
  }
  function shutDown(): void {
    stop('shutdown', 'the process is shutting down');
  }
  if (process.aborted) shutDown();
  process.addEventListener('abort', shutDown, { once: true });
  return {
    signal: controller.signal,
    stop,
    reason: () => reason,
    [Symbol.dispose]: () => process.removeEventListener('abort', shutDown),
  };
}
