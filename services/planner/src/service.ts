import { modelPort } from '@patchwright/agent';
import { defineService, rulesPort } from '@patchwright/chassis';
import { PlanningStarted, PlanProposed, TaskEscalated } from '@patchwright/events';
import { githubPort } from '@patchwright/outside';
import { startProgram, workspacePort } from '@patchwright/workspace';
import type { Config } from './config.ts';
import { propose } from './propose.ts';

/** Places become a plan that a person can approve. */
export const planner = defineService({
  name: 'planner',
  promise: 'Places become a plan that a person can approve.',
  works: ['plan'],
  emits: [PlanningStarted, PlanProposed, TaskEscalated],
  ports: (config: Config, context) => ({
    model: modelPort(config.model, { held: context.held, startProgram }),
    github: githubPort(config.github),
    rules: rulesPort(config.rules),
    workspace: workspacePort({
      ...config.workspace,
      checkpoints: context.checkpoints,
      blobs: context.blobs,
    }),
  }),
  handle: (work, world, config) => propose(work, world, config.planner),
});
