import { allowedOn, seen, TAKEN_OUT, withoutAddresses } from './address.ts';

/** What stands in angle brackets has a meaning in Slack; text of others has none, since it is escaped. */
const BRACKETS = /<([^<>\n]*)>/g;
const EVERYBODY = /@(?=(?:channel|here|everyone)\b)/gi;

/**
 * Slack's markup as it may leave the house, whoever wrote its parts: nothing invisible, no address but those on allowed hosts, and not
 * everybody at once is called. A person may be, as whoever decided is.
 */
export function outgoingMrkdwn(text: string, hosts: readonly string[]): string {
  const isAllowed = allowedOn(hosts);
  const parts: string[] = [];
  let from = 0;
  const whole = seen(text);
  const plain = (part: string) => withoutAddresses(part, isAllowed).replace(EVERYBODY, '@\u200b');
  for (const match of whole.matchAll(BRACKETS)) {
    parts.push(plain(whole.slice(from, match.index)), bracket(match[1] ?? ''));
    from = match.index + match[0].length;
  }
  return [...parts, plain(whole.slice(from))].join('');

  function bracket(inside: string): string {
    const [target = '', ...label] = inside.split('|');
    const shown = plain(label.join('|'));
    if (/^@[UW][A-Z0-9]+$/.test(target) || /^#[CG][A-Z0-9]+$/.test(target)) return `<${inside}>`;
    if (/^!date\^\d+\^[^|<>]*$/.test(target) && !/https?:/i.test(target)) {
      return `<${target}|${shown}>`;
    }
    if (isAllowed(target)) return shown === '' ? `<${target}>` : `<${target}|${shown}>`;
    return shown;
  }
}

/** Members of blocks that nobody reads as text: kinds, names that come back to us, and addresses that have no other words around them. */
const NO_TEXT: ReadonlySet<string> = new Set([
  'action_id',
  'block_id',
  'channel_id',
  'image_url',
  'status',
  'style',
  'task_id',
  'type',
  'url',
  'user_id',
  'value',
]);

/**
 * Blocks of Slack with every text in them as it may leave the house, in whatever kind of block it stands; a link among words that leads
 * elsewhere becomes its words. What buttons lead to and carry stays as it is.
 */
export function outgoingBlocks<T>(blocks: T, hosts: readonly string[]): T {
  const isAllowed = allowedOn(hosts);
  return walk('', blocks) as T;

  function walk(name: string, node: unknown): unknown {
    if (typeof node === 'string') return NO_TEXT.has(name) ? node : outgoingMrkdwn(node, hosts);
    if (Array.isArray(node)) return node.map((member) => walk(name, member));
    if (node === null || typeof node !== 'object') return node;
    const members = Object.entries(node).map(([key, member]) => [key, walk(key, member)] as const);
    const cleaned: Readonly<Record<string, unknown>> = Object.fromEntries(members);
    const leads = cleaned.type === 'link' && typeof cleaned.url === 'string' ? cleaned.url : '';
    if (leads === '' || isAllowed(leads)) return cleaned;
    return { type: 'text', text: cleaned.text ?? TAKEN_OUT };
  }
}
