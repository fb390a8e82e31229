import { Terminal } from '@patchwright/faults';
import { z } from 'zod';
import type { HeaderRecord } from './ack-window.ts';
import type { Blobs, InboxMessage } from './bus.ts';
import type { Stored } from './stored.ts';

const names = {
  delivery: 'in-delivery',
  receivedAt: 'in-received-at',
  headers: 'in-headers',
  /** Where the body lies when it is too large for a message. */
  body: 'in-body',
} as const;

/** Larger bodies go to the object store: the broker takes one mebibyte a message, headers included. */
const LARGEST_INLINE = 700 * 1024;

const Headers = z.record(z.string(), z.string());
const BodyRef = z.object({ ref: z.string(), size: z.number(), mediaType: z.string() });

/** The headers and body of a stored webhook. Stores a large body first. */
export async function encodeInbox(
  blobs: Blobs,
  message: Omit<InboxMessage, 'seq'>,
): Promise<{ readonly headers: HeaderRecord; readonly body: Uint8Array }> {
  const { body } = message;
  const headers = {
    [names.delivery]: encodeURIComponent(message.deliveryId),
    [names.receivedAt]: message.receivedAt,
    [names.headers]: encodeURIComponent(JSON.stringify(message.headers)),
  };
  if (body.length <= LARGEST_INLINE) return { headers, body };
  const ref = await blobs.put(body, 'application/octet-stream');
  return {
    headers: { ...headers, [names.body]: encodeURIComponent(JSON.stringify(ref)) },
    body: new Uint8Array(),
  };
}

/** The webhook of a message of the INBOX stream. Throws Terminal when it is none. */
export async function decodeInbox(blobs: Blobs, message: Stored): Promise<InboxMessage> {
  const [, , , source = '', , tenant = '', kind = ''] = message.subject.split('.');
  const deliveryId = message.header(names.delivery);
  if (deliveryId === undefined) {
    throw new Terminal(`message ${message.seq} of the inbox is no webhook`);
  }
  const large = message.header(names.body);
  return {
    seq: message.seq,
    source,
    tenant,
    kind,
    deliveryId: decodeURIComponent(deliveryId),
    receivedAt: message.header(names.receivedAt) ?? message.time,
    headers: Headers.parse(
      JSON.parse(decodeURIComponent(message.header(names.headers) ?? '%7B%7D')),
    ),
    body:
      large === undefined
        ? message.body
        : await blobs.get(BodyRef.parse(JSON.parse(decodeURIComponent(large)))),
  };
}

/** The headers with which a webhook was stored, for storing it again. */
export function originalHeaders(message: Stored): HeaderRecord {
  return Object.fromEntries(
    Object.values(names).flatMap((name) => {
      const value = message.header(name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
