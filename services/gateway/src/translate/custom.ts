import { digestOf, Priority } from '@patchwright/events';
import { z } from 'zod';
import { readPayload } from './read-payload.ts';
import { means, nothing, type Translation } from './rules.ts';

/** What a program asks for, in the form that Standard Webhooks gives to events. */
const TaskAsked = z.object({
  type: z.string(),
  data: z.object({
    title: z.string().trim().min(1).max(200),
    description: z.string().trim().max(100_000).default(''),
    repository: z
      .string()
      .regex(/^[\w.-]+\/[\w.-]+$/, 'must be owner/name')
      .optional(),
    priority: Priority.default('normal'),
    labels: z.array(z.string().min(1)).max(50).default([]),
    /** What it is about: while a task of the same key is open, another request joins it. */
    key: z
      .string()
      .regex(/^[\w.:-]{1,60}$/, 'has letters, digits, ".", ":", "_" and "-" only')
      .optional(),
  }),
});
const Event = z.object({ type: z.string() });

/** The one event that means something to us. */
const ASKED = 'task.requested';

/** What an event of a program means; `name` is the one in its address. Pure. The policy knows the program as `custom:<name>`. */
export function translateCustom(name: string, payload: unknown): Translation {
  return readPayload(Event, payload, ({ type }) =>
    type === ASKED ? readPayload(TaskAsked, payload, (asked) => request(name, asked)) : nothing,
  );
}

function request(name: string, { data }: z.infer<typeof TaskAsked>): Translation {
  const { title, description, repository, priority, labels } = data;
  const own = data.key ?? digestOf(data).slice(0, 8);
  return means({
    kind: 'request',
    origin: { system: 'cli', key: `custom-${name}-${own}` },
    ref: `custom:${name}:${own}`,
    request: {
      title,
      description: description || title,
      ...(repository === undefined ? {} : { repository }),
      priority,
      labels,
    },
    by: { channel: 'cli', names: [`custom:${name}`] },
    answer: { kind: 'nobody' },
    guarded: true,
  });
}
