import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseStories, type Mesh, PROJECT, playScenario, startMesh } from '@patchwright/local';
import { type NatsServer, startNats } from '@patchwright/local/nats';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSeed } from './config.ts';
import { type Dice, dice } from './dice.ts';
import { brokenPromises } from './invariants.ts';
import {
  deliverFiveTimes,
  holdExecutor,
  killBroker,
  killEachService,
  type Mischief,
} from './mischief.ts';

const seed = readSeed(process.env);
const stories = await chooseStories(
  ['a-ticket', 'an-error-at-night'].map((name) => join(PROJECT, 'packages/local/scenarios', name)),
);

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'chaos-'));
});
afterEach(async ({ task }) => {
  // Log, journals and what the services logged tell what went wrong.
  if (task.result?.state === 'fail') process.stdout.write(`  kept: ${dir}\n`);
  else await rm(dir, { recursive: true, force: true, maxRetries: 5 });
});

/** Plays both stories at once while mischief is done; answers the promises that were broken. */
async function play(
  kills: number,
  begin: (mesh: Mesh, nats: NatsServer, dice: Dice) => readonly Mischief[],
): Promise<readonly string[]> {
  await using nats = await startNats({ storeDir: join(dir, 'nats') });
  await using mesh = await startMesh({ stateDir: dir, stories, natsUrl: nats.url });
  process.stdout.write(`seed ${seed}\n`);
  const mischief = begin(mesh, nats, dice(seed));
  const played = await Promise.all(
    stories.map((story) =>
      playScenario(mesh, story, {
        kill: false,
        onHappening: (happening) => {
          for (const one of mischief) one.onHappening(happening);
        },
      }),
    ),
  );
  const done = (await Promise.all(mischief.map((one) => one.done()))).flat();
  process.stdout.write(done.map((what) => `  ${what}\n`).join(''));
  for (const { scenario, problems } of played) {
    for (const problem of problems) process.stdout.write(`  ${scenario.name}: ${problem}\n`);
  }
  // Awaited here: the mesh is gone as soon as this function is left.
  return await brokenPromises(mesh, played, kills);
}

test('each service is killed once and every webhook comes five times: two tasks end as if nothing had been', async () => {
  // Discovery, planner and both executors ask the model.
  const broken = await play(4, (mesh, _nats, dice) => [
    killEachService(mesh, dice),
    deliverFiveTimes(mesh),
  ]);
  expect(broken).toEqual([]);
});

test('the broker is killed three times and an executor sleeps through the end of its work: two tasks end as if nothing had been', async () => {
  const broken = await play(1, (mesh, nats, dice) => [
    killBroker(nats, dice),
    holdExecutor(mesh, dice),
  ]);
  expect(broken).toEqual([]);
});
