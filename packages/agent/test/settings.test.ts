import { expect, test } from 'vitest';
import { readBudget, readModelSettings } from '../src/index.ts';

test('models by role, an address and prices of the house', () => {
  const settings = readModelSettings({
    ANTHROPIC_API_KEY: 'k',
    ANTHROPIC_BASE_URL: 'http://127.0.0.1:1',
    PATCHWRIGHT_MODELS: 'planner=claude-opus-5-5, executor=ours',
    PATCHWRIGHT_MODEL_PRICES: '{"ours":{"input":1,"output":2}}',
  });

  expect(settings).toEqual({
    apiKey: 'k',
    baseUrl: 'http://127.0.0.1:1',
    models: { default: 'claude-sonnet-5-5', planner: 'claude-opus-5-5', executor: 'ours' },
    prices: { ours: { input: 1, output: 2 } },
  });
});

test.each([
  [{}, 'ANTHROPIC_API_KEY'],
  [{ ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: 'somewhere' }, 'ANTHROPIC_BASE_URL'],
  [{ ANTHROPIC_API_KEY: 'k', PATCHWRIGHT_MODELS: 'planner' }, 'PATCHWRIGHT_MODELS'],
  [{ ANTHROPIC_API_KEY: 'k', PATCHWRIGHT_MODEL_PRICES: '{' }, 'PATCHWRIGHT_MODEL_PRICES'],
])('what is missing or wrong is named: %j', (environment, name) => {
  expect(() => readModelSettings(environment)).toThrow(name);
});

test('a budget has caps from the start', () => {
  expect(readBudget({ PATCHWRIGHT_MAX_TURNS: '3', PATCHWRIGHT_MAX_TOKENS: '' })).toEqual({
    turns: 3,
    tokens: 1_000_000,
    costUsd: 5,
  });
});
