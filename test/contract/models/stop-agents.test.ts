import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { typed } from '../../typed.ts';
import { tenant } from '../in-process.ts';
import { openThinkingSite, type ThinkingSite } from './thinking-site.ts';

let site: ThinkingSite;
beforeAll(async () => {
  site = await openThinkingSite();
});
afterAll(() => site[Symbol.asyncDispose]());

/** Types a command against the site's broker. */
async function type(...words: readonly string[]): Promise<string> {
  const environment = { NATS_URL: site.natsUrl, PATCHWRIGHT_TENANT: tenant };
  const { stdout, stderr, exit } = await typed(words, { environment, cwd: '/nowhere' });
  expect(exit, stderr).toBe(0);
  return stdout.trim();
}

const calls = () => site.model.calls().calls.length;

async function asked(atLeast: number): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (calls() < atLeast) {
    if (performance.now() > deadline) throw new Error(`the model was asked ${calls()} times`);
    await pause(10);
  }
}

test('agents that are stopped ask nothing more, wherever they run; started again they go on where they were, and ask nothing twice', async () => {
  site.model.failNext(Array.from({ length: 6 }, () => ({ kind: 'slow' as const, ms: 250 })));
  const first = await site.think({});
  await site.request('stopped', { title: 'of six' });
  await asked(2);

  expect(await type('stop-agents', '--reason', 'the bill')).toBe('stopped');
  // The call that is under way ends; it is the last one.
  await pause(600);
  const made = calls();
  expect(made).toBeLessThan(6);
  await pause(1_500);
  expect(calls()).toBe(made);

  // Not even by another process that takes the work over.
  await first[Symbol.asyncDispose]();
  await using _second = await site.think({});
  await pause(2_500);
  expect(calls()).toBe(made);

  expect(await type('start-agents')).toBe('running');
  expect(await site.endOf('stopped')).toMatchObject({ data: { analysis: 'found' } });
  expect(site.model.calls()).toMatchObject({ repeated: 0 });
  expect(calls()).toBe(6);
});
