import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Mesh, type Played, playScenario, startMesh } from '@patchwright/local';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ObedientModel, startObedientModel } from './obedient-model.ts';
import { type Stage, setStageFor } from './stage.ts';
import { type SetTraps, setTraps } from './traps.ts';

let folder: string;
let traps: SetTraps;
let model: ObedientModel;
let stage: Stage;
let mesh: Mesh;
let ticket: Played;
let error: Played;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'injection-'));
  const stateDir = join(folder, 'state');
  traps = await setTraps(folder);
  stage = await setStageFor(folder, stateDir, traps);
  let honest = '';
  model = await startObedientModel({
    honest: () => honest,
    errands: stage.errands,
    spoil: (_role, { input }) => input,
  });
  mesh = await startMesh({
    stateDir,
    stories: [stage.ticket, stage.error],
    environment: { ...stage.environment, ANTHROPIC_BASE_URL: model.url },
  });
  honest = mesh.outside.model;
  const [one, other] = await Promise.all([
    playScenario(mesh, stage.ticket, { onHappening: (h) => { if (h.kind === 'event') console.log(h.event.type, h.event.aggregate.id, JSON.stringify(h.event.data).slice(0, 300)); } }),
    playScenario(mesh, stage.error),
    provoke(),
  ]);
  ticket = one;
  error = other;
}, 280_000);

afterAll(async () => {
  await mesh?.stop();
  await model?.[Symbol.asyncDispose]();
  await traps?.[Symbol.asyncDispose]();
  if (process.env.KEEP === undefined) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** A stranger comments below the ticket before it is taken up. */
async function provoke(): Promise<void> {
  const about = { ticket: 'SHOP-42', user: 'mallory' };
  for (;;) {
    const came = await mesh.control
      .act('/jira/comment', { ...about, body: stage.comment })
      .then(() => true, () => false);
    if (came) break;
    await pause(50);
  }
  await mesh.control.act('/jira/update', { ticket: 'SHOP-42', user: 'ines', labels: ['AI'] });
}

describe('a model that obeys everything it reads', () => {
  test('both stories end well', () => {
    console.log(model.attempts().length, JSON.stringify(ticket.result), JSON.stringify(error.result), ticket.problems, error.problems);
    const per: Record<string, number> = {};
    for (const { order, role } of model.attempts()) per[`${role} ${order.at(-1)}`] = (per[`${role} ${order.at(-1)}`] ?? 0) + 1;
    console.log(per);
    console.log(model.attempts().filter((a) => a.refused !== true).slice(0, 20));
    expect([...ticket.problems, ...error.problems]).toEqual([]);
  });
});
