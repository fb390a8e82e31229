import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Budget } from './agent.ts';
import type { AnthropicConfig } from './anthropic/port.ts';

/** The variables of an environment, as whoever starts the process gives them. */
type Environment = Readonly<Record<string, string | undefined>>;

const Rates = z.object({
  input: z.number().nonnegative(),
  output: z.number().nonnegative(),
  cacheWrite: z.number().nonnegative().exactOptional(),
  cacheWriteHour: z.number().nonnegative().exactOptional(),
  cacheRead: z.number().nonnegative().exactOptional(),
});
const Price = Rates.extend({
  long: Rates.extend({ over: z.number().int().positive() }).exactOptional(),
});

const Variables = z.object({
  ANTHROPIC_API_KEY: z.string({ error: 'is needed to call a model (or ANTHROPIC_API_KEY_FILE)' }),
  ANTHROPIC_BASE_URL: z.url().exactOptional(),
  PATCHWRIGHT_MODEL: z.string().default('claude-sonnet-5-5'),
  /** `planner=claude-opus-5-5,executor=claude-sonnet-5-5` */
  PATCHWRIGHT_MODELS: z
    .string()
    .regex(
      /^\s*[^=,]+=[^=,]+(,[^=,]+=[^=,]+)*\s*$/,
      'role=model pairs are expected, with commas between',
    )
    .transform((text) => text.split(',').map((pair) => pair.split('=').map((part) => part.trim())))
    .default([]),
  /** JSON: US dollars for a million tokens by the beginning of a model's name. */
  PATCHWRIGHT_MODEL_PRICES: z
    .string()
    .transform(jsonOf)
    .pipe(z.record(z.string(), Price))
    .default({}),
});

/**
 * How models are reached, which one serves which role, and what they cost where the list prices do not hold.
 * The key may come by file (`ANTHROPIC_API_KEY_FILE`). Throws an Error that names the variable, and never shows a value.
 */
export function readModelSettings(environment: Environment): AnthropicConfig {
  const file = environment.ANTHROPIC_API_KEY_FILE;
  const key = file ? readFileSync(file, 'utf8').trim() : environment.ANTHROPIC_API_KEY;
  const variables = parsed(Variables, { ...environment, ANTHROPIC_API_KEY: key });
  const { ANTHROPIC_BASE_URL: baseUrl, PATCHWRIGHT_MODELS: pairs } = variables;
  return {
    apiKey: variables.ANTHROPIC_API_KEY,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    models: { ...Object.fromEntries(pairs), default: variables.PATCHWRIGHT_MODEL },
    prices: variables.PATCHWRIGHT_MODEL_PRICES,
  };
}

const Caps = z.object({
  PATCHWRIGHT_MAX_TURNS: z.coerce.number().int().positive().default(40),
  PATCHWRIGHT_MAX_TOKENS: z.coerce.number().int().positive().default(1_000_000),
  PATCHWRIGHT_MAX_COST_USD: z.coerce.number().positive().default(5),
});

/** What one agent may use at most: turns, tokens and money. Throws an Error that names the variable. */
export function readBudget(environment: Environment): Budget {
  const caps = parsed(Caps, environment);
  return {
    turns: caps.PATCHWRIGHT_MAX_TURNS,
    tokens: caps.PATCHWRIGHT_MAX_TOKENS,
    costUsd: caps.PATCHWRIGHT_MAX_COST_USD,
  };
}

/** An empty variable counts as none. */
function parsed<T>(schema: z.ZodType<T>, environment: Environment): T {
  const filled = Object.fromEntries(Object.entries(environment).filter(([, value]) => value));
  const result = schema.safeParse(filled);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(`the environment does not fit: ${faults.join('; ')}`);
}

function jsonOf(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('JSON is expected');
    return z.NEVER;
  }
}
