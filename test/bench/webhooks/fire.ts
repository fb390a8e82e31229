import autocannon from 'autocannon';
import type { Figures } from '../benchmark.ts';
import { machineMs } from '../processes/clock.ts';
import { quantile } from '../statistics.ts';
import type { Delivery } from './payloads.ts';

const LONGEST_S = 60;

/** Sends each delivery once over so many connections to an address of this machine. Throws when one was not answered with 2xx. */
export async function fire(
  url: string,
  deliveries: readonly Delivery[],
  connections: number,
): Promise<Figures> {
  const waits: number[] = [];
  let next = 0;
  let began = 0;
  let ended = 0;
  const done = Promise.withResolvers<autocannon.Result>();
  const options: autocannon.Options = {
    url,
    method: 'POST',
    connections,
    amount: deliveries.length,
    timeout: LONGEST_S,
    duration: LONGEST_S,
    requests: [
      {
        setupRequest(request) {
          if (next === 0) began = machineMs();
          const delivery = deliveries[next % deliveries.length];
          next += 1;
          return { ...request, body: delivery?.body, headers: { ...delivery?.headers } };
        },
      },
    ],
  };
  const running = autocannon(options, (error, found) => {
    if (error) done.reject(error);
    else done.resolve(found);
  });
  running.on('response', (_client, _status, _bytes, ms) => {
    waits.push(ms);
    ended = machineMs();
  });
  const result = await done.promise;
  if (result['2xx'] !== deliveries.length || result.errors > 0) {
    throw new Error(
      `${result['2xx']} of ${deliveries.length} were accepted, ${result.non2xx} refused, ${result.errors} lost`,
    );
  }
  return {
    perSecond: deliveries.length / ((ended - began) / 1000),
    p50Ms: quantile(waits, 0.5),
    p99Ms: quantile(waits, 0.99),
  };
}
