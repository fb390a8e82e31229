import { messageOf } from '@patchwright/faults';
import { type Finding, fail, ok, warn } from '../doctor/finding.ts';

const PATIENCE_MS = 10_000;

/** Where each system sends its webhooks, below the gateway's public address. */
export const doors = {
  github: ['/webhooks/github'],
  jira: ['/webhooks/jira'],
  sentry: ['/webhooks/sentry'],
  slack: ['/webhooks/slack/commands', '/webhooks/slack/interactions', '/webhooks/slack/events'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** A system that can be connected. */
export type System = keyof typeof doors;

/**
 * Whether webhooks would arrive: the gateway answers at its public address, and its door for the system is there, which it shows by refusing
 * what is not signed. Nothing is stored by that.
 */
export async function checkReachable(publicUrl: string, system: System): Promise<Finding> {
  const name = 'reachability';
  const mend = 'start the gateway, and let its public address lead to it';
  for (const path of doors[system]) {
    const address = `${publicUrl}${path}`;
    try {
      const response = await fetch(address, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/json' },
        body: '{}',
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      await response.body?.cancel();
      if (response.status === 503) {
        return warn(
          name,
          `${address} is there, but closed`,
          'restart the gateway with the new settings',
        );
      }
      if (response.status !== 401) {
        return fail(name, `${address} answers ${response.status}, where a gateway says 401`, mend);
      }
    } catch (error) {
      const { cause } = error as Error;
      return fail(name, `${address} cannot be reached: ${messageOf(cause ?? error)}`, mend);
    }
  }
  return ok(name, `${publicUrl} takes webhooks of ${system}`);
}
