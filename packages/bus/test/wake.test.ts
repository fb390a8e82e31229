import { expect, test } from 'vitest';
import { createWake } from '../src/wake.ts';

test('a ring ends a sleep', async () => {
  const wake = createWake();
  const sleeping = wake.sleep(60_000);
  wake.ring();
  expect(await sleeping).toBe('rung');
});

test('a ring between two sleeps is not lost, and wakes once', async () => {
  const wake = createWake();
  wake.ring();
  wake.ring();
  expect(await wake.sleep(60_000)).toBe('rung');
  expect(await wake.sleep(1)).toBe('slept');
  expect(await wake.sleep(0)).toBe('slept');
});
