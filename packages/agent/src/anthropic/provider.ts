import Anthropic from '@anthropic-ai/sdk';
import type { PriceTable } from '../prices.ts';
import type { Provider } from '../providers/provider.ts';
import { withoutKeys } from '../providers/refusal.ts';
import { askMessages } from './ask.ts';

/** Anthropic's own API, or another that speaks it. */
export interface AnthropicSettings {
  readonly kind: 'anthropic';
  readonly apiKey: string;
  /** Anthropic's own address without it. */
  readonly baseUrl?: string;
  /** Time limit of one call in milliseconds; 600,000 without it. */
  readonly timeoutMs?: number;
}

const ADDRESS = 'https://api.anthropic.com';
const OURS =
  /^(accept|anthropic-version|anthropic-beta|authorization|content-type|content-length|idempotency-key|request-timeout|traceparent|tracestate|user-agent|x-api-key|x-stainless-.+)$/i;

/** The Messages API. Nothing is tried again in here: whoever asks decides that. */
export function anthropicProvider(settings: AnthropicSettings, prices: PriceTable): Provider {
  const client = clientOf(settings);
  const without = withoutKeys([settings.apiKey]);
  return {
    ask: (request, choice, context) =>
      askMessages(client, request, choice, context, { prices, without }),
  };
}

/**
 * Everything that the SDK would otherwise take from the environment is given here. Headers it takes nevertheless
 * (`ANTHROPIC_CUSTOM_HEADERS`), so only the known ones are let through.
 */
function clientOf({ apiKey, baseUrl, timeoutMs }: AnthropicSettings): Anthropic {
  return new Anthropic({
    apiKey,
    authToken: null,
    webhookKey: null,
    baseURL: baseUrl ?? ADDRESS,
    maxRetries: 0,
    timeout: timeoutMs ?? 600_000,
    logLevel: 'off',
    openTelemetry: { propagation: true, traces: true },
    fetch: (url, init) => {
      const headers = new Headers(init?.headers);
      for (const name of [...headers.keys()]) if (!OURS.test(name)) headers.delete(name);
      headers.set('authorization', `Bearer ${apiKey}`);
      return fetch(url, { ...init, headers });
    },
  });
}
