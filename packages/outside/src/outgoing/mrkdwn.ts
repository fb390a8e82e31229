import { allowedOn, seen, withoutAddresses } from './address.ts';

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

/** Blocks of Slack with every text in them as it may leave the house. What buttons lead to and carry stays as it is. */
export function outgoingBlocks<T>(blocks: T, hosts: readonly string[]): T {
  return walk(blocks) as T;

  function walk(node: unknown): unknown {
    if (Array.isArray(node)) return node.map(walk);
    if (node === null || typeof node !== 'object') return node;
    const isText = 'type' in node && (node.type === 'mrkdwn' || node.type === 'plain_text');
    return Object.fromEntries(
      Object.entries(node).map(([name, member]) => [
        name,
        isText && name === 'text' && typeof member === 'string'
          ? outgoingMrkdwn(member, hosts)
          : walk(member),
      ]),
    );
  }
}
