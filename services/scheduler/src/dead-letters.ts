import type { ServiceContext } from '@patchwright/chassis';
import type { Config } from './config.ts';

/** Work that could not be done parks its task, with the cause, so that a person can look at it and send it again. */
export async function collectDeadLetters(context: ServiceContext<Config>): Promise<void> {
  await context.bus.deadLetters.collect({
    signal: context.signal,
    onLetter: async (letter) => {
      const { item } = letter;
      context.log.error({ letter: letter.id, reason: letter.reason }, 'work was dead-lettered');
      if (item === undefined || item.kind === 'monitor' || item.kind === 'notify') return;
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
