import { defineService } from '@patchwright/chassis';
import { ErrorObserved, MonitorTicked, TicketFiled } from '@patchwright/events';
import { definePort } from '@patchwright/faults';
import { jiraPort, sentryPort } from '@patchwright/outside';
import type { Config } from './config.ts';
import { watch } from './watch.ts';

/** Errors over threshold become one ticket. */
export const sentryMonitor = defineService({
  name: 'sentry-monitor',
  promise: 'Errors over threshold become one ticket.',
  works: ['monitor'],
  emits: [ErrorObserved, TicketFiled, MonitorTicked],
  ports: (config: Config, context) => ({
    issues: definePort({
      name: 'issues',
      reads: { find: ({ id }: { readonly id: string }) => context.issue(id) },
      writes: {},
    }),
    sentry: sentryPort(config.sentry),
    jira: jiraPort(config.jira),
  }),
  handle: (work, world, config) => watch(work, world, config.monitor),
});
