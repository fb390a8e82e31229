import type { Figures } from '../benchmark.ts';
import type { Broker } from '../broker.ts';
import { startChild } from '../processes/start-child.ts';
import { openWaits, paced } from './waits.ts';

/** The shortest way there is: one stored message, one consumer in another process, one callback. */
export interface RawPath extends AsyncDisposable {
  readonly measure: (pace: {
    readonly count: number;
    readonly everyMs: number;
  }) => Promise<Figures>;
}

/** As large as an event of ours with its envelope. */
const BYTES = 900;

/** Sets up the stream, the consumer and its process. */
export async function openRawPath(broker: Broker): Promise<RawPath> {
  const { jsm, window } = await broker.raw('bench-raw-path');
  await jsm.streams.add({ name: 'RAWPATH', subjects: ['rawpath.*'], storage: 'file' });
  await jsm.consumers.add('RAWPATH', { durable_name: 'raw', ack_policy: 'explicit' });
  let waits = openWaits();
  const listener = await startChild(
    new URL('./raw-listener.ts', import.meta.url).href,
    { NATS_URL: broker.url },
    (told) => {
      const { id, at } = told as { readonly id: string; readonly at: number };
      waits.hear('callback', id, at);
    },
  );
  let run = 0;
  return {
    async measure(pace) {
      run += 1;
      waits = openWaits();
      const body = new Uint8Array(BYTES).fill(120);
      await paced(pace, (index) => {
        const id = `${run}-${index}`;
        waits.begin(id);
        return window.publish(`rawpath.${id}`, body);
      });
      return waits.figures(['callback']);
    },
    [Symbol.asyncDispose]: () => listener[Symbol.asyncDispose](),
  };
}
