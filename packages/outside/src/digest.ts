import { createHash } from 'node:crypto';

/** Twelve hexadecimal digits that stand for a key where the target takes no long or free text. */
export function shortDigest(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 12);
}
