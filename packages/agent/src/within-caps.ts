import { NeedsHuman } from '@patchwright/faults';
import { estimateTokens } from './estimate.ts';
import type { Model, ModelAnswer, ModelRequest } from './model.ts';
import type { ModelSettings } from './model-settings.ts';
import { costOf } from './prices.ts';
import { sized } from './sized.ts';

/** A budget that several agents and runs draw on, with what was used of it before. What `most` does not name has no cap. */
export interface SpendingCap {
  /** Whose it is: `task shop-42`, `repository acme/shop in 2026-11`. */
  readonly whose: string;
  readonly most: { readonly usd?: number; readonly tokens?: number; readonly calls?: number };
  readonly used: {
    readonly modelCalls: number;
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly costUsd: number;
  };
  /** Where it is raised: its name in the budgets file. */
  readonly setting: string;
}

/** What a call may use at most, before it is made. */
export type Estimate = (request: ModelRequest) => {
  readonly tokens: number;
  readonly costUsd: number;
};

interface Used {
  readonly calls: number;
  readonly tokens: number;
  readonly usd: number;
}

/** What the first of a role's chain may use for a call: the prompt by rule of thumb, uncached, and the longest answer. */
export function estimateOf({ roles, prices }: Pick<ModelSettings, 'roles' | 'prices'>): Estimate {
  return (request) => {
    const [choice] = roles[request.role] ?? roles.default;
    if (choice === undefined) return { tokens: 0, costUsd: 0 };
    const input = estimateTokens(request);
    const output = sized(request, choice).maxTokens + (choice.thinkingTokens ?? 0);
    const tokens = { input, output, cacheRead: 0, cacheWrite: 0, cacheWriteHour: 0 };
    return { tokens: input + output, costUsd: costOf(choice.model, tokens, prices) };
  };
}

/**
 * A model that is asked only as long as every budget holds the next call too. `caps` is asked once, at the first call. Otherwise it
 * throws NeedsHuman, which says whose budget is used up, how far, and how it is raised. Nothing in here knows a clock: with the same
 * answers it stops at the same call.
 */
export function withinCaps(
  model: Model,
  caps: () => Promise<readonly SpendingCap[]>,
  estimate: Estimate,
): Model {
  let known: Promise<readonly SpendingCap[]> | undefined;
  let here: Used = { calls: 0, tokens: 0, usd: 0 };
  const release = model.release?.bind(model);

  async function complete(request: ModelRequest): Promise<ModelAnswer> {
    known ??= caps();
    const next = estimate(request);
    for (const cap of await known) {
      const fault = overdrawn(cap, here, { calls: 1, tokens: next.tokens, usd: next.costUsd });
      if (fault !== undefined) throw fault;
    }
    const answer = await model.complete(request);
    const { inputTokens, outputTokens, costUsd } = answer.usage;
    here = {
      calls: here.calls + 1,
      tokens: here.tokens + inputTokens + outputTokens,
      usd: here.usd + costUsd,
    };
    return answer;
  }

  return { complete, ...(release === undefined ? {} : { release }) };
}

const WORDS: Readonly<Record<keyof Used, (amount: number) => string>> = {
  calls: (amount) => `${amount} calls`,
  tokens: (amount) => `${amount} tokens`,
  usd: (amount) => `$${amount.toFixed(2)}`,
};

function overdrawn(
  { whose, most, used, setting }: SpendingCap,
  here: Used,
  next: Used,
): NeedsHuman | undefined {
  const before: Used = {
    calls: used.modelCalls,
    tokens: used.inputTokens + used.outputTokens,
    usd: used.costUsd,
  };
  for (const unit of ['usd', 'tokens', 'calls'] as const) {
    const cap = most[unit];
    const spent = before[unit] + here[unit];
    if (cap === undefined || spent + next[unit] <= cap) continue;
    const words = WORDS[unit];
    const isUsedUp = spent >= cap;
    const rest = isUsedUp ? '' : `, and the next call may take ${words(next[unit])}`;
    return new NeedsHuman(`the budget of ${whose} is used up`, {
      diagnosis:
        `Of ${words(cap)} for ${whose}, ${words(spent)} are used${rest}. ` +
        `Raise ${setting}.${unit} in the budgets file (PATCHWRIGHT_BUDGETS), then retry the task.`,
    });
  }
  return undefined;
}
