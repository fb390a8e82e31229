import { BlockList, isIP } from 'node:net';
import { secretFrom } from '@patchwright/chassis';
import { z } from 'zod';
import { type Source, sources } from './translate/translate.ts';

/** How the gateway meets strangers. */
export interface Edge {
  /** The secrets of each source's webhooks, the newest first; a source without one is closed. */
  readonly secrets: Readonly<Record<Source, readonly string[]>>;
  /** From where a source's webhooks may come; a source without a list takes them from anywhere. */
  readonly allowed: Readonly<Partial<Record<Source, BlockList>>>;
  /** Whose word on a caller's address is taken: nobody's, every proxy's, or that of proxies at these addresses. */
  readonly trustProxy: boolean | string;
  /** Unverified webhooks that one address may send to one source in a minute before it is told to wait. */
  readonly strangersPerMinute: number;
  /** Requests to the API that one address may make in a minute. */
  readonly apiPerMinute: number;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** The variable of each source's secrets; each also as `…_FILE`. */
export const SECRET_NAMES: Readonly<Record<Source, string>> = {
  github: 'GITHUB_WEBHOOK_SECRET',
  jira: 'JIRA_WEBHOOK_SECRET',
  slack: 'SLACK_SIGNING_SECRET',
  sentry: 'SENTRY_WEBHOOK_SECRET',
};

/** Whatever is shorter can be guessed, and is rather a piece of a secret that has a comma in it. */
const SHORTEST_SECRET = 8;

const Limits = z.object({
  PATCHWRIGHT_TRUST_PROXY: z.string().default('false'),
  PATCHWRIGHT_STRANGERS_PER_MINUTE: z.coerce.number().int().positive().default(120),
  PATCHWRIGHT_API_PER_MINUTE: z.coerce.number().int().positive().default(6000),
});

/** Reads it from the variables of an environment, empty ones left out. Throws an error that names what is wrong, never a secret. */
export function readEdge(environment: Variables): Edge {
  const limits = Limits.parse(environment);
  const each = <T>(read: (source: Source) => T) =>
    Object.fromEntries(sources.map((source) => [source, read(source)])) as Record<Source, T>;
  const lists = each((source) => {
    const name = `${source.toUpperCase()}_WEBHOOK_ALLOW`;
    return listOf(name, environment[name]);
  });
  return {
    secrets: each((source) => secretsOf(SECRET_NAMES[source], environment)),
    allowed: Object.fromEntries(Object.entries(lists).filter(([, list]) => list !== undefined)),
    trustProxy: trusted(limits.PATCHWRIGHT_TRUST_PROXY),
    strangersPerMinute: limits.PATCHWRIGHT_STRANGERS_PER_MINUTE,
    apiPerMinute: limits.PATCHWRIGHT_API_PER_MINUTE,
  };
}

/** Several secrets hold at once while one is being replaced: they are separated by commas or lines, the newest first. */
function secretsOf(name: string, environment: Variables): readonly string[] {
  const text = environment[name] ?? secretFrom(environment[`${name}_FILE`]) ?? '';
  const secrets = split(text);
  if (secrets.some((secret) => secret.length < SHORTEST_SECRET)) {
    throw new Error(`${name} has a secret of fewer than ${SHORTEST_SECRET} characters`);
  }
  return secrets;
}

/** Addresses and ranges such as `185.166.143.240/28` or `2401:1d80::/32`. */
function listOf(name: string, text: string | undefined): BlockList | undefined {
  if (text === undefined) return undefined;
  const list = new BlockList();
  for (const range of split(text)) {
    const [address = '', length] = range.split('/');
    const version = isIP(address);
    const family = version === 6 ? 'ipv6' : 'ipv4';
    const bits = version === 6 ? 128 : 32;
    const prefix = length === undefined ? bits : /^\d{1,3}$/.test(length) ? Number(length) : -1;
    if (version === 0 || prefix < 0 || prefix > bits) {
      throw new Error(`${name}: "${range}" is no address and no range of addresses`);
    }
    list.addSubnet(address, prefix, family);
  }
  return list;
}

/** Whether an address is on a list; IPv4 in the clothes of IPv6 counts as IPv4. */
export function isAllowed(list: BlockList, address: string): boolean {
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4');
}

function trusted(text: string): boolean | string {
  if (text === 'true' || text === 'false') return text === 'true';
  return text;
}

function split(text: string): readonly string[] {
  return text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
