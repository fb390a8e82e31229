import type { AnthropicSettings } from './anthropic/provider.ts';
import type { BedrockSettings } from './bedrock/provider.ts';
import type { OpenAISettings } from './openai/provider.ts';
import type { PriceTable } from './prices.ts';
import type { ProgramSettings } from './program/settings.ts';
import type { ModelChoice } from './providers/provider.ts';

/** How one provider is reached. */
export type ProviderSettings =
  | AnthropicSettings
  | BedrockSettings
  | OpenAISettings
  | ProgramSettings;

/** Which models there are, and which of them serve whom. */
export interface ModelSettings {
  /** By the name under which choices refer to them. */
  readonly providers: Readonly<Record<string, ProviderSettings>>;
  /** For each role a chain: the first is asked, the next when it is away. `default` serves every role that is not named. */
  readonly roles: { readonly default: readonly ModelChoice[] } & Readonly<
    Record<string, readonly ModelChoice[]>
  >;
  /** Prices of the house's own, laid over the list prices. */
  readonly prices: PriceTable;
  /** Repetitions of a call that was refused for the moment; 2 without it. */
  readonly retries?: number;
}
