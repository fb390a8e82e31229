import { deadLetterSubject } from '@patchwright/events';
import { z } from 'zod';
import type { DeadLetter } from './bus.ts';
import type { Connection } from './connection.ts';
import { publishOrThrow } from './publish.ts';
import { readJson, type Stored, writeJson } from './stored.ts';
import { itemOf } from './work-item.ts';

/** A dead letter before it lies on the stream. `from` names the message it is about: one letter each. */
export type Letter = Omit<DeadLetter, 'id' | 'at'> & {
  readonly from: { readonly stream: string; readonly seq: number };
  readonly tenant: string;
};

const Body = z.object({
  item: z.unknown().optional(),
  inboxSeq: z.number().int().optional(),
  reason: z.string(),
  attempts: z.number().int(),
  from: z.object({ stream: z.string(), seq: z.number().int() }),
});

/** A letter with the message it is about. */
export type Buried = { readonly letter: DeadLetter } & Pick<Letter, 'from'>;

/** Stores a dead letter; doing so again within the hour is harmless. Throws Retryable when it cannot be stored. */
export async function writeLetter(connection: Connection, letter: Letter): Promise<void> {
  const { item, inboxSeq, reason, attempts, from, tenant } = letter;
  const subject = deadLetterSubject(item?.kind ?? 'inbox', tenant, item?.id ?? `seq-${from.seq}`);
  const body = writeJson({ item, inboxSeq, reason, attempts, from });
  await publishOrThrow(connection, subject, body, {
    'Nats-Msg-Id': `dead-${from.stream}-${from.seq}`,
  });
}

/** Reads a letter as it lies on the stream; `undefined` when the message is none. */
export function readLetter(message: Stored): Buried | undefined {
  if (!message.subject.startsWith('mesh.v1.dlq.')) return undefined;
  const body = Body.safeParse(safeJson(message.body)).data;
  if (body === undefined) return undefined;
  const { inboxSeq, reason, attempts, from } = body;
  const id = String(message.seq);
  return {
    letter: { id, item: itemOf(body.item), inboxSeq, reason, attempts, at: message.time },
    from,
  };
}

function safeJson(body: Uint8Array): unknown {
  try {
    return readJson(body);
  } catch {
    return undefined;
  }
}
