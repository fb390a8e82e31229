import { readServiceSettings } from '@patchwright/chassis';
import { readJiraSettings, readSentrySettings } from '@patchwright/outside';
import { z } from 'zod';
import { defaultThresholds } from './decide.ts';
import type { MonitorSettings } from './watch.ts';

const list = z.string().transform((text) => text.split(',').filter((part) => part !== ''));
const count = z.coerce.number().int().positive();

const Variables = z.object({
  /** Projects to watch, separated by commas. */
  SENTRY_PROJECTS: list.default([]),
  JIRA_PROJECT: z.string().min(1, 'is the project in which tickets for errors are filed'),
  PATCHWRIGHT_MONITOR_LABELS: list.default(['AI-Fix']),
  PATCHWRIGHT_THRESHOLD_FATAL: count.default(defaultThresholds.fatal),
  PATCHWRIGHT_THRESHOLD_ERROR: count.default(defaultThresholds.error),
  PATCHWRIGHT_THRESHOLD_WARNING: count.default(defaultThresholds.warning),
  PATCHWRIGHT_THRESHOLD_INFO: count.default(defaultThresholds.info),
});

/** Reads the environment once. Throws an error that names what is wrong. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>) {
  const variables = Variables.parse(environment);
  const monitor: MonitorSettings = {
    projects: variables.SENTRY_PROJECTS,
    jiraProject: variables.JIRA_PROJECT,
    labels: variables.PATCHWRIGHT_MONITOR_LABELS,
    thresholds: {
      ...defaultThresholds,
      fatal: variables.PATCHWRIGHT_THRESHOLD_FATAL,
      error: variables.PATCHWRIGHT_THRESHOLD_ERROR,
      warning: variables.PATCHWRIGHT_THRESHOLD_WARNING,
      info: variables.PATCHWRIGHT_THRESHOLD_INFO,
    },
  };
  const config = {
    jira: readJiraSettings(environment),
    sentry: readSentrySettings(environment),
    monitor,
  };
  return { settings: readServiceSettings(environment), config };
}

/** Settings of the Sentry monitor. */
export type Config = ReturnType<typeof readConfig>['config'];
