import { tenant } from '../tasks/task-life.ts';

/** What a service is started with: the broker, and a sweep that never comes, since nothing is ever stuck for long in a benchmark. */
export function serviceEnvironment(url: string): Readonly<Record<string, string>> {
  return {
    NATS_URL: url,
    PATCHWRIGHT_TENANT: tenant,
    PATCHWRIGHT_BUILD: 'bench',
    PATCHWRIGHT_LOG_LEVEL: 'warn',
    PATCHWRIGHT_SWEEP_SECONDS: '3600',
  };
}
