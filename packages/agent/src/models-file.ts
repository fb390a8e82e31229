import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { Prices } from './model-prices.ts';
import { efforts } from './providers/provider.ts';

const Whole = z.number().int().positive();
const Keyed = { apiKey: z.string().exactOptional(), apiKeyFile: z.string().exactOptional() };
const Timed = { baseUrl: z.url().exactOptional(), timeoutMs: Whole.exactOptional() };

/** A provider as a models file declares it. Keys may lie in files; what is left out comes from the variables. */
export const DeclaredProvider = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('anthropic'), ...Keyed, ...Timed }),
  z.strictObject({
    kind: z.literal('openai'),
    ...Keyed,
    ...Timed,
    azureApiVersion: z.string().exactOptional(),
    tokensField: z.enum(['max_tokens', 'max_completion_tokens']).exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('bedrock'),
    ...Timed,
    region: z.string().exactOptional(),
    accessKey: z.string().exactOptional(),
    secretKey: z.string().exactOptional(),
    secretKeyFile: z.string().exactOptional(),
    sessionToken: z.string().exactOptional(),
  }),
  z.strictObject({
    kind: z.enum(['claude-code', 'cursor']),
    ...Keyed,
    baseUrl: z.url().exactOptional(),
    program: z.string().exactOptional(),
    home: z.string().exactOptional(),
    mostTurns: Whole.exactOptional(),
    mostUsd: z.number().positive().exactOptional(),
  }),
]);
/** A provider as declared, see the schema of the same name. */
export type DeclaredProvider = z.infer<typeof DeclaredProvider>;

const Choice = z.union([
  z.string().min(1),
  z.strictObject({
    provider: z.string().default('anthropic'),
    model: z.string().min(1),
    maxTokens: Whole.exactOptional(),
    thinkingTokens: Whole.min(1_024).exactOptional(),
    effort: z.enum(efforts).exactOptional(),
  }),
]);
/** A choice as written: `provider:model`, or with more to say about it. */
export type WrittenChoice = z.infer<typeof Choice>;

const ModelsFile = z.strictObject({
  providers: z.record(z.string(), DeclaredProvider).default({}),
  /** For each role one choice, or a chain of them. */
  roles: z.record(z.string(), z.union([Choice, z.array(Choice).min(1)])).default({}),
  prices: Prices.default({}),
  retries: z.number().int().nonnegative().max(10).exactOptional(),
});
/** A models file, see the schema of the same name. */
export type ModelsFile = z.infer<typeof ModelsFile>;

/** Reads a models file, YAML or JSON; the empty one without a path. Throws an Error that names the file and the place, and no value. */
export function readModelsFile(path: string | undefined): ModelsFile {
  const read = ModelsFile.safeParse(path === undefined ? {} : document(path));
  if (read.success) return read.data;
  const faults = read.error.issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`);
  throw new Error(`PATCHWRIGHT_MODELS_FILE (${path}) does not fit: ${faults.join('; ')}`);
}

function document(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8')) ?? {};
  } catch (thrown) {
    throw new Error(`PATCHWRIGHT_MODELS_FILE (${path}): ${(thrown as Error).message}`);
  }
}
