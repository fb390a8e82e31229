import type { ServiceContext } from '@patchwright/chassis';
import { isTaskEvent } from '@patchwright/events';
import { type Call, fold, isDone, isEnded, type Task, type TaskRow } from '@patchwright/task';

/** What is needed to let one task look at another. */
export type Onlooker = Pick<ServiceContext<unknown>, 'bus' | 'tenant' | 'command'>;

/**
 * Lets a task look at another that it belongs to, or that belongs to it, as that stands now, and states what it lacks. `because` is the
 * event that called for the look; the same one states its facts once. Throws Retryable while the broker is out of reach.
 */
export async function follow(
  context: Onlooker,
  call: Extract<Call, { kind: 'follow' }>,
  because: { readonly of: string; readonly id: string; readonly handler?: string },
): Promise<void> {
  const other = await taskNow(context, because.of);
  await context.command(
    call.task,
    { kind: 'follow', other, again: call.again },
    {
      causationId: because.id,
      handler: `${because.handler ?? 'scheduler/follow'}/${because.of}`,
      actor: 'system:scheduler',
    },
  );
}

/** A task that waits for its whole or its parts looks at them again, in case nobody told it. */
export async function lookAround(
  context: Onlooker,
  { id, part, parts }: Pick<TaskRow, 'id' | 'part' | 'parts'>,
  cause: string,
): Promise<void> {
  const handler = 'scheduler/sweep/follow';
  if (part !== undefined) {
    const call = { kind: 'follow', task: id, again: false } as const;
    await follow(context, call, { of: part.whole, id: cause, handler });
    return;
  }
  for (const record of parts ?? []) {
    const { task } = record;
    if (isDone(record) || record.state === 'dropped') continue;
    const call = { kind: 'follow', task: id, again: false } as const;
    const { status } = await taskNow(context, task);
    if (isEnded(status)) await follow(context, call, { of: task, id: cause, handler });
    // One that does not exist yet has nobody else to look for it.
    if (status === 'unknown')
      await follow(context, { ...call, task }, { of: id, id: cause, handler });
  }
}

async function taskNow({ bus, tenant }: Onlooker, id: string): Promise<Task> {
  const { events } = await bus.log.history({ kind: 'task', tenant, id });
  return fold(tenant, id, events.filter(isTaskEvent));
}
