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

/** What a signature proves. */
export type Verdict =
  /** Signed with the secret at this place of the list, counted from 1. */
  | { readonly kind: 'verified'; readonly secret: number }
  /** No signature, or nothing that could be one. */
  | { readonly kind: 'unsigned' }
  /** A signature over something else, or with another secret. */
  | { readonly kind: 'wrong' }
  /** Rightly signed, at a time that is so far from our clock; positive when it lies in our past. */
  | { readonly kind: 'stale'; readonly skewS: number };

/** What a source signed, and the signature that came with it. */
interface Claim {
  readonly parts: readonly Uint8Array[];
  readonly signature: Buffer;
  /** When it was signed, in seconds since 1970, where that is signed too. */
  readonly at?: number;
}

/**
 * Whether a webhook carries its source's signature over exactly these bytes (spec TR8), made with one of the secrets. Compared in constant
 * time; anything missing or malformed is no signature, and without secrets nothing is verified. The sources' own libraries check text that
 * was decoded before, where different bytes can be the same text, and throw on an empty body; they prove this in the tests.
 */
export function verify(source: Source, secrets: readonly string[], signed: Signed): Verdict {
  const claim = claimOf(source, signed);
  if (claim === undefined) return { kind: 'unsigned' };
  const found = secrets.findIndex((secret) => isMadeWith(secret, claim));
  if (found < 0) return { kind: 'wrong' };
  if (claim.at !== undefined) {
    const skewS = Math.round(signed.now / 1000 - claim.at);
    if (Math.abs(skewS) > SLACK_WINDOW_S) return { kind: 'stale', skewS };
  }
  return { kind: 'verified', secret: found + 1 };
}

/** Whether two secrets are the same, in a time that does not tell how far they agree. */
export function isSameSecret(one: string, other: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'compare').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

function claimOf(source: Source, { headers, raw }: Signed): Claim | undefined {
  switch (source) {
    case 'github':
      return hexClaim([raw], headers['x-hub-signature-256'], 'sha256=');
    case 'jira':
      return hexClaim([raw], headers['x-hub-signature'], 'sha256=');
    case 'sentry':
      return hexClaim([raw], headers['sentry-hook-signature'], '');
    case 'slack': {
      const timestamp = headers['x-slack-request-timestamp'];
      if (typeof timestamp !== 'string' || !/^\d{1,12}$/.test(timestamp)) return undefined;
      const parts = [Buffer.from(`v0:${timestamp}:`), raw];
      const claim = hexClaim(parts, headers['x-slack-signature'], 'v0=');
      return claim && { ...claim, at: Number(timestamp) };
    }
  }
}

function hexClaim(
  parts: readonly Uint8Array[],
  header: string | readonly string[] | undefined,
  prefix: string,
): Claim | undefined {
  if (typeof header !== 'string' || !header.startsWith(prefix)) return undefined;
  const hex = header.slice(prefix.length);
  if (!/^[0-9a-f]{64}$/.test(hex)) return undefined;
  return { parts, signature: Buffer.from(hex, 'hex') };
}

function isMadeWith(secret: string, { parts, signature }: Claim): boolean {
  const hmac = createHmac('sha256', secret);
  for (const part of parts) hmac.update(part);
  const wanted = hmac.digest();
  return wanted.length === signature.length && timingSafeEqual(wanted, signature);
}
