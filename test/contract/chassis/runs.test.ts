import { expect, test } from 'vitest';
import {
  cancelTask,
  closed,
  editTicket,
  factOf,
  factsOf,
  recordOf,
  requestTask,
  tenant,
  until,
} from './mesh.ts';
import { mesh, useMesh } from './use-mesh.ts';

useMesh();

/** The questions asked for one task; each test asks questions of its own. */
function askedAbout(question: string): readonly string[] {
  return mesh.oracle.asked.filter((asked) => asked.startsWith(`${question} `));
}

const allFive = (question: string) => [1, 2, 3, 4, 5].map((number) => `${question} ${number}`);
const story = ['task_requested', 'discovery_started', 'ticket_enriched', 'run_finished'];

test('a piece of work becomes facts, an effect and a closed run', async () => {
  const { bus, oracle, startProbe } = mesh;
  const probe = startProbe({ QUESTION: 'plain' });
  await probe.ready;
  await bus.work.offer(await requestTask(bus, 'plain'));
  const record = await closed(bus, 'plain');
  expect(record.closed).toEqual({ end: 'done', reason: '' });
  expect(await factsOf(bus, 'plain')).toEqual(story);
  expect(askedAbout('plain')).toEqual(allFive('plain'));
  expect(oracle.notes.has('plain/note/1')).toBe(true);
  expect(await factOf(bus, 'plain', 'discovery_started')).toMatchObject({
    actor: 'agent:probe',
    source: '/patchwright/probe',
    build: 'b1',
    traceparent: expect.stringMatching(/^00-/),
  });
  probe.child.kill('SIGTERM');
  expect(await probe.gone).toEqual({ code: 0, signal: null });
});

test('a process killed in mid-run is succeeded by one that asks nothing twice', async () => {
  const { bus, startProbe, serveProbe } = mesh;
  const first = startProbe({ QUESTION: 'crash', PATCHWRIGHT_FAILPOINTS: 'after:oracle.ask:3' });
  await bus.work.offer(await requestTask(bus, 'crash'));
  expect(await first.gone).toMatchObject({ signal: 'SIGKILL' });
  expect(askedAbout('crash')).toHaveLength(3);

  await using _second = await serveProbe('crash');
  const record = await closed(bus, 'crash');
  expect(record.attempts).toBe(2);
  expect(askedAbout('crash')).toEqual(allFive('crash'));
  expect(await factsOf(bus, 'crash')).toEqual(story);
  expect((await factOf(bus, 'crash', 'run_finished')).data).toMatchObject({ attempts: 2 });
});

test.each([
  'after-append:discovery_started',
  'before-effect:oracle.note',
  'after-effect:oracle.note',
  'after:oracle.note',
  'after-append:ticket_enriched',
  'before-ack',
])('a kill at %s leaves one story and one effect', async (failpoint) => {
  const { bus, oracle, startProbe, serveProbe } = mesh;
  const id = failpoint.replaceAll(/[^a-z]/g, '-');
  const madeBefore = oracle.made();
  const first = startProbe({ QUESTION: id, PATCHWRIGHT_FAILPOINTS: failpoint });
  await bus.work.offer(await requestTask(bus, id));
  expect(await first.gone).toMatchObject({ signal: 'SIGKILL' });

  await using _second = await serveProbe(id);
  await closed(bus, id);
  expect(await factsOf(bus, id)).toEqual(story);
  expect(askedAbout(id)).toEqual(allFive(id));
  expect(oracle.made() - madeBefore).toBe(1);
});

test('an effect whose answer was lost is found on the next attempt', async () => {
  const { bus, oracle, serveProbe } = mesh;
  const madeBefore = oracle.made();
  oracle.loseNextNote();
  await using _probe = await serveProbe('lost');
  await bus.work.offer(await requestTask(bus, 'lost'));
  const record = await closed(bus, 'lost');
  expect(record.attempts).toBe(2);
  expect(oracle.made() - madeBefore).toBe(1);
  expect(askedAbout('lost')).toEqual(allFive('lost'));
});

