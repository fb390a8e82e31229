import { Terminal } from '@patchwright/faults';
import { expect, test } from 'vitest';
import { healthz, serveHealth } from '../src/health.ts';

test('health is proved by storing a message, readiness by taking work', async () => {
  const state = { stored: true, ready: true };
  await using health = await serveHealth(
    { host: '127.0.0.1', port: 0 },
    {
      async probe() {
        if (!state.stored) throw new Error('the broker is out of reach');
        return 1;
      },
      isReady: () => state.ready,
    },
  );
  const at = (path: string) => fetch(`http://127.0.0.1:${health.port}${path}`);
  expect((await at('/healthz')).status).toBe(200);
  expect((await at('/readyz')).status).toBe(200);
  expect((await at('/other')).status).toBe(404);

  state.stored = false;
  state.ready = false;
  const unhealthy = await at('/healthz');
  expect(unhealthy.status).toBe(503);
  expect(await unhealthy.json()).toMatchObject({ reason: 'the broker is out of reach' });
  expect((await at('/readyz')).status).toBe(503);
});

test('a disk that takes nothing more is no health, whatever kind of fault it is', async () => {
  const full = new Terminal('mesh.v1.probe was refused: insufficient storage (10047)');
  expect(await healthz(() => Promise.reject(full))).toEqual({
    status: 503,
    body: { healthy: false, reason: full.message },
  });
});

test('what a service counts is shown where it lives; while it cannot be read that is said', async () => {
  const state = { readable: true };
  await using health = await serveHealth(
    { host: '127.0.0.1', port: 0 },
    {
      probe: async () => 1,
      isReady: () => true,
      async metrics() {
        if (!state.readable) throw new Error('the view is out of reach');
        return 'pieces_total 3\n';
      },
    },
  );
  const look = () => fetch(`http://127.0.0.1:${health.port}/metrics`);
  const shown = await look();
  expect(shown.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  expect(await shown.text()).toBe('pieces_total 3\n');
  state.readable = false;
  expect((await look()).status).toBe(503);
});
