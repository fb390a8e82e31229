import { encode, type MeshEvent } from '@patchwright/events';
import type { Raw } from '../raw/open-raw.ts';

const IN_FLIGHT = 2000;

/**
 * Writes histories to the log as the bus would, byte for byte, but without waiting for each. The tasks' facts lie mixed, as on a
 * busy day. Resolves with the number of events.
 */
export async function fillLog(
  raws: readonly Raw[],
  lives: readonly (readonly MeshEvent[])[],
): Promise<number> {
  const longest = Math.max(...lives.map((life) => life.length));
  let waiting: Promise<unknown>[] = [];
  let count = 0;
  for (let turn = 0; turn < longest + MIXED; turn += 1) {
    for (const [task, life] of lives.entries()) {
      const event = life[turn - (task % MIXED)];
      if (event === undefined) continue;
      const { subject, headers, body } = encode(event);
      for (const { window } of raws) {
        waiting.push(window.publish(subject, body, { ...headers, 'Nats-Msg-Id': event.id }));
      }
      count += 1;
      if (waiting.length < IN_FLIGHT) continue;
      await Promise.all(waiting);
      waiting = [];
    }
  }
  await Promise.all(waiting);
  return count;
}

/** Tasks begin at so many different times. */
const MIXED = 16;
