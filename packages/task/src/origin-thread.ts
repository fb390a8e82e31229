import type { Task } from './task.ts';

/** The conversation in Slack in which a task was asked for, where it was asked for in one. */
export function originThread({
  trigger,
}: Pick<Task, 'trigger'>): { readonly channel: string; readonly ts: string } | undefined {
  if (trigger?.kind !== 'slack') return undefined;
  const { channel, ts } =
    /^(?<channel>[A-Z0-9]+)\/(?<ts>\d+\.\d+)$/.exec(trigger.ref)?.groups ?? {};
  return channel === undefined || ts === undefined ? undefined : { channel, ts };
}
