import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The world outside the probe, with a count of what it was asked. */
export interface Oracle extends AsyncDisposable {
  readonly url: string;
  /** Every question in the order in which it came. */
  readonly asked: string[];
  readonly notes: Map<string, number>;
  /** How often a note was made, found or not. */
  readonly made: () => number;
  /** The answer to this question waits until the returned function is called. */
  readonly hold: (question: string) => () => void;
  /** The next note is made, but whoever made it never hears so. */
  readonly loseNextNote: () => void;
}

export async function startOracle(): Promise<Oracle> {
  const asked: string[] = [];
  const notes = new Map<string, number>();
  const held = new Map<string, Promise<void>>();
  let made = 0;
  let isLosing = false;

  const server = createServer(async (request, response) => {
    let text = '';
    for await (const part of request) text += part;
    const body = JSON.parse(text) as { question: string; key: string };
    switch (request.url) {
      case '/ask':
        asked.push(body.question);
        await held.get(body.question);
        response.end(JSON.stringify({ answer: `answer to ${body.question}` }));
        return;
      case '/find': {
        const id = notes.get(body.key);
        response.end(JSON.stringify({ found: id === undefined ? null : { id } }));
        return;
      }
      default:
        made += 1;
        notes.set(body.key, made);
        if (isLosing) {
          isLosing = false;
          request.socket.destroy();
          return;
        }
        response.end(JSON.stringify({ id: made }));
    }
  });
  const listening = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', listening.resolve);
  await listening.promise;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    notes,
    made: () => made,
    hold(question) {
      const { promise, resolve } = Promise.withResolvers<void>();
      held.set(question, promise);
      return resolve;
    },
    loseNextNote() {
      isLosing = true;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      await closed.promise;
    },
  };
}
