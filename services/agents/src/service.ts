import { estimateOf, mcpPort, modelPort, withinCaps } from '@patchwright/agent';
import { capsOf, defineService, spendingPort } from '@patchwright/chassis';
import { InquiryAnswered, InquiryAsked, InquiryFailed } from '@patchwright/events';
import { definePort } from '@patchwright/faults';
import { githubPort, jiraPort, slackPort } from '@patchwright/outside';
import { startProgram, workspacePort } from '@patchwright/workspace';
import { accountOf } from './account.ts';
import { answer } from './answer.ts';
import type { Config } from './config.ts';
import { wake } from './wake.ts';

/** Questions and events are answered by agents that are Markdown files. */
export const agents = defineService({
  name: 'agents',
  promise: 'Questions and events are answered by agents that are Markdown files.',
  works: ['inquire'],
  emits: [InquiryAsked, InquiryAnswered, InquiryFailed],
  ports: (config: Config, context) => ({
    model: modelPort(config.model, { held: context.held, startProgram }),
    mcp: mcpPort(config.mcp),
    spending: spendingPort(context),
    github: githubPort(config.github),
    jira: jiraPort(config.jira),
    slack: slackPort(config.slack),
    workspace: workspacePort({
      ...config.workspace,
      checkpoints: context.checkpoints,
      blobs: context.blobs,
    }),
    log: definePort({
      name: 'log',
      reads: {
        inquiry: ({ id }: { readonly id: string }) => context.inquiry(id),
        task: ({ id }: { readonly id: string }) => context.taskHistory(id),
      },
      writes: {},
    }),
  }),
  loops: [wake],
  handle(work, world, { budgets, model: settings, agents: own }) {
    const caps = async () => capsOf(budgets, await accountOf(work.item, world), world);
    const model = withinCaps(world.model, caps, estimateOf(settings));
    return answer(work, { ...world, model }, own);
  },
});
