/** The version that is fetched when none is found. */
export const PINNED_VERSION = '2.15.1';

/** The oldest version whose batches, schedules and fsync costs the mesh relies on. */
export const MINIMUM_VERSION = '2.15.1';

/**
 * The version in what `nats-server --version` prints, such as `2.15.1` in `nats-server: v2.15.1`.
 * `undefined` when there is none.
 */
export function parseVersion(printed: string): string | undefined {
  return /\bv?(\d+\.\d+\.\d+)\b/.exec(printed)?.[1];
}

/** Whether `version` is `minimum` or newer; both are `major.minor.patch`. */
export function isAtLeast(version: string, minimum: string): boolean {
  const have = version.split('.').map(Number);
  const want = minimum.split('.').map(Number);
  for (let i = 0; i < 3; i += 1) {
    const difference = (have[i] ?? 0) - (want[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
