import { createServer, type ServerResponse } from 'node:http';
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
  /** What it counts, in Prometheus' text format; rejects while that cannot be read. */
  readonly metrics?: (() => Promise<string>) | undefined;
}

/** An answer about a service's health. */
export interface HealthAnswer {
  readonly status: 200 | 503;
  readonly body: object;
}

/** Whether a message can be stored now: any fault of storing (broker away, disk full) is 503 with the reason. Never rejects. */
export function healthz(probe: HealthChecks['probe']): Promise<HealthAnswer> {
  return probe().then(
    (ms) => ({ status: 200, body: { healthy: true, storedWithinMs: ms } }),
    (fault: unknown) => ({ status: 503, body: { healthy: false, reason: messageOf(fault) } }),
  );
}

/** Whether work and requests are taken now. */
export function readyz(isReady: boolean): HealthAnswer {
  return { status: isReady ? 200 : 503, body: { ready: isReady } };
}

/** The media type of Prometheus' text format. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Serves `/healthz` (200 when a message can be stored, else 503 with the reason), `/readyz` (200 while the service takes work) and
 * `/metrics` where the service has any. Rejects when the port cannot be had.
 */
export async function serveHealth(
  address: { readonly host: string; readonly port: number },
  checks: HealthChecks,
): Promise<Health> {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://health');
    if (pathname === '/metrics' && checks.metrics !== undefined) {
      await showMetrics(response, checks.metrics);
      return;
    }
    const { status, body } = await answer(pathname, checks);
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
  path: string,
  checks: HealthChecks,
): Promise<{ readonly status: number; readonly body: object }> {
  switch (path) {
    case '/healthz':
      return healthz(checks.probe);
    case '/readyz':
      return readyz(checks.isReady());
    default:
      return { status: 404, body: { reason: 'there are /healthz, /readyz and perhaps /metrics' } };
  }
}

async function showMetrics(
  response: ServerResponse,
  metrics: () => Promise<string>,
): Promise<void> {
  try {
    const text = await metrics();
    response.writeHead(200, { 'content-type': METRICS_TYPE }).end(text);
  } catch (fault) {
    response.writeHead(503, { 'content-type': 'text/plain' }).end(`${messageOf(fault)}\n`);
  }
}
