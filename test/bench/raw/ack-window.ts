import { createInbox, headers, type NatsConnection } from '@nats-io/transport-node';

/** What the broker answered. */
export interface Stored {
  readonly seq: number;
}

/** Publishes whose acknowledgements come back through one subscription: a hand-written limit, with no patience and no second try. */
export interface AckWindow {
  /** Resolves with where the message lies; rejects with the broker's words when it was refused. */
  publish(
    subject: string,
    body: Uint8Array,
    header?: Readonly<Record<string, string>>,
  ): Promise<Stored>;
}

interface Waiting {
  readonly resolve: (stored: Stored) => void;
  readonly reject: (error: Error) => void;
}

const decoder = new TextDecoder();

/** Opens one on a connection, for as long as that lasts. */
export function openAckWindow(nc: NatsConnection): AckWindow {
  const inbox = createInbox();
  const slots: (Waiting | undefined)[] = [];
  const free: number[] = [];
  nc.subscribe(`${inbox}.*`, {
    callback: (_error, message) => {
      const slot = Number(message.subject.slice(inbox.length + 1));
      const waiting = slots[slot];
      if (waiting === undefined) return;
      slots[slot] = undefined;
      free.push(slot);
      const text = decoder.decode(message.data);
      const at = text.indexOf('"seq":');
      if (at === -1 || text.startsWith('{"error"')) waiting.reject(new Error(`refused: ${text}`));
      else waiting.resolve({ seq: Number.parseInt(text.slice(at + 6), 10) });
    },
  });
  return {
    publish: (subject, body, header) =>
      new Promise((resolve, reject) => {
        const slot = free.pop() ?? slots.length;
        slots[slot] = { resolve, reject };
        const reply = `${inbox}.${slot}`;
        if (header === undefined) {
          nc.publish(subject, body, { reply });
          return;
        }
        const built = headers();
        for (const name in header) built.set(name, header[name] ?? '');
        nc.publish(subject, body, { reply, headers: built });
      }),
  };
}
