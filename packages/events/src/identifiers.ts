import { createHash } from 'node:crypto';
import { ulid } from 'ulid';
import { canonicalJson, sha256 } from './canonical.ts';
import type { AggregateRef } from './event.ts';

/** Crockford's alphabet in lower case: safe in subjects, headers, file names and addresses. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const DERIVED_LENGTH = 26;
const LONGEST_TOKEN = 64;

/** A new identifier for what enters the mesh: a ULID in lower case, sortable by its millisecond. Not for use inside a decision. */
export function newId(): string {
  return ulid().toLowerCase();
}

/**
 * The identifier of the `index`-th event that a handler states because of a cause: 26 characters of `[0-9a-hjkmnp-tv-z]`.
 * The same cause, handler, index and aggregate always give the same id, which is what makes repeating harmless.
 */
export function deriveId(
  aggregate: AggregateRef,
  causationId: string,
  handler: string,
  index: number,
): string {
  const { tenant, kind, id } = aggregate;
  const bytes = createHash('sha256')
    .update(canonicalJson([tenant, kind, id, causationId, handler, index]))
    .digest();
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5 && text.length < DERIVED_LENGTH) {
      bits -= 5;
      text += ALPHABET[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return text;
}

/** Where a task comes from: a ticket's key, an error's `project-id`, `owner/name#12`, or any other name of the request. */
export interface TaskOrigin {
  readonly system: 'jira' | 'github' | 'sentry' | 'slack' | 'cli' | 'dashboard';
  readonly key: string;
  /** 1 (the default) for the first task of this origin; a later one, begun after the earlier ended, counts on. */
  readonly generation?: number;
}

/**
 * The readable id of a task, fit for a subject: `SHOP-42` becomes `shop-42`, `acme/shop#12` becomes `acme-shop-12`, the
 * second task of a ticket `shop-42_2`. A key that is too long, or from which nothing readable is left, ends in a digest of itself.
 * Throws a TypeError for a generation that is not a positive whole number.
 */
export function taskIdFor(origin: TaskOrigin): string {
  const generation = origin.generation ?? 1;
  if (!Number.isInteger(generation) || generation < 1) {
    throw new TypeError(`a task's generation is a whole number from 1, not ${generation}`);
  }
  const readable = readableToken(origin.key);
  return generation === 1 ? readable : `${readable}_${generation}`;
}

/**
 * The id of a task's part: `shop-42__money` for `acme/money`. One that comes in with a later version of the plan, after an earlier part
 * in the same repository, counts on: `shop-42__money_2`. Never longer than 64 characters.
 */
export function partIdFor(whole: string, repository: string, version = 1): string {
  const name = readableToken(repository.split('/').at(-1) ?? repository);
  const counted = version === 1 ? name : `${name}_${version}`;
  const id = `${whole}__${counted}`;
  if (id.length <= LONGEST_TOKEN) return id;
  const digest = sha256(canonicalJson([whole, repository, version])).slice(0, 12);
  return `${id.slice(0, LONGEST_TOKEN - 13).replace(/[-_]+$/, '')}-${digest}`;
}

/** The id of the issue aggregate of a production error: its project, readable, and a digest of the fingerprint that tells errors apart. */
export function issueIdFor(error: {
  readonly project: string;
  readonly fingerprint: string;
}): string {
  const digest = sha256(canonicalJson([error.project, error.fingerprint])).slice(0, 16);
  return `${readableToken(error.project).slice(0, LONGEST_TOKEN - 17)}-${digest}`;
}

/** The id of an inquiry: by what caused it (`inbox:12`, an event's id) and who asks because of it, so that one cause asks each once. */
export function inquiryIdFor(causationId: string, asker: string): string {
  return `q-${sha256(canonicalJson([causationId, asker])).slice(0, 16)}`;
}

function readableToken(text: string): string {
  const readable = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  if (readable !== '' && readable.length <= LONGEST_TOKEN) return readable;
  const digest = sha256(text.toWellFormed()).slice(0, 12);
  const head = readable.slice(0, LONGEST_TOKEN - 13).replace(/-+$/, '');
  return head === '' ? `x-${digest}` : `${head}-${digest}`;
}
