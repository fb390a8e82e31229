/** US dollars for a million tokens. */
export interface Rates {
  readonly input: number;
  readonly output: number;
  /** Written to the cache for five minutes; 1.25 times `input` without it. */
  readonly cacheWrite?: number;
  /** Written to the cache for an hour; twice `input` without it. */
  readonly cacheWriteHour?: number;
  /** Read from the cache; a tenth of `input` without it. */
  readonly cacheRead?: number;
}

/** What a model costs. `long` holds for calls whose prompt has more than `over` tokens. */
export interface Price extends Rates {
  readonly long?: Rates & { readonly over: number };
}

/** Prices by the beginning of a model's name; the longest beginning counts. */
export type PriceTable = Readonly<Record<string, Price>>;

/** Tokens of one call as the vendor bills them, each counted once. */
export interface BilledTokens {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly cacheWriteHour: number;
}

/** Anthropic's list prices of November 2026. */
export const PRICES: PriceTable = {
  'claude-fable-5-': { input: 10, output: 50, cacheRead: 0.25 },
  'claude-fable-5': { input: 10, output: 50 },
  'claude-mythos-5-': { input: 10, output: 50, cacheRead: 0.25 },
  'claude-mythos-5': { input: 10, output: 50 },
  'claude-opus-5-5': { input: 4, output: 20, cacheRead: 0.2 },
  'claude-opus-5': { input: 5, output: 25 },
  'claude-opus-4-': { input: 5, output: 25 },
  'claude-opus-4-1': { input: 15, output: 75 },
  'claude-opus-4-0': { input: 15, output: 75 },
  'claude-opus-4-2025': { input: 15, output: 75 },
  'claude-sonnet-5-5': { input: 2, output: 10, cacheRead: 0.1 },
  'claude-sonnet-5': { input: 2, output: 10 },
  'claude-sonnet-4': { input: 3, output: 15 },
  'claude-haiku-5-5': {
    input: 0.1,
    output: 0.5,
    long: { over: 100_000, input: 0.5, output: 2.5 },
  },
  'claude-haiku-4-5': { input: 1, output: 5 },
};

const MILLION = 1_000_000;

/**
 * US dollars of one call. A model that no table knows is charged like the dearest one,
 * so that a budget of money never looks away.
 */
export function costOf(model: string, tokens: BilledTokens, own: PriceTable = {}): number {
  const price = priceOf(model, { ...PRICES, ...own });
  const prompt = tokens.input + tokens.cacheRead + tokens.cacheWrite + tokens.cacheWriteHour;
  const rates = price.long !== undefined && prompt > price.long.over ? price.long : price;
  const dollars =
    tokens.input * rates.input +
    tokens.output * rates.output +
    tokens.cacheRead * (rates.cacheRead ?? rates.input * 0.1) +
    tokens.cacheWrite * (rates.cacheWrite ?? rates.input * 1.25) +
    tokens.cacheWriteHour * (rates.cacheWriteHour ?? rates.input * 2);
  return Math.round((dollars / MILLION) * 1e8) / 1e8;
}

function priceOf(model: string, table: PriceTable): Price {
  const names = Object.keys(table)
    .filter((name) => model.startsWith(name))
    .sort((a, b) => b.length - a.length);
  const known = names[0] === undefined ? undefined : table[names[0]];
  return known ?? Object.values(table).reduce((a, b) => (b.output > a.output ? b : a));
}
