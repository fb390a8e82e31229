import { type Fault, NeedsHuman, Retryable, Terminal } from '@patchwright/faults';

/** What a person has to do when a system refuses us. */
export interface Advice {
  /** How to mend credentials that are not accepted. */
  readonly credentials: string;
  /** How to give the permission that is missing. */
  readonly permission: string;
}

/** An answer over HTTP that is not a success. */
export interface Refusal {
  /** The system's name as people say it: `GitHub`. */
  readonly system: string;
  readonly status: number;
  /** What the system said. */
  readonly message: string;
  /** Milliseconds to wait, when the system said so. */
  readonly afterMs?: number | undefined;
  readonly advice: Advice;
}

/** Classifies a refusal: what passes by itself, what a person has to mend, what no repetition mends. */
export function faultOfStatus(refusal: Refusal): Fault {
  const { system, status, message, afterMs, advice } = refusal;
  const said = `${system} answered ${status}: ${message}`;
  const wait = afterMs === undefined ? {} : { afterMs };
  if (status === 429) return new Retryable(said, wait);
  if (status === 408 || status === 425 || status >= 500) return new Retryable(said, wait);
  if (status === 401) return new NeedsHuman(said, { diagnosis: `${said}. ${advice.credentials}` });
  if (status === 403) return new NeedsHuman(said, { diagnosis: `${said}. ${advice.permission}` });
  return new Terminal(said);
}

/** A system that gave no answer: refused, cut off, unknown host, or too slow. What it did is unknown. */
export function faultOfSilence(system: string, thrown: unknown): Retryable {
  return new Retryable(`${system} gave no answer: ${reasonOf(thrown)}`);
}

/** Whether a thrown value is a failed or timed-out `fetch`. */
export function isSilence(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  if (thrown.name === 'TimeoutError' || thrown.name === 'AbortError') return true;
  return (
    (thrown instanceof TypeError && thrown.cause !== undefined) || codeOf(thrown) !== undefined
  );
}

/** Milliseconds of a `Retry-After` header: seconds or a date. `undefined` when it says nothing. */
export function retryAfterMs(
  header: string | number | null | undefined,
  now: number = Date.now(),
): number | undefined {
  if (header === null || header === undefined || header === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds * 1000));
  const date = Date.parse(String(header));
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function reasonOf(thrown: unknown): string {
  const code = codeOf(thrown);
  const deepest = innermost(thrown);
  const message = deepest instanceof Error ? deepest.message : String(deepest);
  return code === undefined || message.includes(code) ? message : `${message} (${code})`;
}

function codeOf(thrown: unknown): string | undefined {
  for (let at = thrown, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    const code = (at as { code?: unknown }).code;
    if (typeof code === 'string' && /^(E[A-Z]|UND_ERR|ERR_)/.test(code)) return code;
  }
  return undefined;
}

function innermost(thrown: unknown): unknown {
  let at = thrown;
  for (let depth = 0; at instanceof Error && at.cause instanceof Error && depth < 5; depth += 1) {
    at = at.cause;
  }
  return at;
}
