import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { messageOf } from '@patchwright/faults';

/** A service's answers to whoever asks whether it lives. */
export interface Health extends AsyncDisposable {
  readonly port: number;
}

/** What is asked of the service. */
export interface HealthChecks {
  /** Proves that the mesh can be written to; resolves with the milliseconds it took. */
  readonly probe: () => Promise<number>;
  /** Whether the service takes work. */
  readonly isReady: () => boolean;
}

/**
 * Serves `/healthz` (200 when a message can be stored, else 503 with the reason) and `/readyz` (200 while the service takes work).
 * Rejects when the port cannot be had.
 */
export async function serveHealth(
  address: { readonly host: string; readonly port: number },
  checks: HealthChecks,
): Promise<Health> {
  const server = createServer(async (request, response) => {
    const { status, body } = await answer(request.url ?? '/', checks);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(`${JSON.stringify(body)}\n`);
  });
  const listening = Promise.withResolvers<void>();
  server.once('error', listening.reject);
  server.listen(address.port, address.host, listening.resolve);
  await listening.promise;
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
    },
  };
}

async function answer(
  url: string,
  checks: HealthChecks,
): Promise<{ readonly status: number; readonly body: object }> {
  switch (new URL(url, 'http://health').pathname) {
    case '/healthz':
      return checks.probe().then(
        (ms) => ({ status: 200, body: { healthy: true, storedWithinMs: ms } }),
        (fault: unknown) => ({ status: 503, body: { healthy: false, reason: messageOf(fault) } }),
      );
    case '/readyz':
      return checks.isReady()
        ? { status: 200, body: { ready: true } }
        : { status: 503, body: { ready: false } };
    default:
      return { status: 404, body: { reason: 'only /healthz and /readyz are served here' } };
  }
}
