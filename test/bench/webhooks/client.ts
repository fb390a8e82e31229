import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import type { Delivery } from './payloads.ts';

/** Posts webhooks over connections that stay open. */
export interface Client {
  /** Throws when it is not answered with 2xx. */
  readonly post: (delivery: Delivery | undefined) => Promise<void>;
  readonly close: () => void;
}

/** Opens one for an address of this machine. */
export function openClient(url: string): Client {
  const agent = new Agent({ keepAlive: true });
  return {
    async post(delivery) {
      const { body = '', headers = {} } = delivery ?? {};
      const length = { 'content-length': Buffer.byteLength(body) };
      const asked = request(url, { method: 'POST', agent, headers: { ...headers, ...length } });
      asked.end(body);
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      answer.resume();
      await once(answer, 'end');
      const { statusCode = 0 } = answer;
      if (statusCode < 200 || statusCode > 299) throw new Error(`answered with ${statusCode}`);
    },
    close: () => agent.destroy(),
  };
}
