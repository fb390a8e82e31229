import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import type { SlackAnswer } from './interactions.ts';
import type { Json } from './store.ts';

/** What an app is sent over its socket. */
export type EnvelopeType = 'slash_commands' | 'interactive' | 'events_api';

/** The sockets of an app that listens instead of being posted to (Socket Mode). */
export interface Sockets extends AsyncDisposable {
  /** The address of one connection; good for one. */
  issue(): string;
  /** Whether the app listens. */
  readonly isOpen: boolean;
  /** How many envelopes were sent, repetitions too. */
  readonly sent: number;
  /** Sends once; answers what the app acknowledged with, or that it did not. */
  send(type: EnvelopeType, payload: Json): Promise<SlackAnswer>;
  /** Sends until it is acknowledged, at most four times, as Slack does with events. */
  insist(type: EnvelopeType, payload: Json): Promise<SlackAnswer>;
  /** Tells the app that its connections will be closed, as Slack does every few hours, and closes them. */
  refresh(): void;
}

const MOST_TRIES = 4;

/** Makes the sockets of a server that listens already. An app has `patienceMs` to acknowledge an envelope. */
export function createSockets(
  server: Server,
  parts: { readonly nextId: (letter: string) => string; readonly patienceMs: number },
): Sockets {
  const tickets = new Set<string>();
  const waiting = new Map<string, (payload: unknown) => void>();
  const sockets = new WebSocketServer({ noServer: true });
  let sent = 0;

  server.on('upgrade', (request, socket, head) => {
    const ticket = new URL(request.url ?? '/', 'http://slack').searchParams.get('ticket') ?? '';
    if (!tickets.delete(ticket)) {
      socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, greet);
  });

  function greet(connection: WebSocket): void {
    connection.on('message', (data) => {
      const { envelope_id, payload } = JSON.parse(String(data)) as Json;
      waiting.get(String(envelope_id))?.(payload);
    });
    connection.send(JSON.stringify({ type: 'hello', num_connections: sockets.clients.size }));
  }

  function present(): WebSocket | undefined {
    return [...sockets.clients].find((client) => client.readyState === client.OPEN);
  }

  async function attempt(envelope: Json): Promise<SlackAnswer> {
    const connection = present();
    if (connection === undefined) return { status: null, body: 'the app does not listen' };
    const id = String(envelope.envelope_id);
    const acknowledged = Promise.withResolvers<unknown>();
    const late = setTimeout(() => acknowledged.resolve(null), parts.patienceMs);
    waiting.set(id, acknowledged.resolve);
    sent += 1;
    connection.send(JSON.stringify(envelope));
    const payload = await acknowledged.promise;
    clearTimeout(late);
    waiting.delete(id);
    if (payload === null) return { status: null, body: 'the app did not acknowledge in time' };
    const isEmpty = payload === undefined || Object.keys(payload as object).length === 0;
    return { status: 200, body: isEmpty ? '' : JSON.stringify(payload) };
  }

  const envelopeOf = (type: EnvelopeType, payload: Json): Json => ({
    envelope_id: parts.nextId('E'),
    type,
    payload,
    accepts_response_payload: type !== 'events_api',
  });

  return {
    issue() {
      const ticket = parts.nextId('L');
      tickets.add(ticket);
      return ticket;
    },
    get isOpen() {
      return present() !== undefined;
    },
    get sent() {
      return sent;
    },
    send: (type, payload) => attempt(envelopeOf(type, payload)),
    async insist(type, payload) {
      const envelope = envelopeOf(type, payload);
      let answer: SlackAnswer = { status: null, body: 'nothing was sent' };
      for (let tries = 0; tries < MOST_TRIES && answer.status === null; tries += 1) {
        const again = tries === 0 ? {} : { retry_attempt: tries, retry_reason: 'timeout' };
        answer = await attempt({ ...envelope, ...again });
      }
      return answer;
    },
    refresh() {
      for (const client of sockets.clients) {
        client.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }));
      }
    },
    async [Symbol.asyncDispose]() {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
    },
  };
}
