import { estimateOf, mcpPort, modelPort, withinCaps } from '@patchwright/agent';
import { capsOf, defineService, rulesPort, spendingPort } from '@patchwright/chassis';
import { PlanningStarted, PlanProposed, TaskEscalated } from '@patchwright/events';
import { githubPort } from '@patchwright/outside';
import { startProgram, workspacePort } from '@patchwright/workspace';
import type { Config } from './config.ts';
import { learningPort } from './learning.ts';
import { propose } from './propose.ts';

/** Places become a plan that a person can approve. */
export const planner = defineService({
  name: 'planner',
  promise: 'Places become a plan that a person can approve.',
  works: ['plan'],
  emits: [PlanningStarted, PlanProposed, TaskEscalated],
  ports: (config: Config, context) => ({
    model: modelPort(config.model, { held: context.held, startProgram }),
    mcp: mcpPort(config.mcp),
    spending: spendingPort(context),
    learning: learningPort(context),
    github: githubPort(config.github),
    rules: rulesPort(config.rules),
    workspace: workspacePort({
      ...config.workspace,
      checkpoints: context.checkpoints,
      blobs: context.blobs,
    }),
  }),
  handle(work, world, { budgets, model: settings, planner }) {
    const caps = () => capsOf(budgets, work.task, world);
    const model = withinCaps(world.model, caps, estimateOf(settings));
    return propose(work, { ...world, model }, planner);
  },
});
