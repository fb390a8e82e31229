import { AnthropicBedrock } from '@anthropic-ai/bedrock-sdk';
import { askMessages, type MessagesClient } from '../anthropic/ask.ts';
import type { PriceTable } from '../prices.ts';
import type { Provider } from '../providers/provider.ts';
import { withoutKeys } from '../providers/refusal.ts';

/** Claude on AWS Bedrock, by credentials of our own: neither the environment nor the machine's metadata is asked. */
export interface BedrockSettings {
  readonly kind: 'bedrock';
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly sessionToken?: string;
  /** AWS's own address of the region without it. */
  readonly baseUrl?: string;
  /** Time limit of one call in milliseconds; 600,000 without it. */
  readonly timeoutMs?: number;
}

/** The Messages API as Bedrock serves it; requests are signed (SigV4). */
export function bedrockProvider(settings: BedrockSettings, prices: PriceTable): Provider {
  const { accessKey, secretKey, sessionToken } = settings;
  const client = clientOf(settings);
  const without = withoutKeys([accessKey, secretKey, sessionToken]);
  return {
    ask: (request, choice, context) =>
      askMessages(client, request, choice, context, { prices, without }),
  };
}

function clientOf(settings: BedrockSettings): MessagesClient {
  const { region, accessKey, secretKey, sessionToken, baseUrl, timeoutMs } = settings;
  return new AnthropicBedrock({
    // Null, since the SDK would take a bearer token from the environment.
    apiKey: null,
    awsRegion: region,
    awsAccessKey: accessKey,
    awsSecretKey: secretKey,
    awsSessionToken: sessionToken ?? null,
    baseURL: baseUrl ?? `https://bedrock-runtime.${region}.amazonaws.com`,
    maxRetries: 0,
    timeout: timeoutMs ?? 600_000,
    logLevel: 'off',
  });
}
