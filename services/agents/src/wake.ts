import type { ServiceContext } from '@patchwright/chassis';
import { inquiryIdFor, isTaskEvent } from '@patchwright/events';
import { fold } from '@patchwright/task';
import type { Config } from './config.ts';
import { isWokenBy, questionOf } from './decide.ts';

/** An agent that is new here does not work through the past: facts older than this wake nobody. */
const REMEMBERED_MS = 60 * 60_000;

/** Facts wake the agents that listen to them, by a question of their own: one for each fact and agent, however often it is delivered. */
export async function wake(context: ServiceContext<Config>): Promise<void> {
  const { bus, log, signal, config } = context;
  const listening = config.agents.cards.filter(({ on }) => on.length > 0);
  if (listening.length === 0) return;
  await bus.log.consume({
    durable: 'agents',
    signal,
    async handle(event) {
      if (!isTaskEvent(event) || Date.now() - Date.parse(event.time) > REMEMBERED_MS) return;
      const woken = listening.filter((card) => isWokenBy(card, event));
      if (woken.length === 0) return;
      const { aggregate, seq, id, traceparent } = event;
      const { events } = await bus.log.history(aggregate, { untilSeq: seq });
      const task = fold(aggregate.tenant, aggregate.id, events.filter(isTaskEvent));
      for (const card of woken) {
        await context.ask(inquiryIdFor(id, card.name), questionOf(card, event, task), {
          causationId: id,
          handler: `agents/wake/${card.name}`,
          actor: 'system:agents',
          ...(traceparent === undefined ? {} : { traceparent }),
        });
      }
    },
    async onPoison(poison) {
      log.error(poison, 'an event that this version cannot read was passed by');
    },
  });
}