test('a worker that slept while another took over states nothing more', async () => {
  const { bus, oracle, startProbe, serveProbe } = mesh;
  const release = oracle.hold('zombie 3');
  const zombie = startProbe({ QUESTION: 'zombie' });
  await bus.work.offer(await requestTask(bus, 'zombie'));
  await until('the third question is asked', () => askedAbout('zombie').length === 3);
  zombie.child.kill('SIGSTOP');

  await using _successor = await serveProbe('zombie');
  await until('the successor asks it again', () => askedAbout('zombie').length === 4);
  zombie.child.kill('SIGCONT');
  release();
  const record = await closed(bus, 'zombie');
  expect(record.attempts).toBe(2);
  expect(await factsOf(bus, 'zombie')).toEqual(story);
  expect(askedAbout('zombie').filter((question) => question !== 'zombie 3')).toHaveLength(4);
  zombie.child.kill('SIGTERM');
  await zombie.gone;
});

test('an item that is delivered again after its run was closed states nothing', async () => {
  const { bus, serveProbe } = mesh;
  const item = await requestTask(bus, 'again');
  await using _probe = await serveProbe('again');
  await bus.work.offer(item);
  await closed(bus, 'again');
  await bus.work.offer(item);
  await until('it is gone again', async () => {
    return (await bus.work.outstanding(tenant, 'again')).length === 0;
  });
  expect(await factsOf(bus, 'again')).toEqual(story);
  expect(askedAbout('again')).toHaveLength(5);
});

test('a cancelled task stops its run within a second or so', async () => {
  const { bus, oracle, serveProbe } = mesh;
  const release = oracle.hold('cancel 2');
  await using _probe = await serveProbe('cancel');
  await bus.work.offer(await requestTask(bus, 'cancel'));
  await until('the second question is asked', () => askedAbout('cancel').length === 2);
  await cancelTask(bus, 'cancel');
  const record = await closed(bus, 'cancel');
  expect(record.closed).toEqual({
    end: 'overtaken',
    reason: 'task_cancelled by human:cli:ines',
  });
  expect(askedAbout('cancel')).toHaveLength(2);
  expect(await factsOf(bus, 'cancel')).toEqual([
    'task_requested',
    'discovery_started',
    'task_cancelled',
  ]);
  release();
});

test('a process told to end hands its work back, and the next one goes on', async () => {
  const { bus, oracle, startProbe, serveProbe } = mesh;
  const release = oracle.hold('leave 4');
  const first = startProbe({ QUESTION: 'leave' });
  await bus.work.offer(await requestTask(bus, 'leave'));
  await until('the fourth question is asked', () => askedAbout('leave').length === 4);
  first.child.kill('SIGTERM');
  expect(await first.gone).toEqual({ code: 0, signal: null });
  expect((await recordOf(bus, 'leave')).lastStop).toMatchObject({ why: 'handback' });
  release();

  await using _second = await serveProbe('leave');
  await closed(bus, 'leave');
  expect(askedAbout('leave').filter((question) => question !== 'leave 4')).toHaveLength(4);
  expect(await factsOf(bus, 'leave')).toEqual(story);
});

test('a broker that is killed and comes back in mid-run is waited for', async () => {
  const { bus, nats, oracle, serveProbe } = mesh;
  const release = oracle.hold('broker 3');
  await using _probe = await serveProbe('broker');
  await bus.work.offer(await requestTask(bus, 'broker'));
  await until('the third question is asked', () => askedAbout('broker').length === 3);
  await nats.kill('SIGKILL');
  release();
  await nats.restart();
  await closed(bus, 'broker');
  expect(await factsOf(bus, 'broker')).toEqual(story);
  expect(askedAbout('broker').filter((question) => question !== 'broker 3')).toHaveLength(4);
});

test('what was found out by words that the ticket no longer says is not stated', async () => {
  const { bus, oracle, serveProbe } = mesh;
  const release = oracle.hold('edit 5');
  await using _probe = await serveProbe('edit');
  await bus.work.offer(await requestTask(bus, 'edit'));
  await until('the last question is asked', () => askedAbout('edit').length === 5);
  await editTicket(bus, 'edit');
  // Sooner than the run is next looked at.
  release();
  const record = await closed(bus, 'edit');
  expect(record.closed).toEqual({ end: 'overtaken', reason: 'ticket_edited by human:cli:ines' });
  expect((await factsOf(bus, 'edit')).slice(0, 3)).toEqual([
    'task_requested',
    'discovery_started',
    'ticket_edited',
  ]);
  expect(await factsOf(bus, 'edit')).not.toContain('ticket_enriched');
});
