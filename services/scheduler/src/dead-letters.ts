import type { ServiceContext, WorkItem } from '@patchwright/chassis';
import type { WorkKind } from '@patchwright/events';
import { givingUp, isGivingUp } from '@patchwright/task';
import type { Config } from './config.ts';

/** Work that moves no task on, so that none is parked with it. */
const aside: ReadonlySet<WorkKind> = new Set(['monitor', 'notify', 'inquire']);

/** Work that could not be done parks its task, with the cause, so that a person can look at it and send it again. */
export async function collectDeadLetters(context: ServiceContext<Config>): Promise<void> {
  await context.bus.deadLetters.collect({
    signal: context.signal,
    onLetter: async (letter) => {
      const { item } = letter;
      context.log.error({ letter: letter.id, reason: letter.reason }, 'work was dead-lettered');
      if (item?.kind === 'inquire') await giveUp(context, letter.id, item);
      const isOfTask = item !== undefined && !aside.has(item.kind);
      if (!isOfTask) return;
      await context.command(
        item.id,
        {
          kind: 'park',
          work: item.kind,
          cause: item.causeId,
          attempts: letter.attempts,
          reason: letter.reason,
        },
        {
          causationId: `letter:${letter.id}`,
          handler: 'scheduler/letters',
          actor: 'system:scheduler',
        },
      );
    },
  });
}

/** Whoever asked is told that no answer will come: that is work of the agents too, which gives up what it is about. */
async function giveUp(
  { bus }: ServiceContext<Config>,
  letter: string,
  { kind, tenant, id, cause }: WorkItem,
): Promise<void> {
  // The giving up may fail as well; then a person finds both letters.
  if (isGivingUp(cause)) return;
  await bus.work.offer({
    ...{ kind, lane: 'p2', tenant, id },
    cause: givingUp(letter),
    causeId: `letter:${letter}`,
    causeSeq: 0,
  });
}
