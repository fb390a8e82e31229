import { NeedsHuman } from '@patchwright/faults';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import {
  estimateOf,
  type Model,
  type ModelAnswer,
  runAgent,
  type SpendingCap,
  withinCaps,
} from '../src/index.ts';

const settings = {
  roles: { default: [{ provider: 'anthropic', model: 'claude-sonnet-5-5' }] },
  prices: {},
};
const nothing = { modelCalls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 };

/** A model that reads the same kind of thing for ever, for a dollar a call. */
function looping() {
  let calls = 0;
  return {
    calls: () => calls,
    async complete(): Promise<ModelAnswer> {
      calls += 1;
      return {
        content: [{ type: 'tool_use', id: `c${calls}`, name: 'look', input: { at: calls } }],
        stopReason: 'tool_use',
        model: 'claude-sonnet-5-5',
        usage: { inputTokens: 900, outputTokens: 100, costUsd: 1 },
      };
    },
  };
}

function run(model: Model, budget = { turns: 1_000, tokens: 1e9, costUsd: 1e6 }) {
  return runAgent(model, {
    role: 'executor',
    instructions: 'Go on.',
    prompt: 'Look.',
    tools: [
      {
        name: 'look',
        description: 'Looks.',
        input: z.object({ at: z.number() }),
        run: async ({ at }: { at: number }) => `seen ${at}`,
      },
    ],
    submit: { name: 'submit', description: 'Hands in.', schema: z.object({}) },
    budget,
  });
}

async function stopOf(model: Model): Promise<NeedsHuman> {
  try {
    await run(model);
  } catch (thrown) {
    if (thrown instanceof NeedsHuman) return thrown;
    throw thrown;
  }
  throw new Error('the agent was expected to be stopped');
}

function cap(more: Partial<SpendingCap>): SpendingCap {
  return { whose: 'task shop-42', most: {}, used: nothing, setting: 'task', ...more };
}

describe('a model that goes on for ever', () => {
  test.each([
    ['money', cap({ most: { usd: 5 } }), 5],
    ['money that was spent before', cap({ most: { usd: 5 }, used: { ...nothing, costUsd: 3 } }), 2],
    ['tokens', cap({ most: { tokens: 20_000 } }), 11],
    ['calls', cap({ most: { calls: 7 }, used: { ...nothing, modelCalls: 4 } }), 3],
    ['nothing that is left', cap({ most: { usd: 5 }, used: { ...nothing, costUsd: 5 } }), 0],
  ])('is stopped before the call that the rest of its %s does not hold', async (_, own, calls) => {
    const model = looping();
    const other = cap({ whose: 'month 2026-11', setting: 'month', most: { usd: 1_000 } });
    const caps = vi.fn(async () => [other, own]);
    const stop = await stopOf(withinCaps(model, caps, estimateOf(settings)));

    expect(model.calls()).toBe(calls);
    expect(stop.message).toBe('the budget of task shop-42 is used up');
    expect(stop.diagnosis).toMatch(/Raise task\.(usd|tokens|calls) in the budgets file/);
    expect(caps).toHaveBeenCalledTimes(1);
  });

  test('is told by its diagnosis how much is used, and what the next call may cost', async () => {
    const own = cap({ most: { usd: 4.05 }, used: { ...nothing, costUsd: 4 } });
    const stop = await stopOf(withinCaps(looping(), async () => [own], estimateOf(settings)));

    expect(stop.diagnosis).toContain('Of $4.05 for task shop-42, $4.00 are used');
    expect(stop.diagnosis).toContain('the next call may take $0.08');
  });

  test('draws on the same budget through all agents of a run', async () => {
    const model = looping();
    const capped = withinCaps(
      model,
      async () => [cap({ most: { calls: 5 } })],
      estimateOf(settings),
    );
    const first = await run(capped, { turns: 3, tokens: 1e9, costUsd: 1e6 });
    const second = await stopOf(capped);

    expect(first).toMatchObject({ kind: 'stopped', why: 'turns' });
    expect(second.message).toContain('used up');
    expect(model.calls()).toBe(5);
  });
});

test('what a call may take is that of the longest answer, thinking and all, at the prices of the house', () => {
  const request = { role: 'planner', system: '', messages: [], tools: [], maxTokens: 8_192 };
  const choice = { provider: 'x', model: 'ours', maxTokens: 16_000, thinkingTokens: 4_000 };
  const estimate = estimateOf({
    roles: { ...settings.roles, planner: [choice] },
    prices: { ours: { input: 0, output: 10 } },
  });

  expect(estimate(request).costUsd).toBeCloseTo((20_000 * 10) / 1e6, 8);
});

test('an agent stops within one call of its time, which its answers tell', async () => {
  const model = looping();
  let minute = 0;
  const timed: Model = {
    async complete() {
      const began = new Date(Date.UTC(2026, 10, 1, 12, minute)).toISOString();
      minute += 4;
      const ended = new Date(Date.UTC(2026, 10, 1, 12, minute)).toISOString();
      return { ...(await model.complete()), began, ended };
    },
  };
  const outcome = await run(timed, { turns: 99, tokens: 1e9, costUsd: 1e6, minutes: 10 } as never);

  expect(outcome).toMatchObject({ kind: 'stopped', why: 'time', turns: 3 });
});
