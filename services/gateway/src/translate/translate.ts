import { translateCustom } from './custom.ts';
import { translateGitHub } from './github.ts';
import { translateJira } from './jira.ts';
import type { Rules, Translation } from './rules.ts';
import { translateSentry } from './sentry.ts';
import { translateSlack } from './slack.ts';

/** The sources of webhooks. */
export const sources = ['github', 'jira', 'sentry', 'slack', 'custom'] as const;
/** A source of webhooks. */
export type Source = (typeof sources)[number];

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** What a stored or just received message means. Pure: the same bytes always mean the same. */
export function translate(
  message: { readonly source: string; readonly kind: string; readonly body: Uint8Array },
  rules: Rules,
): Translation {
  const payload = readBody(message.source, message.body);
  if (payload === undefined) return { kind: 'unreadable', reason: 'the body is not JSON' };
  return translatePayload(message.source, message.kind, payload, rules);
}

/** As `translate`, of a body that `readBody` has read: parsing is the dearest part of receiving a webhook. */
export function translatePayload(
  source: string,
  kind: string,
  payload: unknown,
  rules: Rules,
): Translation {
  switch (source) {
    case 'github':
      return translateGitHub(kind, payload, rules);
    case 'jira':
      return translateJira(kind, payload, rules);
    case 'sentry':
      return translateSentry(kind, payload, rules);
    case 'slack':
      return translateSlack(kind, payload);
    case 'custom':
      return translateCustom(kind, payload);
    default:
      return { kind: 'unreadable', reason: `"${source}" is no source of ours` };
  }
}

/**
 * The payload of a raw body: JSON, also where it comes as the field `payload` of a form; a form of Slack's without that is its
 * fields. `undefined` when it is none of these.
 */
export function readBody(source: string, body: Uint8Array): unknown {
  const text = decoder.decode(body);
  if (/^\s*[[{]/.test(text)) return jsonOf(text);
  const form = new URLSearchParams(text);
  const payload = form.get('payload');
  if (payload !== null) return jsonOf(payload);
  return source === 'slack' && form.size > 0 ? Object.fromEntries(form) : undefined;
}

function jsonOf(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed !== null && typeof parsed === 'object' ? parsed : undefined;
  } catch {
    return undefined;
  }
}
