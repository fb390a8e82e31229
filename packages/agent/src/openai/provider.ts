import type { CallContext } from '@patchwright/faults';
import OpenAI, { APIConnectionError, APIError, OpenAIError } from 'openai';
import { estimateTokens } from '../estimate.ts';
import type { ModelRequest } from '../model.ts';
import { costOf, type PriceTable } from '../prices.ts';
import type { Asked, ModelChoice, Provider } from '../providers/provider.ts';
import { brokenOff, refusalOf, withoutKeys } from '../providers/refusal.ts';
import { gather } from './gather.ts';
import { chatRequestOf, type TokensField } from './wire.ts';

/** An endpoint that speaks OpenAI's chat completions: Ollama, vLLM, Azure, and others. */
export interface OpenAISettings {
  readonly kind: 'openai';
  /** With the version: `http://127.0.0.1:11434/v1`; of Azure the resource: `https://name.openai.azure.com`. */
  readonly baseUrl: string;
  /** Local servers need none. */
  readonly apiKey?: string;
  /** Set for Azure: models are named in the address, and the key goes by another header. */
  readonly azureApiVersion?: string;
  /** How the endpoint calls the cap of an answer; `max_tokens` without it, which all but OpenAI's newest models take. */
  readonly tokensField?: TokensField;
  /** Time limit of one call in milliseconds; 600,000 without it. */
  readonly timeoutMs?: number;
}

const OURS =
  /^(accept|authorization|api-key|content-type|content-length|traceparent|tracestate|user-agent|x-stainless-.+)$/i;

/** Any endpoint that speaks chat completions. Nothing is tried again in here: whoever asks decides that. */
export function openaiProvider(settings: OpenAISettings, prices: PriceTable): Provider {
  const without = withoutKeys([settings.apiKey]);
  const field = settings.tokensField ?? 'max_tokens';

  async function ask(
    request: ModelRequest,
    choice: ModelChoice,
    context: CallContext,
  ): Promise<Asked> {
    const sent = chatRequestOf(request, choice, field);
    try {
      const pieces = await clientOf(settings, choice.model).chat.completions.create(sent, {
        signal: context.signal,
      });
      const { content, stopReason, model, usage } = await gather(
        pieces,
        JSON.stringify(sent.messages),
        context.progress,
      );
      context.signal.throwIfAborted();
      const input = usage?.input ?? estimateTokens(sent);
      const output = usage?.output ?? estimateTokens(content);
      const cached = Math.min(usage?.cached ?? 0, input);
      const tokens = { output, cacheRead: cached, input: input - cached };
      const name = model ?? choice.model;
      return {
        kind: 'answered',
        answer: {
          content,
          stopReason,
          model: name,
          usage: {
            inputTokens: input,
            outputTokens: output,
            costUsd: costOf(name, { ...tokens, cacheWrite: 0, cacheWriteHour: 0 }, prices),
          },
        },
      };
    } catch (thrown) {
      context.signal.throwIfAborted();
      const read = diagnose(thrown, without);
      if (read === undefined) throw thrown;
      return read;
    }
  }

  return { ask };
}

/** Everything that the SDK would otherwise take from the environment is given here; headers that it takes are left out. */
function clientOf(settings: OpenAISettings, model: string): OpenAI {
  const { baseUrl, apiKey, azureApiVersion, timeoutMs } = settings;
  const isAzure = azureApiVersion !== undefined;
  const root = baseUrl.replace(/\/+$/, '');
  return new OpenAI({
    apiKey: apiKey ?? 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    baseURL: isAzure ? `${root}/openai/deployments/${encodeURIComponent(model)}` : root,
    ...(isAzure ? { defaultQuery: { 'api-version': azureApiVersion } } : {}),
    maxRetries: 0,
    timeout: timeoutMs ?? 600_000,
    logLevel: 'off',
    fetch: (url, init) => {
      const headers = new Headers(init?.headers);
      for (const name of [...headers.keys()]) if (!OURS.test(name)) headers.delete(name);
      headers.delete('authorization');
      if (apiKey !== undefined && isAzure) headers.set('api-key', apiKey);
      if (apiKey !== undefined && !isAzure) headers.set('authorization', `Bearer ${apiKey}`);
      return fetch(url, { ...init, headers });
    },
  });
}

function diagnose(thrown: unknown, without: (text: string) => string): Asked | undefined {
  if (thrown instanceof APIConnectionError) {
    return brokenOff('The model gave no answer', thrown, without);
  }
  if (thrown instanceof APIError) {
    const { status, type, code, headers, message } = thrown;
    const kind = code === 'insufficient_quota' ? code : type;
    return refusalOf({ status, type: kind, headers, message: without(message) });
  }
  // What the SDK cannot read of a stream, and a line that is cut within it.
  if (thrown instanceof OpenAIError || thrown instanceof SyntaxError || isCut(thrown)) {
    return brokenOff("The model's answer broke off", thrown, without);
  }
  return undefined;
}

function isCut(thrown: unknown): boolean {
  return thrown instanceof TypeError && /terminated|fetch failed|network/i.test(thrown.message);
}
