import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { closed, requestTask, startMesh } from './mesh.ts';

test('with an endpoint for it, the work is exported as a trace', async () => {
  const exported: string[] = [];
  const collector = createServer((request, response) => {
    exported.push(request.url ?? '');
    request.resume();
    response.end();
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const { port } = collector.address() as AddressInfo;
  await using mesh = await startMesh();
  const probe = mesh.startProbe({
    QUESTION: 'traced',
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
  });
  await mesh.bus.work.offer(await requestTask(mesh.bus, 'traced'));
  await closed(mesh.bus, 'traced');
  probe.child.kill('SIGTERM');
  expect(await probe.gone).toEqual({ code: 0, signal: null });
  expect(exported).toContain('/v1/traces');
  collector.close();
});
