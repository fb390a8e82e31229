/** A process of its own: tells when each message of the raw path came in. */
import { machineMs } from '../processes/clock.ts';
import { openRaw } from '../raw/open-raw.ts';

await using raw = await openRaw(process.env.NATS_URL ?? '', 'bench-raw-listener');
const consumer = await raw.js.consumers.get('RAWPATH', 'raw');
const reading = await consumer.consume({
  callback: (message) => {
    const at = machineMs();
    message.ack();
    process.send?.({ id: message.subject.slice('rawpath.'.length), at });
  },
});
process.stdout.write('{"ready":true}\n');
await new Promise((resolve) => process.once('SIGTERM', resolve));
reading.stop();
process.disconnect?.();
