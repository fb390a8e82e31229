import { AnthropicError, APIConnectionError, APIError } from '@anthropic-ai/sdk';
import { type Fault, messageOf, NeedsHuman, Retryable, Terminal } from '@patchwright/faults';

const LEFT_SCRIPT = /the conversation left the script/i;
const NO_CREDIT = /credit balance|billing|spend limit/i;
const KEY = 'Check the API key of the model and restart the service.';
const CREDIT = 'The account has no credit left, or has reached its limit: add credit or raise it.';
const NAME = 'Check the model’s name in the configuration, and that the key may use it.';

/**
 * Reads what the SDK throws: what passes by itself, what a person has to mend, what no repetition mends.
 * `undefined` for what is not the SDK's. The key never stands in what is answered.
 */
export function diagnoseAnthropic(thrown: unknown, apiKey: string): Fault | undefined {
  const without = (text: string) => text.replaceAll(apiKey, '[secret]');
  if (thrown instanceof APIConnectionError) {
    return new Retryable(`The model gave no answer: ${without(innermost(thrown))}`);
  }
  if (thrown instanceof APIError)
    return faultOf(thrown, without(thrown.apiMessage ?? thrown.message));
  if (thrown instanceof AnthropicError) {
    return new Retryable(`The model's answer broke off: ${without(thrown.message)}`);
  }
  return undefined;
}

function faultOf({ status, type, headers }: APIError, message: string): Fault {
  const said = `The model's API answered ${status ?? 'in its stream'}: ${message}`;
  if (LEFT_SCRIPT.test(message)) return new NeedsHuman(message);
  if (status === 402 || type === 'billing_error' || NO_CREDIT.test(message)) {
    return needsHuman(said, CREDIT);
  }
  if (status === 401 || status === 403) return needsHuman(said, KEY);
  if (status === 404) return needsHuman(said, NAME);
  if (!passes(status, type)) return new Terminal(said);
  const afterMs = waitOf(headers);
  return new Retryable(said, afterMs === undefined ? {} : { afterMs });
}

/** An error inside a stream has no status of its own, only a type. */
function passes(status: number | undefined, type: string | null): boolean {
  if (status === undefined) {
    return type === 'overloaded_error' || type === 'api_error' || type === 'rate_limit_error';
  }
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
