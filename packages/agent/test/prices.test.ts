import { describe, expect, test } from 'vitest';
import { costOf } from '../src/index.ts';

const tokens = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, cacheWriteHour: 0 };

describe('what a call costs', () => {
  test.each([
    ['claude-sonnet-5-5', { input: 1_000_000 }, 2],
    ['claude-sonnet-5-5', { output: 1_000_000 }, 10],
    ['claude-sonnet-5-5', { cacheRead: 1_000_000 }, 0.1],
    ['claude-sonnet-5-5', { cacheWrite: 1_000_000 }, 2.5],
    ['claude-sonnet-5-5', { cacheWriteHour: 1_000_000 }, 4],
    ['claude-sonnet-5', { cacheRead: 1_000_000 }, 0.2],
    ['claude-opus-5-5-20261001', { input: 1000, output: 1000 }, 0.024],
    ['claude-opus-4-8', { output: 1_000_000 }, 25],
    ['claude-opus-4-1-20250805', { output: 1_000_000 }, 75],
    ['claude-haiku-5-5', { input: 100_000 }, 0.01],
    ['claude-haiku-5-5', { input: 50_000, cacheRead: 60_000 }, 0.028],
  ])('%s: %j', (model, used, dollars) => {
    expect(costOf(model, { ...tokens, ...used })).toBe(dollars);
  });

  test('prices of the house lie over the list prices', () => {
    const own = { 'claude-sonnet-5-5': { input: 1, output: 1 }, ours: { input: 3, output: 3 } };

    expect(costOf('claude-sonnet-5-5', { ...tokens, input: 1_000_000 }, own)).toBe(1);
    expect(costOf('ours-7b', { ...tokens, input: 1_000_000 }, own)).toBe(3);
  });

  test('a model that nobody knows costs as much as the dearest, so that no budget looks away', () => {
    expect(costOf('something-new', { ...tokens, output: 1_000_000 })).toBe(75);
  });
});
