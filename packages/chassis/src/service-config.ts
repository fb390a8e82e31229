import { readFileSync } from 'node:fs';
import { token } from '@patchwright/events';
import { z } from 'zod';

/** A name that can be part of a subject. */
const Token = z.string().transform((text, context) => {
  try {
    return token(text);
  } catch {
    context.addIssue(`"${text}" may only have a-z, 0-9, "_" and "-"`);
    return z.NEVER;
  }
});

const Whole = z.coerce.number().int().nonnegative();

/** The settings that every service has, by the names of their variables. */
const Variables = z
  .object({
    NATS_URL: z.string().default('nats://127.0.0.1:4222'),
    NATS_USER: z.string().optional(),
    NATS_PASSWORD: z.string().optional(),
    NATS_PASSWORD_FILE: z.string().optional(),
    PATCHWRIGHT_TENANT: Token.default('main'),
    PATCHWRIGHT_BUILD: z.string().min(1).default('dev'),
    PATCHWRIGHT_CONCURRENCY: Whole.optional(),
    PATCHWRIGHT_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
    PATCHWRIGHT_LOG_FORMAT: z.enum(['json', 'human']).default('json'),
    PATCHWRIGHT_HEALTH_HOST: z.string().default('127.0.0.1'),
    PATCHWRIGHT_HEALTH_PORT: Whole.default(0),
    PATCHWRIGHT_GRACE_MS: Whole.default(10_000),
    PATCHWRIGHT_FAILPOINTS: z.string().default(''),
    OTEL_EXPORTER_OTLP_ENDPOINT: z.string().optional(),
  })
  .transform((variables) => ({
    nats: {
      url: variables.NATS_URL,
      user: variables.NATS_USER,
      password: variables.NATS_PASSWORD ?? secretFrom(variables.NATS_PASSWORD_FILE),
    },
    tenant: variables.PATCHWRIGHT_TENANT,
    build: variables.PATCHWRIGHT_BUILD,
    /** Pieces of work of one kind at once; the service's own number when unset. */
    concurrency: variables.PATCHWRIGHT_CONCURRENCY,
    log: { level: variables.PATCHWRIGHT_LOG_LEVEL, format: variables.PATCHWRIGHT_LOG_FORMAT },
    /** Port 0: no health server. */
    health: {
      host: variables.PATCHWRIGHT_HEALTH_HOST,
      port: variables.PATCHWRIGHT_HEALTH_PORT,
    },
    /** How long a process may take to leave after it was told to. */
    graceMs: variables.PATCHWRIGHT_GRACE_MS,
    failpoints: variables.PATCHWRIGHT_FAILPOINTS,
    otlpEndpoint: variables.OTEL_EXPORTER_OTLP_ENDPOINT,
  }));

/** The settings that every service has. */
export type ServiceSettings = z.output<typeof Variables>;

/** Reads them from the variables of an environment. Throws an Error that names each variable that does not fit. */
export function readServiceSettings(
  environment: Readonly<Record<string, string | undefined>>,
): ServiceSettings {
  const filled = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = Variables.safeParse(filled);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(`the environment does not fit: ${faults.join('; ')}`);
}

/** The text of a file without its last line end; a secret may come by file instead of by variable. `undefined` without a path. */
export function secretFrom(path: string | undefined): string | undefined {
  return path === undefined ? undefined : readFileSync(path, 'utf8').replace(/\r?\n$/, '');
}
