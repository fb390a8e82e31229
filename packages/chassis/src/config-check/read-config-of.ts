import { pathToFileURL } from 'node:url';
import { createMask, type Mask } from '@patchwright/events';
import { messageOf } from '@patchwright/faults';
import { z } from 'zod';
import { secretsIn } from '../secrets-in.ts';

/** What stands against a configuration. */
export interface ConfigFault {
  /** The variable, or the file and line; `undefined` where only the reason says it. */
  readonly at?: string;
  /** The field within a file. */
  readonly field?: string;
  readonly why: string;
}

/** What a service's own reader makes of an environment: the settings that hold, secrets masked, or all that it says is wrong. */
export type ConfigRead =
  | { readonly kind: 'read'; readonly config: unknown }
  | { readonly kind: 'refused'; readonly faults: readonly ConfigFault[] };

interface ReadBack {
  readonly settings: unknown;
  readonly config: unknown;
  readonly secrets?: readonly string[];
}

/** Reads the environment with the `readConfig` of a service's `config.ts`, as the service itself does when it starts. Starts nothing. */
export async function readConfigOf(
  path: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ConfigRead> {
  const module = (await import(pathToFileURL(path).href)) as {
    readonly readConfig: (environment: object) => ReadBack;
  };
  try {
    const { settings, config, secrets = [] } = module.readConfig(environment);
    const mask = createMask([...secretsIn({ settings, config }), ...secrets]);
    return { kind: 'read', config: shown({ settings, config }, mask) };
  } catch (thrown) {
    return { kind: 'refused', faults: faultsOf(thrown) };
  }
}

/** What a reader complains of, one by one: each issue of a schema, each line of a message. */
export function faultsOf(thrown: unknown): readonly ConfigFault[] {
  if (thrown instanceof z.ZodError) {
    return thrown.issues.map(({ path, message }) => ({ at: path.join('.'), why: message }));
  }
  return messageOf(thrown)
    .replace(/^the environment does not fit: /, '')
    .split(/\n|; /)
    .filter((line) => line.trim() !== '')
    .map(faultIn);
}

/** `VARIABLE (file): field: why`, `file:line: field: why`, `file: why` or `VARIABLE: why`, as the readers of files and variables write it. */
function faultIn(line: string): ConfigFault {
  const named =
    /^[A-Z][A-Z0-9_]+ \((?<at>[^)]+)\)(?: does not fit)?: (?:(?<field>[\w-]+(?:\.[\w/-]+)+): )?(?<why>.+)$/.exec(
      line,
    )?.groups;
  if (named?.at !== undefined && named.why !== undefined) {
    const { at, field, why } = named;
    return { at, ...(field === undefined ? {} : { field }), why };
  }
  const { at, field, why } =
    /^(?<at>[A-Z][A-Z0-9_]+|\S*[./]\S*?(?::\d+)?): (?:(?<field>the [a-z]+|[\w-]+(?:\.[\w/-]+)*): )?(?<why>.+)$/.exec(
      line,
    )?.groups ?? {};
  if (at === undefined || why === undefined) {
    const [variable] = /\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b/.exec(line) ?? [];
    return { ...(variable === undefined ? {} : { at: variable }), why: line };
  }
  return { at, ...(field === undefined ? {} : { field }), why };
}

/** A value as JSON can show it: no functions, sets as lists, what is secret masked. */
function shown(value: unknown, mask: Mask): unknown {
  if (typeof value === 'string') return mask.text(value);
  if (typeof value === 'bigint') return String(value);
  if (value === null || typeof value !== 'object') {
    return typeof value === 'function' || typeof value === 'symbol' ? undefined : value;
  }
  if (value instanceof URL) return mask.text(value.href);
  if (value instanceof Map) return shown(Object.fromEntries(value), mask);
  if (value instanceof Set || Array.isArray(value))
    return [...value].map((one) => shown(one, mask));
  const entries = Object.entries(value).map(([name, member]) => [name, shown(member, mask)]);
  return Object.fromEntries(entries);
}
