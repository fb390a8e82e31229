import type { WrittenChoice } from './models-file.ts';
import type { ModelChoice } from './providers/provider.ts';

/** The kinds of providers; each is there under its own name without being declared. */
export const KINDS = ['anthropic', 'bedrock', 'openai', 'claude-code', 'cursor'] as const;
/** One of `KINDS`. */
export type Kind = (typeof KINDS)[number];

/** A choice with the address that it names, if it does. */
export interface AddressedChoice extends ModelChoice {
  readonly address?: string;
}

/** A chain as it is written in one line: `anthropic:claude-opus-5-5|openai:qwen3@http://127.0.0.1:11434/v1`. */
export function chainOf(text: string, providers: readonly string[]): readonly AddressedChoice[] {
  return text.split('|').map((part) => choiceOf(part.trim(), providers));
}

/** A choice of a models file. */
export function writtenChoice(
  written: WrittenChoice,
  providers: readonly string[],
): AddressedChoice {
  return typeof written === 'string' ? choiceOf(written, providers) : written;
}

/** `[provider:]model[@address]`. A name before the first colon that is no provider belongs to the model: `qwen2.5:7b`. */
function choiceOf(text: string, providers: readonly string[]): AddressedChoice {
  const at = /^(.*)@(https?:\/\/.+)$/.exec(text);
  const named = at?.[1] ?? text;
  const colon = named.indexOf(':');
  const first = named.slice(0, Math.max(colon, 0));
  const isProvider = providers.includes(first);
  const provider = isProvider ? first : 'anthropic';
  const model = isProvider ? named.slice(colon + 1) : named;
  if (model === '') throw new Error(`"${text}" names no model`);
  const address = at?.[2];
  // Each address is a provider of its own.
  return address === undefined
    ? { provider, model }
    : { provider: `${provider}@${address}`, model, address };
}
