import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Source } from '../translate/translate.ts';

/** Slack's own limit on the age of what it signed, against repetition by somebody else. */
const SLACK_WINDOW_S = 5 * 60;

/** A received webhook, as its bytes came. */
export interface Signed {
  readonly headers: IncomingHttpHeaders;
  readonly raw: Uint8Array;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Whether a webhook carries its source's signature over exactly these bytes (spec TR8). Compared in constant time; anything missing or
 * malformed is no signature.
 */
export function isSigned(source: Source, secret: string, { headers, raw, now }: Signed): boolean {
  switch (source) {
    case 'github':
      return isHmac(secret, [raw], headers['x-hub-signature-256'], 'sha256=');
    case 'jira':
      return isHmac(secret, [raw], headers['x-hub-signature'], 'sha256=');
    case 'sentry':
      return isHmac(secret, [raw], headers['sentry-hook-signature'], '');
    case 'slack': {
      const timestamp = headers['x-slack-request-timestamp'];
      if (typeof timestamp !== 'string' || !/^\d{1,12}$/.test(timestamp)) return false;
      if (Math.abs(now / 1000 - Number(timestamp)) > SLACK_WINDOW_S) return false;
      const signed = [Buffer.from(`v0:${timestamp}:`), raw];
      return isHmac(secret, signed, headers['x-slack-signature'], 'v0=');
    }
  }
}

/** Whether two secrets are the same, in a time that does not tell how far they agree. */
export function isSameSecret(one: string, other: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'compare').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

function isHmac(
  secret: string,
  parts: readonly Uint8Array[],
  signature: string | readonly string[] | undefined,
  prefix: string,
): boolean {
  if (typeof signature !== 'string' || !signature.startsWith(prefix)) return false;
  const hex = signature.slice(prefix.length);
  if (!/^[0-9a-f]{64}$/i.test(hex)) return false;
  const hmac = createHmac('sha256', secret);
  for (const part of parts) hmac.update(part);
  return timingSafeEqual(hmac.digest(), Buffer.from(hex, 'hex'));
}
