import type { JsMsg } from '@nats-io/jetstream';
import type { Raw } from '../raw/open-raw.ts';

const LONGEST_MS = 120_000;

/** Reads the first `count` messages of the log with the client's own ordered consumer, and nothing else. Resolves with the seconds it took. */
export async function readOrdered(
  { js }: Raw,
  count: number,
  look: (message: JsMsg) => void,
): Promise<number> {
  const began = performance.now();
  const consumer = await js.consumers.get('EVENTS');
  const all = Promise.withResolvers<void>();
  const timer = setTimeout(() => all.reject(new Error('the log was not read in time')), LONGEST_MS);
  let read = 0;
  const reading = await consumer.consume({
    max_messages: 5000,
    callback: (message) => {
      look(message);
      read += 1;
      if (read === count) all.resolve();
    },
  });
  try {
    await all.promise;
    return (performance.now() - began) / 1000;
  } finally {
    clearTimeout(timer);
    reading.stop();
    await consumer.delete();
  }
}
