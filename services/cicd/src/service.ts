import { estimateOf, modelPort, withinCaps } from '@patchwright/agent';
import { capsOf, defineService, rulesPort, spendingPort } from '@patchwright/chassis';
import {
  CiFailed,
  CiFixPushed,
  CiPassed,
  CommitRecorded,
  PullRequestMerged,
  PullRequestReadied,
  TaskCompleted,
  TaskEscalated,
} from '@patchwright/events';
import { githubPort, jiraPort } from '@patchwright/outside';
import { startProgram, workspacePort } from '@patchwright/workspace';
import type { Config } from './config.ts';
import { lookAfter } from './look-after.ts';

/** A pull request becomes green, or a person's. */
export const cicd = defineService({
  name: 'cicd',
  promise: "A pull request becomes green, or a person's.",
  works: ['ci'],
  emits: [
    CiFailed,
    CiFixPushed,
    CiPassed,
    CommitRecorded,
    PullRequestMerged,
    PullRequestReadied,
    TaskCompleted,
    TaskEscalated,
  ],
  ports: (config: Config, context) => ({
    github: githubPort(config.github),
    jira: jiraPort(config.jira),
    model: modelPort(config.model, { held: context.held, startProgram }),
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
    return lookAfter(work, { ...world, model }, limits);
  },
});
