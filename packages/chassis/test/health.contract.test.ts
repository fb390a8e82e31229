import { expect, test } from 'vitest';
import { serveHealth } from '../src/health.ts';

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
