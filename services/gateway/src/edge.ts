import { BlockList, isIP } from 'node:net';
import { secretFrom } from '@patchwright/chassis';
import { z } from 'zod';
import { type Source, sources } from './translate/translate.ts';

/** How the gateway meets strangers. */
export interface Edge {
  /** The secrets of each sender's webhooks, the newest first; a sender without one is closed. See `senderOf`. */
  readonly secrets: Readonly<Record<string, readonly string[]>>;
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

/** The variable of each source's secrets; each also as `…_FILE`. That of `custom` has `name=secret` for each name. */
export const SECRET_NAMES: Readonly<Record<Source, string>> = {
  github: 'GITHUB_WEBHOOK_SECRET',
  jira: 'JIRA_WEBHOOK_SECRET',
  slack: 'SLACK_SIGNING_SECRET',
  sentry: 'SENTRY_WEBHOOK_SECRET',
  custom: 'CUSTOM_WEBHOOK_SECRETS',
};

/** Who signs a webhook: its source, or one of the programs that send to `/webhooks/custom/<name>`. */
export function senderOf(source: Source, name?: string): string {
  return name === undefined ? source : `${source}/${name}`;
}

/** Whatever is shorter can be guessed, and is rather a piece of a secret that has a comma in it. */
const SHORTEST_SECRET = 8;

const CUSTOM = /^(?<sender>[a-z0-9][a-z0-9_-]{0,39})=(?<secret>whsec_[A-Za-z0-9+/]{32,86}={0,2})$/;

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
    secrets: {
      ...each((source) =>
        source === 'custom' ? [] : secretsOf(SECRET_NAMES[source], environment),
      ),
      ...customSecrets(environment),
    },
    allowed: Object.fromEntries(Object.entries(lists).filter(([, list]) => list !== undefined)),
    trustProxy: trusted(limits.PATCHWRIGHT_TRUST_PROXY),
    strangersPerMinute: limits.PATCHWRIGHT_STRANGERS_PER_MINUTE,
    apiPerMinute: limits.PATCHWRIGHT_API_PER_MINUTE,
  };
}

/** Several secrets hold at once while one is being replaced: they are separated by commas or lines, the newest first. */
function secretsOf(name: string, environment: Variables): readonly string[] {
  const secrets = textsOf(name, environment);
  if (secrets.some((secret) => secret.length < SHORTEST_SECRET)) {
    throw new Error(`${name} has a secret of fewer than ${SHORTEST_SECRET} characters`);
  }
  return secrets;
}

/** `alerts=whsec_…,alerts=whsec_…,deploys=whsec_…`, in the form of Standard Webhooks. */
function customSecrets(environment: Variables): Readonly<Record<string, readonly string[]>> {
  const name = SECRET_NAMES.custom;
  const found = new Map<string, string[]>();
  for (const text of textsOf(name, environment)) {
    const { sender, secret } = CUSTOM.exec(text)?.groups ?? {};
    if (sender === undefined || secret === undefined) {
      throw new Error(`${name} needs name=whsec_… with 24 to 64 bytes in base64 for each sender`);
    }
    const key = senderOf('custom', sender);
    found.set(key, [...(found.get(key) ?? []), secret]);
  }
  return Object.fromEntries(found);
}

function textsOf(name: string, environment: Variables): readonly string[] {
  return split(environment[name] ?? secretFrom(environment[`${name}_FILE`]) ?? '');
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
