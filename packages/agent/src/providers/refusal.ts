import { type Fault, messageOf, NeedsHuman, Retryable, Terminal } from '@patchwright/faults';
import type { Asked } from './provider.ts';

/** How an API said no. */
export interface Refused {
  readonly status: number | undefined;
  /** The vendor's own word for the kind of error. */
  readonly type?: string | null | undefined;
  readonly message: string;
  readonly headers?: Headers | undefined;
}

const LEFT_SCRIPT = /the conversation left the script/i;
const NO_CREDIT =
  /credit balance|billing|spend limit|insufficient_quota|exceeded your current quota/i;
const KEY = 'Check the API key of the model and restart the service.';
const CREDIT = 'The account has no credit left, or has reached its limit: add credit or raise it.';
const NAME = 'Check the model’s name in the configuration, and that the key may use it.';
const PASSING_TYPES: ReadonlySet<string> = new Set([
  'overloaded_error',
  'api_error',
  'rate_limit_error',
  'server_error',
]);

/**
 * Reads an API's refusal: what passes by itself, what a person has to mend, what no repetition mends, and whether another
 * provider may be asked instead.
 */
export function refusalOf({ status, type, message, headers }: Refused): Asked {
  const said = `The model's API answered ${status ?? 'in its stream'}: ${message}`;
  if (LEFT_SCRIPT.test(message)) return refused(new NeedsHuman(message), false);
  if (status === 402 || type === 'billing_error' || NO_CREDIT.test(`${type ?? ''} ${message}`)) {
    return refused(needsHuman(said, CREDIT), true);
  }
  if (status === 401 || status === 403) return refused(needsHuman(said, KEY), true);
  if (status === 404) return refused(needsHuman(said, NAME), true);
  if (!passes(status, type)) return refused(new Terminal(said), false);
  const afterMs = waitOf(headers);
  return refused(new Retryable(said, afterMs === undefined ? {} : { afterMs }), true);
}

/** Nobody answered, or the answer broke off: it may pass. */
export function brokenOff(what: string, thrown: unknown, without: (text: string) => string): Asked {
  return refused(new Retryable(`${what}: ${without(innermost(thrown))}`), true);
}

/** Strikes keys from a text. */
export function withoutKeys(keys: readonly (string | undefined)[]): (text: string) => string {
  const known = keys.filter((key) => key !== undefined && key.length >= 4);
  return (text) =>
    known.reduce<string>((clean, key) => clean.replaceAll(key ?? '', '[secret]'), text);
}

/** A refusal by a fault. */
export function refused(fault: Fault, elsewhere: boolean): Asked {
  return { kind: 'refused', fault, elsewhere };
}

/** An error inside a stream has no status of its own, only a type. */
function passes(status: number | undefined, type: string | null | undefined): boolean {
  if (status === undefined) return PASSING_TYPES.has(type ?? '');
  return status === 408 || status === 409 || status === 429 || status >= 500;
}

function waitOf(headers: Headers | undefined): number | undefined {
  const milliseconds = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  if (Number.isFinite(milliseconds)) return Math.max(0, milliseconds);
  const header = headers?.get('retry-after');
  if (header === null || header === undefined) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds * 1000));
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

function needsHuman(said: string, advice: string): NeedsHuman {
  return new NeedsHuman(said, { diagnosis: `${said}. ${advice}` });
}

function innermost(thrown: unknown): string {
  let at = thrown;
  for (let depth = 0; at instanceof Error && at.cause instanceof Error && depth < 5; depth += 1) {
    at = at.cause;
  }
  return messageOf(at);
}
