import { readServiceSettings } from '@patchwright/chassis';
import { type Deadlines, defaultDeadlines } from '@patchwright/task';
import { z } from 'zod';

const Environment = z.object({
  PATCHWRIGHT_APPROVAL_HOURS: z.coerce.number().positive().default(72),
  PATCHWRIGHT_EXECUTION_MINUTES: z.coerce.number().positive().default(60),
  PATCHWRIGHT_CI_MINUTES: z.coerce.number().positive().default(120),
  PATCHWRIGHT_CI_POLL_SECONDS: z.coerce
    .number()
    .positive()
    .default(defaultDeadlines.ciPollMs / 1000),
  PATCHWRIGHT_MERGE_POLL_SECONDS: z.coerce
    .number()
    .positive()
    .default(defaultDeadlines.mergePollMs / 1000),
  PATCHWRIGHT_SWEEP_SECONDS: z.coerce.number().positive().default(30),
  PATCHWRIGHT_MONITOR_EVERY: z
    .string()
    .regex(/^@(hourly|daily|every \d+[smh])$/)
    .default('@hourly'),
});

/** Settings of the scheduler. */
export interface Config {
  readonly deadlines: Deadlines;
  readonly sweepMs: number;
  /** `@hourly`, `@daily` or `@every 30s`. */
  readonly monitorEvery: string;
}

/** Reads the environment once. Throws a ZodError that names what is wrong. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>) {
  const env = Environment.parse(environment);
  const config: Config = {
    deadlines: {
      approvalMs: env.PATCHWRIGHT_APPROVAL_HOURS * 3_600_000,
      executionMs: env.PATCHWRIGHT_EXECUTION_MINUTES * 60_000,
      ciMs: env.PATCHWRIGHT_CI_MINUTES * 60_000,
      ciPollMs: env.PATCHWRIGHT_CI_POLL_SECONDS * 1000,
      mergePollMs: env.PATCHWRIGHT_MERGE_POLL_SECONDS * 1000,
    },
    sweepMs: env.PATCHWRIGHT_SWEEP_SECONDS * 1000,
    monitorEvery: env.PATCHWRIGHT_MONITOR_EVERY,
  };
  return { settings: readServiceSettings(environment), config };
}
