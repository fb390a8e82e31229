import { AnthropicError, APIConnectionError, APIError } from '@anthropic-ai/sdk';
import type { Asked } from '../providers/provider.ts';
import { brokenOff, refusalOf } from '../providers/refusal.ts';

/** Reads what the SDK throws; `undefined` for what is not the SDK's. `without` strikes the keys from what is said. */
export function diagnoseAnthropic(
  thrown: unknown,
  without: (text: string) => string,
): Asked | undefined {
  if (thrown instanceof APIConnectionError) {
    return brokenOff('The model gave no answer', thrown, without);
  }
  if (thrown instanceof APIError) {
    const { status, type, headers, apiMessage, message } = thrown;
    return refusalOf({ status, type, headers, message: without(apiMessage ?? message) });
  }
  if (thrown instanceof AnthropicError) {
    return brokenOff("The model's answer broke off", thrown, without);
  }
  return undefined;
}
