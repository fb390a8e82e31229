import type { StoredMsg } from '@nats-io/jetstream';
import type { MsgHdrs } from '@nats-io/transport-node';

/** A message as a stream holds it. */
export interface Stored {
  readonly subject: string;
  readonly seq: number;
  readonly body: Uint8Array;
  /** ISO 8601, UTC: when the stream took it in. */
  readonly time: string;
  readonly header: (name: string) => string | undefined;
}

/** Reads one header; `undefined` when it is not there. */
export function headerOf(headers: MsgHdrs | undefined, name: string): string | undefined {
  const value = headers?.get(name);
  return value === undefined || value === '' ? undefined : value;
}

/** A message that was asked for by the stream's interface. */
export function fromStoredMsg(message: StoredMsg): Stored {
  return {
    subject: message.subject,
    seq: message.seq,
    body: message.data,
    time: toMilliseconds(message.timestamp),
    header: (name) => headerOf(message.header, name),
  };
}

/** The broker tells time to the nanosecond; everybody else here to the millisecond. */
export function toMilliseconds(timestamp: string): string {
  return new Date(timestamp).toISOString();
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** The JSON of a body. Throws a SyntaxError when it is none. */
export function readJson(body: Uint8Array): unknown {
  return JSON.parse(decoder.decode(body));
}

/** The bytes of a JSON value. */
export function writeJson(value: unknown): Uint8Array {
  return encoder.encode(JSON.stringify(value));
}
