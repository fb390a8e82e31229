import { estimateOf, mcpPort, modelPort, withinCaps } from '@patchwright/agent';
import { capsOf, defineService, spendingPort } from '@patchwright/chassis';
import {
  DiscoveryCompleted,
  DiscoveryStarted,
  QuestionAsked,
  TaskEscalated,
  TicketEnriched,
} from '@patchwright/events';
import { githubPort, jiraPort, sentryPort } from '@patchwright/outside';
import { startProgram, workspacePort } from '@patchwright/workspace';
import type { Config } from './config.ts';
import { discover } from './discover.ts';

/** A request becomes ranked places in code. */
export const discovery = defineService({
  name: 'discovery',
  promise: 'A request becomes ranked places in code.',
  works: ['discover'],
  emits: [DiscoveryStarted, TicketEnriched, DiscoveryCompleted, QuestionAsked, TaskEscalated],
  ports: (config: Config, context) => ({
    github: githubPort(config.github),
    jira: jiraPort(config.jira),
    sentry: sentryPort(config.sentry),
    model: modelPort(config.model, { held: context.held, startProgram }),
    mcp: mcpPort(config.mcp),
    spending: spendingPort(context),
    workspace: workspacePort({
      ...config.workspace,
      checkpoints: context.checkpoints,
      blobs: context.blobs,
    }),
  }),
  handle(work, world, { budgets, model: settings, discovery }) {
    const caps = () => capsOf(budgets, work.task, world);
    const model = withinCaps(world.model, caps, estimateOf(settings));
    return discover(work, { ...world, model }, discovery);
  },
});
