import { z } from 'zod';
import type { Budget } from './agent.ts';
import { type AddressedChoice, chainOf, KINDS, type Kind, writtenChoice } from './model-choice.ts';
import { Prices } from './model-prices.ts';
import type { ModelSettings, ProviderSettings } from './model-settings.ts';
import { type ModelsFile, readModelsFile } from './models-file.ts';
import { providerSettings } from './provider-settings.ts';

/** The variables of an environment, as whoever starts the process gives them. */
type Environment = Readonly<Record<string, string | undefined>>;

const Variables = z.object({
  PATCHWRIGHT_MODEL: z.string().exactOptional(),
  /** `planner=claude-opus-5-5,executor=claude-code:claude-sonnet-5-5|openai:qwen3@http://127.0.0.1:11434/v1` */
  PATCHWRIGHT_MODELS: z
    .string()
    .regex(
      /^\s*[^=,]+=[^=,]+(,[^=,]+=[^=,]+)*\s*$/,
      'role=model pairs are expected, with commas between',
    )
    .transform((text) => text.split(',').map((pair) => pair.split('=').map((part) => part.trim())))
    .default([]),
  PATCHWRIGHT_MODELS_FILE: z.string().exactOptional(),
  /** JSON: US dollars for a million tokens by the beginning of a model's name. */
  PATCHWRIGHT_MODEL_PRICES: z.string().transform(jsonOf).pipe(Prices).default({}),
});

const DEFAULT_MODEL = 'claude-sonnet-5-5';

/**
 * How models are reached, which serve which role, and what they cost where the list prices do not hold: from a models file
 * (`PATCHWRIGHT_MODELS_FILE`), and over it the variables. Only what some role uses has to be there. Throws an Error that names the
 * variable or the place, and never shows a value.
 */
export function readModelSettings(environment: Environment): ModelSettings {
  const variables = parsed(Variables, environment);
  const file = readModelsFile(variables.PATCHWRIGHT_MODELS_FILE);
  const known = [...KINDS, ...Object.keys(file.providers)];
  const written = Object.entries(file.roles).map(([role, chain]) => {
    const choices = Array.isArray(chain) ? chain : [chain];
    return [role, choices.map((one) => writtenChoice(one, known))] as const;
  });
  const named = variables.PATCHWRIGHT_MODELS.map(
    ([role = '', chain = '']) => [role, chainOf(chain, known)] as const,
  );
  const { default: fallback, ...roles } = Object.fromEntries([...written, ...named]);
  const model = variables.PATCHWRIGHT_MODEL;
  const standard =
    model === undefined ? (fallback ?? chainOf(DEFAULT_MODEL, known)) : chainOf(model, known);
  const chains = { ...roles, default: standard };
  const all = Object.values(chains).flat();
  return {
    providers: Object.fromEntries(
      all.map((choice) => [choice.provider, providerOf(choice, file, environment)]),
    ),
    roles: { ...withoutAddresses(roles), default: withoutAddress(standard) },
    prices: { ...file.prices, ...variables.PATCHWRIGHT_MODEL_PRICES },
    ...(file.retries === undefined ? {} : { retries: file.retries }),
  };
}

const Caps = z.object({
  PATCHWRIGHT_MAX_TURNS: z.coerce.number().int().positive().default(40),
  PATCHWRIGHT_MAX_TOKENS: z.coerce.number().int().positive().default(1_000_000),
  PATCHWRIGHT_MAX_COST_USD: z.coerce.number().positive().default(5),
  PATCHWRIGHT_MAX_MINUTES: z.coerce.number().positive().exactOptional(),
});

/** What one agent may use at most: turns, tokens, money, and time if it is said. Throws an Error that names the variable. */
export function readBudget(environment: Environment): Budget {
  const caps = parsed(Caps, environment);
  const minutes = caps.PATCHWRIGHT_MAX_MINUTES;
  return {
    turns: caps.PATCHWRIGHT_MAX_TURNS,
    tokens: caps.PATCHWRIGHT_MAX_TOKENS,
    costUsd: caps.PATCHWRIGHT_MAX_COST_USD,
    ...(minutes === undefined ? {} : { minutes }),
  };
}

function providerOf(
  { provider, address }: AddressedChoice,
  file: ModelsFile,
  environment: Environment,
): ProviderSettings {
  const name = address === undefined ? provider : provider.slice(0, -address.length - 1);
  const declared = file.providers[name];
  const kind = declared?.kind ?? KINDS.find((one) => one === name);
  if (kind === undefined) {
    throw new Error(`there is no provider ${name}; there are ${KINDS.join(', ')}`);
  }
  const own = address === undefined ? declared : { ...declared, kind, baseUrl: address };
  return providerSettings(kind, (own ?? {}) as { readonly kind?: Kind }, environment);
}

function withoutAddresses(
  roles: Readonly<Record<string, readonly AddressedChoice[]>>,
): ModelSettings['roles'] {
  const chains = Object.entries(roles).map(([role, chain]) => [role, withoutAddress(chain)]);
  return Object.fromEntries(chains);
}

function withoutAddress(chain: readonly AddressedChoice[]): ModelSettings['roles']['default'] {
  return chain.map(({ address: _address, ...choice }) => choice);
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
