import { defineService, rulesPort } from '@patchwright/chassis';
import {
  CiFailed,
  CiFixPushed,
  CiPassed,
  CommitRecorded,
  PullRequestReadied,
  TaskCompleted,
  TaskEscalated,
} from '@patchwright/events';
import { githubPort, jiraPort } from '@patchwright/outside';
import { workspacePort } from '@patchwright/workspace';
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
    PullRequestReadied,
    TaskCompleted,
    TaskEscalated,
  ],
  ports: (config: Config, context) => ({
    github: githubPort(config.github),
    jira: jiraPort(config.jira),
    rules: rulesPort(config.rules),
    workspace: workspacePort({
      ...config.workspace,
      checkpoints: context.checkpoints,
      blobs: context.blobs,
    }),
  }),
  handle: (work, world, config) => lookAfter(work, world, config.limits),
});
