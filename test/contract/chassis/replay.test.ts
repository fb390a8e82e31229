import { afterAll, beforeAll, expect, test } from 'vitest';
import { closed, factsOf, requestTask, startMesh } from './mesh.ts';

let mesh: Awaited<ReturnType<typeof startMesh>>;
beforeAll(async () => {
  mesh = await startMesh();
  const { bus, startProbe } = mesh;
  const first = startProbe({ PATCHWRIGHT_FAILPOINTS: 'after:oracle.ask:2' });
  await bus.work.offer(await requestTask(bus, 'told'));
  await first.gone;
  const second = startProbe();
  await closed(bus, 'told');
  second.child.kill('SIGTERM');
  await second.gone;
});
afterAll(() => mesh[Symbol.asyncDispose]());

async function replay(environment: Readonly<Record<string, string>> = {}) {
  const probe = mesh.startProbe(environment, ['--replay', 'told']);
  const { code } = await probe.gone;
  const reports = probe
    .stdout()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  return { code, reports };
}

test('the same code, executed again from the record, states the same facts without a call', async () => {
  const asked = mesh.oracle.asked.length;
  const facts = await factsOf(mesh.bus, 'told');
  const { code, reports } = await replay();
  expect(reports).toEqual([
    {
      service: 'probe',
      run: 'discover-told-1',
      events: 2,
      served: 7,
      agreed: true,
      differences: [],
    },
  ]);
  expect(code).toBe(0);
  expect(mesh.oracle.asked).toHaveLength(asked);
  expect(await factsOf(mesh.bus, 'told')).toEqual(facts);
});

test('code that states something else is told event, field and build', async () => {
  const { code, reports } = await replay({ WORDS: 'it is said', PATCHWRIGHT_BUILD: 'b2' });
  expect(code).toBe(1);
  expect(reports[0]).toMatchObject({
    agreed: false,
    differences: [
      {
        event: 'ticket_enriched',
        field: 'data.analysis',
        recorded: expect.stringContaining('it is known'),
        now: expect.stringContaining('it is said'),
        recordedBuild: 'b1',
        build: 'b2',
      },
    ],
  });
});

test('code that asks something else is told what, and the call does not go out', async () => {
  const asked = mesh.oracle.asked.length;
  const { code, reports } = await replay({ QUESTION: 'riddle', PATCHWRIGHT_BUILD: 'b2' });
  expect(code).toBe(1);
  expect(reports[0]).toMatchObject({
    agreed: false,
    differences: [
      {
        event: 'ticket_enriched',
        field: 'oracle.ask(question)',
        recorded: 'question 1',
        now: 'riddle 1',
        recordedBuild: 'b1',
        build: 'b2',
      },
    ],
  });
  expect(mesh.oracle.asked).toHaveLength(asked);
});
