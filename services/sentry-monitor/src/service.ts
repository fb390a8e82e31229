import { defineService } from '@patchwright/chassis';
import { ErrorObserved, TicketFiled } from '@patchwright/events';
import { jiraPort, sentryPort } from '@patchwright/outside';
import type { Config } from './config.ts';
import { watch } from './watch.ts';

/** Errors over threshold become one ticket. */
export const sentryMonitor = defineService({
  name: 'sentry-monitor',
  promise: 'Errors over threshold become one ticket.',
  works: ['monitor'],
  emits: [ErrorObserved, TicketFiled],
  ports: (config: Config) => ({
    sentry: sentryPort(config.sentry),
    jira: jiraPort(config.jira),
  }),
  handle: (work, world, config) => watch(work, world, config.monitor),
});
