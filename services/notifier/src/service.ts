import { defineService } from '@patchwright/chassis';
import { githubPort, jiraPort, slackPort } from '@patchwright/outside';
import type { Config } from './config.ts';
import { tell } from './tell.ts';

/** Events become messages and comments, each once, where people are. */
export const notifier = defineService({
  name: 'notifier',
  promise: 'Events become messages and comments, each once, where people are.',
  works: ['notify'],
  emits: [],
  ports: (config: Config) => ({
    github: githubPort(config.github),
    jira: jiraPort(config.jira),
    slack: slackPort(config.slack),
  }),
  handle: (work, world, config) => tell(work, world, config.house),
});
