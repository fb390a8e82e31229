import { z } from 'zod';
import { readPayload } from './read-payload.ts';
import { means, nothing, type Translation } from './rules.ts';

const Hook = z.object({ action: z.string() });

/** Which actions of a resource are worth a look at production. */
const WAKING: Readonly<Record<string, readonly string[]>> = {
  issue: ['created', 'unresolved'],
  event_alert: ['triggered'],
  metric_alert: ['critical', 'warning'],
};

/** What a webhook of Sentry means; `resource` is its `Sentry-Hook-Resource`. Pure. The monitor itself reads the numbers. */
export function translateSentry(resource: string, payload: unknown): Translation {
  const actions = WAKING[resource];
  if (actions === undefined) return nothing;
  return readPayload(Hook, payload, ({ action }) =>
    actions.includes(action)
      ? means({ kind: 'monitor', because: `${resource} ${action}` })
      : nothing,
  );
}
