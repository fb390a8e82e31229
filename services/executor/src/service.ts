import { estimateOf, mcpPort, modelPort, withinCaps } from '@patchwright/agent';
import { capsOf, defineService, rulesPort, spendingPort } from '@patchwright/chassis';
import { startProgram, workspacePort } from '@patchwright/workspace';
import type { Config } from './config.ts';
import { execute } from './execute.ts';
import { executorFacts } from './facts.ts';

/** An approved plan becomes a tested pull request. */
export const executor = defineService({
  name: 'executor',
  promise: 'An approved plan becomes a tested pull request.',
  works: ['execute'],
  emits: executorFacts,
  ports: (config: Config, context) => ({
    model: modelPort(config.model, { held: context.held, startProgram }),
    mcp: mcpPort(config.mcp),
    spending: spendingPort(context),
    rules: rulesPort(config.rules),
    workspace: workspacePort({
      ...config.workspace,
      checkpoints: context.checkpoints,
      blobs: context.blobs,
    }),
  }),
  handle(work, world, { budgets, model: settings, limits }) {
    const caps = () => capsOf(budgets, work.task, world);
    const model = withinCaps(world.model, caps, estimateOf(settings));
    return execute(work, { ...world, model }, limits);
  },
});
