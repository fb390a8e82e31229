import { setTimeout as pause } from 'node:timers/promises';
import { isFault, messageOf } from '@patchwright/faults';
import { SocketModeClient } from '@slack/socket-mode';
import { z } from 'zod';
import { diagnoseSlack } from './diagnose.ts';
import { silentLogger } from './silent-logger.ts';

/** How Slack is listened to without an address of our own (Socket Mode). */
export interface SlackSocketConfig {
  /** An app-level token (`xapp-…`) with `connections:write`. */
  readonly appToken: string;
  /** Address of the Web API; Slack's own without it. */
  readonly baseUrl?: string;
}

/** What Slack sends over its socket: the same payload as it would post, by a name that a repetition keeps. */
export interface SlackEnvelope {
  readonly id: string;
  readonly kind: 'slash_commands' | 'interactive' | 'events_api';
  readonly payload: unknown;
}

/** What becomes of envelopes and of the connection. */
export interface SlackListener {
  /** Takes an envelope; what it resolves with is shown to the person. When it rejects, Slack is told nothing and may send it again. */
  readonly take: (envelope: SlackEnvelope) => Promise<object | undefined>;
  readonly onConnected: () => void;
  /** The connection is lost, or could not be made, and will be tried again after `afterMs`. */
  readonly onTrouble: (reason: string, afterMs: number) => void;
  readonly signal: AbortSignal;
}

const Envelope = z.object({
  envelope_id: z.string(),
  type: z.enum(['slash_commands', 'interactive', 'events_api']),
  body: z.unknown(),
  ack: z.custom<(response?: object) => Promise<void>>((value) => typeof value === 'function'),
});

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;
/** A connection that ends sooner was not worth much: making it anew at once would only be refused again. */
const SHORTEST_HOLD_MS = 5000;

/**
 * Listens until the signal is aborted. Slack closes each connection after some hours, and says so before: it is then made anew at once; one
 * that fails is tried again after doubling pauses, for as long as it takes. Never throws.
 */
export async function listenToSlack(
  config: SlackSocketConfig,
  listener: SlackListener,
): Promise<void> {
  const { signal, onTrouble } = listener;
  let pauseMs = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    const outcome = await hold(config, listener);
    if (signal.aborted) return;
    if (outcome.held) {
      pauseMs = FIRST_PAUSE_MS;
      continue;
    }
    onTrouble(outcome.reason, pauseMs);
    await pause(pauseMs, undefined, { signal }).catch(() => undefined);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

type Held = { readonly held: true } | { readonly held: false; readonly reason: string };

/** One connection from its beginning to its end. */
async function hold(config: SlackSocketConfig, listener: SlackListener): Promise<Held> {
  const { signal } = listener;
  const client = new SocketModeClient({
    appToken: config.appToken,
    logger: silentLogger(),
    // The library's own reconnecting can end in a rejection that nobody hears.
    autoReconnectEnabled: false,
    clientOptions: {
      ...(config.baseUrl === undefined ? {} : { slackApiUrl: config.baseUrl }),
      retryConfig: { retries: 0 },
    },
  });
  const ended = Promise.withResolvers<void>();
  client.on('disconnected', () => ended.resolve());
  client.on('slack_event', (event) => {
    void answer(event, listener).catch(() => undefined);
  });
  const leave = () => void client.disconnect();
  try {
    if (signal.aborted) return { held: true };
    await client.start();
    const began = performance.now();
    listener.onConnected();
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    await ended.promise;
    return performance.now() - began >= SHORTEST_HOLD_MS
      ? { held: true }
      : { held: false, reason: 'the connection ended at once' };
  } catch (thrown) {
    const fault = isFault(thrown) ? thrown : diagnoseSlack(thrown);
    return { held: false, reason: messageOf(fault ?? thrown ?? 'the connection was refused') };
  } finally {
    signal.removeEventListener('abort', leave);
    client.removeAllListeners();
  }
}

/** Slack waits three seconds for this; what is not acknowledged it sends again. */
async function answer(event: unknown, listener: SlackListener): Promise<void> {
  const read = Envelope.safeParse(event);
  if (!read.success) return;
  const { envelope_id: id, type: kind, body: payload, ack } = read.data;
  await ack(await listener.take({ id, kind, payload }));
}
