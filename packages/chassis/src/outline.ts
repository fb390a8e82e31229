import { digestOf } from '@patchwright/events';

/** Largest size of an input as it is kept for comparison, in bytes of JSON. */
const LIMIT = 8192;

/**
 * A JSON value small enough to be kept beside an answer, at most 8 KiB: long strings are cut and carry their digest, then large
 * members become digests. Equal values have equal outlines, so two outlines differ where the values do.
 */
export function outline(value: unknown): unknown {
  for (const longest of [1200, 300, 80]) {
    const cut = cutStrings(value, longest);
    if (sizeOf(cut) <= LIMIT) return cut;
  }
  const members = digestMembers(value);
  return sizeOf(members) <= LIMIT ? members : digested(value);
}

function cutStrings(value: unknown, longest: number): unknown {
  if (typeof value === 'string') {
    if (value.length <= longest) return value;
    const head = value.slice(0, longest).toWellFormed();
    return `${head}… (${value.length} characters, ${digestOf(value).slice(0, 12)})`;
  }
  if (Array.isArray(value)) return value.map((element) => cutStrings(element, longest));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, cutStrings(member, longest)]),
  );
}

function digestMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(digested);
  if (value === null || typeof value !== 'object') return digested(value);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      Array.isArray(member) ? member.map(digested) : digested(member),
    ]),
  );
}

function digested(value: unknown): unknown {
  const size = sizeOf(value);
  return size <= 200 ? value : `(${size} bytes, ${digestOf(value).slice(0, 12)})`;
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '');
}
