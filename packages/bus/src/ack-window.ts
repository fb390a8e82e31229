import { headers, type MsgHdrs, type NatsConnection, nuid } from '@nats-io/transport-node';

/** What the broker said of one publish. Never thrown: an answer is a value. */
export type Ack =
  /** Stored, or stored before (`duplicate`), at `seq`. */
  | { readonly kind: 'stored'; readonly seq: number; readonly duplicate: boolean }
  /** The first message of an atomic batch was taken in. */
  | { readonly kind: 'begun' }
  /** The broker decided against it; nothing is stored. `code` is JetStream's own error code. */
  | {
      readonly kind: 'refused';
      readonly code: number;
      readonly status: number;
      readonly reason: string;
    }
  /** Certainly not stored: there was nobody to send it to. */
  | { readonly kind: 'unreachable'; readonly reason: string }
  /** Perhaps stored, perhaps not. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** Headers as plain data; a caller's record is never changed. */
export type HeaderRecord = Readonly<Record<string, string>>;

/**
 * Publishes whose answers come back through one subscription.
 *
 * The client's own `publish` builds error objects and timers for each message, which is the ceiling of a whole
 * mesh; here a publish costs one map entry, and one coarse sweep finds what timed out.
 */
export interface AckWindow {
  /** Resolves with the broker's answer; never rejects. Waits for a place when too many are in flight. */
  publish(subject: string, body: Uint8Array, headers?: HeaderRecord): Promise<Ack>;
  /** As `publish`, ahead of what waits for a place: the parts of an atomic batch must leave together, in order. */
  publishAtOnce(subject: string, body: Uint8Array, headers?: HeaderRecord): Promise<Ack>;
  /** Publishes without an answer: a message in the middle of an atomic batch, a hint. */
  send(subject: string, body: Uint8Array, headers?: HeaderRecord): void;
  /** Settles all that is in flight as unknown: the connection was lost, and with it the answers. */
  interrupt(reason: string): void;
  close(): void;
}

interface Waiting {
  readonly settle: (ack: Ack) => void;
  readonly deadline: number;
}

const SWEEP_MS = 100;
const decoder = new TextDecoder();

/** Opens a window on a connection. `timeoutMs` is coarse: it is exact to a tenth of a second. */
export function openAckWindow(
  nc: NatsConnection,
  options: {
    readonly inbox: string;
    readonly isUp: () => boolean;
    readonly maxInFlight?: number;
    readonly timeoutMs?: number;
  },
): AckWindow {
  const maxInFlight = options.maxInFlight ?? 1024;
  const timeoutMs = options.timeoutMs ?? 5000;
  const prefix = `${options.inbox}.${nuid.next()}`;
  // Numbers are never used twice, so a late answer cannot be taken for that of a newer publish.
  const inFlight = new Map<number, Waiting>();
  const queue: (() => void)[] = [];
  let number = 0;

  const subscription = nc.subscribe(`${prefix}.*`, {
    callback: (error, message) => {
      if (error !== null) return;
      const key = Number(message.subject.slice(prefix.length + 1));
      settle(key, readAnswer(message.headers, message.data));
    },
  });
  const sweep = setInterval(() => {
    const now = performance.now();
    for (const [key, waiting] of inFlight) {
      if (waiting.deadline > now) break;
      settle(key, { kind: 'unknown', reason: 'the broker did not answer in time' });
    }
  }, SWEEP_MS);
  sweep.unref();

  function settle(key: number, ack: Ack): void {
    const waiting = inFlight.get(key);
    if (waiting === undefined) return;
    inFlight.delete(key);
    waiting.settle(ack);
    startQueued();
  }

  function startQueued(): void {
    while (queue.length > 0 && inFlight.size < maxInFlight) queue.shift()?.();
  }

  function sendNow(
    subject: string,
    body: Uint8Array,
    record: HeaderRecord | undefined,
    done: (ack: Ack) => void,
  ): void {
    if (!options.isUp()) {
      done({ kind: 'unreachable', reason: 'the connection to the broker is down' });
      return;
    }
    number += 1;
    const key = number;
    inFlight.set(key, { settle: done, deadline: performance.now() + timeoutMs });
    try {
      nc.publish(subject, body, { reply: `${prefix}.${key}`, ...withHeaders(record) });
    } catch (error) {
      settle(key, {
        kind: 'unreachable',
        reason: error instanceof Error ? error.message : String(error),
      });
    }
  }

  function interrupt(reason: string): void {
    for (const key of [...inFlight.keys()]) settle(key, { kind: 'unknown', reason });
  }

  return {
    publish: (subject, body, record) =>
      new Promise<Ack>((resolve) => {
        if (inFlight.size < maxInFlight) sendNow(subject, body, record, resolve);
        else queue.push(() => sendNow(subject, body, record, resolve));
      }),
    publishAtOnce: (subject, body, record) =>
      new Promise<Ack>((resolve) => sendNow(subject, body, record, resolve)),
    send: (subject, body, record) => {
      if (options.isUp()) nc.publish(subject, body, withHeaders(record));
    },
    interrupt,
    close: () => {
      clearInterval(sweep);
      interrupt('the connection was closed');
      if (!nc.isClosed()) subscription.unsubscribe();
    },
  };
}

function withHeaders(record: HeaderRecord | undefined): { headers?: MsgHdrs } {
  if (record === undefined) return {};
  const built = headers();
  for (const [name, value] of Object.entries(record)) built.set(name, value);
  return { headers: built };
}

interface PubReply {
  readonly seq?: number;
  readonly duplicate?: boolean;
  readonly error?: {
    readonly code: number;
    readonly err_code?: number;
    readonly description?: string;
  };
}

function readAnswer(status: MsgHdrs | undefined, data: Uint8Array): Ack {
  if (status !== undefined && status.code === 503) {
    return { kind: 'unreachable', reason: 'nobody answers for the stream at present' };
  }
  if (data.length === 0) return { kind: 'begun' };
  let reply: PubReply;
  try {
    reply = JSON.parse(decoder.decode(data)) as PubReply;
  } catch {
    return { kind: 'unknown', reason: 'the answer of the broker cannot be read' };
  }
  if (reply.error !== undefined) {
    const { code, err_code, description } = reply.error;
    return {
      kind: 'refused',
      code: err_code ?? code,
      status: code,
      reason: description ?? 'refused',
    };
  }
  return { kind: 'stored', seq: reply.seq ?? 0, duplicate: reply.duplicate === true };
}
