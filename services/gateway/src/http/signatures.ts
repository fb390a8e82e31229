import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Source } from '../translate/translate.ts';

/** The limit of Slack and of Standard Webhooks on the age of what was signed, against repetition by somebody else. */
const WINDOW_S = 5 * 60;

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

/** What a source signed, and the signatures that came with it: several while its sender replaces a secret. */
interface Claim {
  readonly parts: readonly Uint8Array[];
  readonly encoding: 'hex' | 'base64';
  /** Compared as text: other digits, or other bits behind the last one, are another signature. */
  readonly signatures: readonly string[];
  /** When it was signed, in seconds since 1970, where that is signed too. */
  readonly at?: number;
}

/**
 * Whether a webhook carries its source's signature over exactly these bytes, made with one of the secrets. Compared in constant
 * time; anything missing or malformed is no signature, and without secrets nothing is verified. The sources' own libraries check text that
 * was decoded before, where different bytes can be the same text, and throw on an empty body; they prove this in the tests.
 */
export function verify(source: Source, secrets: readonly string[], signed: Signed): Verdict {
  const claim = claimOf(source, signed);
  if (claim === undefined) return { kind: 'unsigned' };
  const found = secrets.findIndex((secret) => isMadeWith(secret, claim));
  if (found < 0) return { kind: 'wrong' };
  if (claim.at !== undefined) {
    const skewS = Math.trunc(signed.now / 1000 - claim.at);
    if (Math.abs(skewS) > WINDOW_S) return { kind: 'stale', skewS };
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
      const timestamp = timeIn(headers['x-slack-request-timestamp']);
      if (timestamp === undefined) return undefined;
      const parts = [Buffer.from(`v0:${timestamp}:`), raw];
      const claim = hexClaim(parts, headers['x-slack-signature'], 'v0=');
      return claim && { ...claim, at: Number(timestamp) };
    }
    case 'custom': {
      const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': given } = headers;
      const timestamp = timeIn(time);
      if (typeof id !== 'string' || typeof given !== 'string' || !timestamp) return undefined;
      const signatures = given
        .split(' ')
        .flatMap((one) => (/^v1,[A-Za-z0-9+/]{43}=$/.test(one) ? [one.slice('v1,'.length)] : []));
      if (signatures.length === 0) return undefined;
      const parts = [Buffer.from(`${id}.${timestamp}.`), raw];
      return { parts, encoding: 'base64', signatures, at: Number(timestamp) };
    }
  }
}

function timeIn(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' && /^\d{1,12}$/.test(header) ? header : undefined;
}

function hexClaim(
  parts: readonly Uint8Array[],
  header: string | readonly string[] | undefined,
  prefix: string,
): Claim | undefined {
  if (typeof header !== 'string' || !header.startsWith(prefix)) return undefined;
  const hex = header.slice(prefix.length);
  return /^[0-9a-f]{64}$/.test(hex) ? { parts, encoding: 'hex', signatures: [hex] } : undefined;
}

function isMadeWith(secret: string, { parts, encoding, signatures }: Claim): boolean {
  const hmac = createHmac('sha256', keyOf(secret, encoding));
  for (const part of parts) hmac.update(part);
  const wanted = Buffer.from(hmac.digest(encoding));
  return signatures.some((text) => {
    const given = Buffer.from(text);
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  });
}

/** Standard Webhooks writes its keys in base64; everybody else's are taken as they are. */
function keyOf(secret: string, encoding: Claim['encoding']): string | Buffer {
  return encoding === 'hex' ? secret : Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
}
