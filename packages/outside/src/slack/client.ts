import { WebClient } from '@slack/web-api';
import { type Ask, createAsk } from '../ask.ts';
import { createRedact } from '../redact.ts';
import { diagnoseSlack } from './diagnose.ts';
import { silentLogger } from './silent-logger.ts';

/** How Slack is reached, and as whom. */
export interface SlackConfig {
  /** Address of the Web API; Slack's own without it. */
  readonly baseUrl?: string;
  /** A bot's token with `chat:write` and `channels:history` (`groups:history` for private channels). */
  readonly token: string;
  /** Time limit of one request in milliseconds; 30,000 without it. */
  readonly timeoutMs?: number;
  /** Hosts that addresses in our texts may lead to; none without it. */
  readonly linkHosts?: readonly string[];
}

/** Slack as the reads and writes of the port use it. */
export interface SlackClient {
  readonly ask: Ask;
  readonly web: WebClient;
  /** Hosts that addresses in our texts may lead to. */
  readonly linkHosts: readonly string[];
}

/** Makes the client of one configuration. Nothing is contacted before the first call. */
export function createSlackClient(config: SlackConfig): SlackClient {
  const web = new WebClient(config.token, {
    ...(config.baseUrl === undefined ? {} : { slackApiUrl: withSlash(config.baseUrl) }),
    timeout: config.timeoutMs ?? 30_000,
    // A message whose answer was lost may stand there: only the probe may tell, never a repetition in here.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: silentLogger(),
  });
  return {
    web,
    linkHosts: config.linkHosts ?? [],
    ask: createAsk({
      system: 'Slack',
      redact: createRedact([config.token]),
      diagnose: diagnoseSlack,
    }),
  };
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}
