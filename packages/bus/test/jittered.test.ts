import { expect, test } from 'vitest';
import { jittered } from '../src/durable.ts';

test.each([
  [1, 5000],
  [2, 30_000],
  [3, 120_000],
  [9, 120_000],
])('after attempt %i the pause is about %i ms', (attempt, about) => {
  const pauses = Array.from({ length: 200 }, () => jittered([5000, 30_000, 120_000], attempt));
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(about * 0.75);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(about * 1.25);
  expect(new Set(pauses).size).toBeGreaterThan(100);
});
