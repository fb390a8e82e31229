import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/**
 * The one spelling of a JSON value (RFC 8785): keys sorted, numbers as ECMAScript writes them, members that are `undefined` left out.
 * Throws an Error for what JSON cannot hold: NaN, infinities, lone surrogates, cycles, a value that is no JSON at all.
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError(`a ${typeof value} is not a JSON value`);
  return text;
}

/** SHA-256 of a text or bytes, as 64 lowercase hexadecimal digits. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** SHA-256 (hex) of a JSON value's canonical form: equal values have equal digests, however they were written. */
export function digestOf(value: unknown): string {
  return sha256(canonicalJson(value));
}
