import Anthropic from '@anthropic-ai/sdk';
import { type CallContext, definePort } from '@patchwright/faults';
import type { ModelAnswer, ModelRequest } from '../model.ts';
import { costOf, type PriceTable } from '../prices.ts';
import { diagnoseAnthropic } from './diagnose.ts';
import { contentOf, requestOf, stopReasonOf, tokensOf } from './wire.ts';

/** Which models are called, at which address, with whose key. */
export interface AnthropicConfig {
  readonly apiKey: string;
  /** Anthropic's own address without it. */
  readonly baseUrl?: string;
  /** Names of models by role; `default` serves every role that is not named. */
  readonly models: { readonly default: string } & Readonly<Record<string, string>>;
  /** Prices of the house's own, laid over the list prices. */
  readonly prices?: PriceTable;
  /** Repetitions by the SDK of a call that was refused for the moment; 2 without it. */
  readonly retries?: number;
  /** Time limit of one call in milliseconds; 600,000 without it. */
  readonly timeoutMs?: number;
}

const ADDRESS = 'https://api.anthropic.com';
const OURS =
  /^(accept|anthropic-version|anthropic-beta|authorization|content-type|content-length|idempotency-key|request-timeout|traceparent|tracestate|user-agent|x-api-key|x-stainless-.+)$/i;

/** Anthropic's Messages API as a port. A call is a read: its answer is recorded, and never asked for twice in a run. */
export function anthropicModel(config: AnthropicConfig) {
  const client = clientOf(config);

  async function complete(request: ModelRequest, context: CallContext): Promise<ModelAnswer> {
    context.signal.throwIfAborted();
    const model = config.models[request.role] ?? config.models.default;
    try {
      const stream = client.messages.stream(requestOf(request, model), { signal: context.signal });
      stream.on('streamEvent', context.progress);
      const message = await stream.finalMessage();
      const tokens = tokensOf(message.usage);
      const { input, cacheRead, cacheWrite, cacheWriteHour, output } = tokens;
      return {
        content: contentOf(message),
        stopReason: stopReasonOf(message.stop_reason),
        model: message.model,
        usage: {
          inputTokens: input + cacheRead + cacheWrite + cacheWriteHour,
          outputTokens: output,
          costUsd: costOf(message.model, tokens, config.prices),
        },
      };
    } catch (thrown) {
      context.signal.throwIfAborted();
      throw diagnoseAnthropic(thrown, config.apiKey) ?? thrown;
    }
  }

  return definePort({ name: 'model', reads: { complete }, writes: {} });
}

/**
 * Everything that the SDK would otherwise take from the environment is given here. Headers it takes nevertheless
 * (`ANTHROPIC_CUSTOM_HEADERS`), so only the known ones are let through.
 */
function clientOf(config: AnthropicConfig): Anthropic {
  return new Anthropic({
    apiKey: config.apiKey,
    authToken: null,
    webhookKey: null,
    baseURL: config.baseUrl ?? ADDRESS,
    maxRetries: config.retries ?? 2,
    timeout: config.timeoutMs ?? 600_000,
    logLevel: 'off',
    openTelemetry: { propagation: true, traces: true },
    fetch: (url, init) => {
      const headers = new Headers(init?.headers);
      for (const name of [...headers.keys()]) if (!OURS.test(name)) headers.delete(name);
      headers.set('authorization', `Bearer ${config.apiKey}`);
      return fetch(url, { ...init, headers });
    },
  });
}
