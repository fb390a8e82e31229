import type { ServiceContext } from '@patchwright/chassis';
import type { WorkKind } from '@patchwright/events';
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
