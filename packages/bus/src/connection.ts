import { setTimeout as pause } from 'node:timers/promises';
import {
  type JetStreamClient,
  type JetStreamManager,
  jetstream,
  jetstreamManager,
} from '@nats-io/jetstream';
import { connect, errors, type NatsConnection } from '@nats-io/transport-node';
import { messageOf, Retryable } from '@patchwright/faults';
import { type AckWindow, openAckWindow } from './ack-window.ts';
import { isPassing } from './broker-errors.ts';
import type { BusOptions } from './bus.ts';
import { rateLimited, type Say } from './notices.ts';

/** One process's connection to the broker, with what every part of the bus needs of it. */
export interface Connection extends AsyncDisposable {
  readonly nc: NatsConnection;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
  readonly window: AckWindow;
  /** The private prefix of this connection's reply subjects. */
  readonly inbox: string;
  readonly say: Say;
  readonly isUp: () => boolean;
  /** Calls back each time the connection is lost, until the returned function is called. */
  readonly onLost: (lost: () => void) => () => void;
  /** Resolves when the connection is up; throws Retryable after `patienceMs`. */
  readonly up: (patienceMs: number) => Promise<void>;
  /**
   * Asks something that may be asked again: tried until it is answered, through elections and restarts.
   * Throws Retryable when the patience ends, and at once what the broker refuses for good.
   */
  readonly ask: <T>(what: string, question: () => Promise<T>, patienceMs?: number) => Promise<T>;
  readonly closed: Promise<void>;
}

const PATIENCE_MS = 10_000;
const API_TIMEOUT_MS = 3000;

/** Opens a connection that reconnects for ever. Throws Retryable when the broker cannot be reached now. */
export async function openConnection(options: BusOptions): Promise<Connection> {
  const say = rateLimited(options.onNotice);
  const inbox = `_INBOX_${options.name.replaceAll(/[^A-Za-z0-9_-]/g, '_')}`;
  const nc = await dial(options, inbox);
  const jsm = await jetstreamManager(nc, { checkAPI: false, timeout: API_TIMEOUT_MS });
  const js = jetstream(nc, { timeout: API_TIMEOUT_MS });
  const losers = new Set<() => void>();
  const risers = new Set<() => void>();
  let isUp = true;
  const window = openAckWindow(nc, { inbox, isUp: () => isUp && !nc.isClosed() });

  function lose(reason: string): void {
    isUp = false;
    window.interrupt(reason);
    for (const lost of [...losers]) lost();
  }

  async function follow(): Promise<void> {
    for await (const status of nc.status()) {
      switch (status.type) {
        case 'disconnect':
          lose('the connection to the broker was lost');
          say('warn', 'the connection to the broker was lost', status.server);
          break;
        case 'reconnect':
          isUp = true;
          for (const rise of [...risers]) rise();
          say('info', 'connected to the broker again', status.server);
          break;
        case 'error':
          say('warn', 'the broker reports an error', status.error.message);
          break;
        case 'slowConsumer':
          say('warn', 'messages come faster than they are taken', status.sub.getSubject());
          break;
        default:
      }
    }
  }
  const following = follow().catch((error: unknown) => say('warn', messageOf(error)));
  const closed = nc.closed().then(() => {
    lose('the connection was closed');
    for (const rise of [...risers]) rise();
  });

  function onLost(lost: () => void): () => void {
    losers.add(lost);
    return () => losers.delete(lost);
  }

  async function up(patienceMs: number): Promise<void> {
    if (nc.isClosed()) throw new Retryable('the connection to the broker was closed');
    if (isUp) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    risers.add(resolve);
    const timer = setTimeout(resolve, patienceMs);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      risers.delete(resolve);
    }
    if (!isUp) throw new Retryable('the broker is out of reach');
  }

  /** Resolves or rejects with the question, or rejects when the connection is lost meanwhile. */
  function unlessLost<T>(question: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const forget = onLost(() => reject(new errors.RequestError('connection lost')));
      question().then(resolve, reject).finally(forget);
    });
  }

  async function ask<T>(
    what: string,
    question: () => Promise<T>,
    patienceMs = PATIENCE_MS,
  ): Promise<T> {
    const deadline = performance.now() + patienceMs;
    for (let attempt = 0; ; attempt += 1) {
      try {
        await up(Math.max(1, deadline - performance.now()));
        return await unlessLost(question);
      } catch (error) {
        if (!isPassing(error)) throw error;
        if (performance.now() >= deadline || nc.isClosed()) {
          throw new Retryable(`${what}: the broker does not answer (${messageOf(error)})`, {
            cause: error,
          });
        }
        await pause(Math.min(250, 20 * 2 ** attempt) * (0.5 + Math.random()));
      }
    }
  }

  async function dispose(): Promise<void> {
    if (!nc.isClosed()) {
      // Acknowledgements that were just written must leave before the socket closes.
      if (isUp) await Promise.race([nc.flush().catch(() => {}), pause(1000)]);
      window.close();
      await nc.close();
    }
    await closed;
    await following;
  }

  return {
    nc,
    js,
    jsm,
    window,
    inbox,
    say,
    isUp: () => isUp,
    onLost,
    up,
    ask,
    closed,
    [Symbol.asyncDispose]: dispose,
  };
}

async function dial(options: BusOptions, inboxPrefix: string): Promise<NatsConnection> {
  try {
    return await connect({
      servers: options.url.split(','),
      name: options.name,
      inboxPrefix,
      ...(options.user === undefined ? {} : { user: options.user }),
      ...(options.password === undefined ? {} : { pass: options.password }),
      // Stack traces for each request are half of the client's processor time.
      noAsyncTraces: true,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 200,
      reconnectJitter: 200,
      timeout: 5000,
      pingInterval: 5000,
      maxPingOut: 2,
    });
  } catch (error) {
    throw new Retryable(`cannot connect to NATS at ${options.url}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
