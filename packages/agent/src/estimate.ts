const CHARACTERS_A_TOKEN = 4;

/** Tokens of a value as JSON, by the rule of thumb: where nobody counts them, and before they are spent. */
export function estimateTokens(value: unknown): number {
  return Math.ceil((JSON.stringify(value) ?? '').length / CHARACTERS_A_TOKEN);
}
