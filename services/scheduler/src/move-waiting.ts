import { type Bus, runName } from '@patchwright/chassis';
import type { Lane } from '@patchwright/events';

/**
 * Lets a task's work wait in another lane, where nobody has begun it. What is begun stays: it is worked on, or comes back soon. An item
 * that is taken up in the same moment belongs to the same run in either lane, so it is done once.
 */
export async function moveWaiting(
  bus: Pick<Bus, 'work' | 'journal'>,
  { tenant, id }: { readonly tenant: string; readonly id: string },
  lane: Lane,
): Promise<void> {
  for (const item of await bus.work.outstanding(tenant, id)) {
    if (item.lane === lane) continue;
    const { entries } = await bus.journal.read(tenant, runName(item));
    if (entries.length === 0) await bus.work.move(item, lane);
  }
}
