import { modelPort } from '../model-port.ts';
import type { PriceTable } from '../prices.ts';
import type { ModelChoice } from '../providers/provider.ts';

/** Which models are called, at which address, with whose key. */
export interface AnthropicConfig {
  readonly apiKey: string;
  /** Anthropic's own address without it. */
  readonly baseUrl?: string;
  /** Names of models by role; `default` serves every role that is not named. */
  readonly models: { readonly default: string } & Readonly<Record<string, string>>;
  /** Prices of the house's own, laid over the list prices. */
  readonly prices?: PriceTable;
  /** Repetitions of a call that was refused for the moment; 2 without it. */
  readonly retries?: number;
  /** Time limit of one call in milliseconds; 600,000 without it. */
  readonly timeoutMs?: number;
}

/** Anthropic's Messages API alone as a model port. */
export function anthropicModel({ models, prices, retries, ...reached }: AnthropicConfig) {
  const chain = (model: string): readonly ModelChoice[] => [{ provider: 'anthropic', model }];
  const roles = Object.entries(models).map(([role, model]) => [role, chain(model)] as const);
  return modelPort({
    providers: { anthropic: { kind: 'anthropic', ...reached } },
    roles: { ...Object.fromEntries(roles), default: chain(models.default) },
    prices: prices ?? {},
    ...(retries === undefined ? {} : { retries }),
  });
}
