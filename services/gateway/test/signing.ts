import { createHmac } from 'node:crypto';
import type { Source } from '../src/translate/translate.ts';

/** A secret that fits each source. */
export const secretOf: Readonly<Record<Source, string>> = {
  github: 'a-secret-of-github',
  jira: 'a-secret-of-jira',
  slack: 'a-secret-of-slack',
  sentry: 'a-secret-of-sentry',
  custom: `whsec_${Buffer.from('twenty-four bytes or more').toString('base64')}`,
};

/** Signs bytes as a source does. `at` is milliseconds since 1970. */
export function sign(
  source: Source,
  raw: Uint8Array,
  options: { readonly secret?: string; readonly at: number; readonly id?: string },
): Readonly<Record<string, string>> {
  const { secret = secretOf[source], at, id = 'msg_1' } = options;
  const time = `${Math.floor(at / 1000)}`;
  const hex = (...parts: readonly (string | Uint8Array)[]) => hmac(secret, parts).digest('hex');
  switch (source) {
    case 'github':
      return { 'x-hub-signature-256': `sha256=${hex(raw)}` };
    case 'jira':
      return { 'x-hub-signature': `sha256=${hex(raw)}` };
    case 'sentry':
      return { 'sentry-hook-signature': hex(raw) };
    case 'slack':
      return {
        'x-slack-request-timestamp': time,
        'x-slack-signature': `v0=${hex(`v0:${time}:`, raw)}`,
      };
    case 'custom': {
      const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
      const digest = hmac(key, [`${id}.${time}.`, raw]).digest('base64');
      return {
        'webhook-id': id,
        'webhook-timestamp': time,
        'webhook-signature': `v1,${digest}`,
      };
    }
  }
}

/** The header of a source that holds its signature. */
export const signatureHeader: Readonly<Record<Source, string>> = {
  github: 'x-hub-signature-256',
  jira: 'x-hub-signature',
  slack: 'x-slack-signature',
  sentry: 'sentry-hook-signature',
  custom: 'webhook-signature',
};

function hmac(key: string | Uint8Array, parts: readonly (string | Uint8Array)[]) {
  const made = createHmac('sha256', key);
  for (const part of parts) made.update(part);
  return made;
}
