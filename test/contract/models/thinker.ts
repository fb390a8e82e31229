import {
  type Budget,
  estimateOf,
  type ModelSettings,
  modelPort,
  runAgent,
  withinCaps,
} from '@patchwright/agent';
import { capsOf, defineService, spendingPort } from '@patchwright/chassis';
import { DiscoveryStarted, TicketEnriched } from '@patchwright/events';
import type { Budgets } from '@patchwright/task';
import { z } from 'zod';

/** What a thinker is started with. */
export interface ThinkerConfig {
  readonly model: ModelSettings;
  readonly budget: Budget;
  readonly budgets: Budgets;
}

/** A service that does nothing but think, as those of the house do: its agent looks at pages until it hands in a result. */
export const thinker = defineService({
  name: 'thinker',
  promise: 'Thoughts come to an end.',
  works: ['discover'],
  emits: [DiscoveryStarted, TicketEnriched],
  ports: (config: ThinkerConfig, context) => ({
    model: modelPort(config.model, { held: context.held }),
    spending: spendingPort(context),
  }),
  handle: async function* handle({ task }, world, { model: settings, budget, budgets }) {
    if (task.status === 'requested') yield DiscoveryStarted.of({});
    const caps = () => capsOf(budgets, task, world);
    const outcome = await runAgent(withinCaps(world.model, caps, estimateOf(settings)), {
      role: 'thinker',
      instructions: 'Look.',
      prompt: task.title,
      tools: [
        {
          name: 'look',
          description: 'Looks at a page.',
          input: z.object({ page: z.number() }),
          run: async ({ page }: { page: number }) => `page ${page}`,
        },
      ],
      submit: {
        name: 'submit_end',
        description: 'Hands in the end.',
        schema: z.object({ end: z.string() }),
      },
      budget,
      maxTokens: 100,
    });
    const end =
      outcome.kind === 'submitted' ? outcome.result.end : `${outcome.why}: ${outcome.detail}`;
    yield TicketEnriched.of({ ticket: task.id, analysis: end });
  },
});
