/** The oldest nats-server whose atomic batches, schedules and durability the bus relies on. */
export const minimumServer = '2.15.1';

/** Whether a server's version (`2.15.1`, `2.16.0-beta.2`) is new enough. A preview of the oldest version itself is not. */
export function isNewEnough(version: string, minimum: string = minimumServer): boolean {
  const [numbers = '', preview] = version.replace(/^v/, '').split('-', 2);
  const have = numbers.split('.').map(Number);
  const need = minimum.split('.').map(Number);
  for (const [index, wanted] of need.entries()) {
    const present = have[index] ?? 0;
    if (Number.isNaN(present)) return false;
    if (present !== wanted) return present > wanted;
  }
  return preview === undefined;
}
