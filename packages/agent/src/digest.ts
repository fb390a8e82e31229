import { createHash } from 'node:crypto';

/** SHA-256 (hex) of any JSON value, the same for every order of its members. */
export function digestOf(value: unknown): string {
  return createHash('sha256')
    .update(
      JSON.stringify(value, (_name, inner: unknown) =>
        inner !== null && typeof inner === 'object' && !Array.isArray(inner)
          ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
          : inner,
      ) ?? '',
    )
    .digest('hex');
}
