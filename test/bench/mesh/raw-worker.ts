/** A process of its own: all hops of the hand-written loop, with nothing between the broker and the next publish. */
import { setImmediate as soon } from 'node:timers/promises';
import type { JsMsg } from '@nats-io/jetstream';
import { openRaw } from '../raw/open-raw.ts';
import { RAW_STREAM, type RawHop, rawFilter, rawHops, rawSubject } from './raw-hops.ts';

const AT_ONCE = 16;
const decoder = new TextDecoder();

await using raw = await openRaw(process.env.NATS_URL ?? '', 'bench-raw-worker');
const { js, window } = raw;

async function pass({ states }: RawHop, message: JsMsg): Promise<void> {
  JSON.parse(decoder.decode(message.data));
  const task = message.subject.split('.')[2] ?? '';
  let { seq } = message;
  for (const { type, body } of states) {
    const stored = await window.publish(rawSubject(type, task), body, {
      'Nats-Expected-Last-Subject-Sequence': String(seq),
      'Nats-Expected-Last-Subject-Sequence-Subject': rawFilter(task),
    });
    seq = stored.seq;
  }
  message.ack();
}

const readings = await Promise.all(
  rawHops.map(async (hop) => {
    const consumer = await js.consumers.get(RAW_STREAM, hop.wokenBy);
    const reading = await consumer.consume({ max_messages: AT_ONCE * 2 });
    return { hop, reading };
  }),
);
for (const { hop, reading } of readings) {
  void (async () => {
    const running = new Set<Promise<void>>();
    for await (const message of reading) {
      const passing = pass(hop, message).finally(() => running.delete(passing));
      running.add(passing);
      while (running.size >= AT_ONCE) await Promise.race([...running, soon()]);
    }
  })();
}
process.stdout.write('{"ready":true}\n');
await new Promise((resolve) => process.once('SIGTERM', resolve));
for (const { reading } of readings) reading.stop();
process.disconnect?.();
