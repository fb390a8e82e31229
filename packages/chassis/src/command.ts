import type { EventLog } from '@patchwright/bus';
import type { AggregateRef, Mask } from '@patchwright/events';
import { type Command, decide } from '@patchwright/task';
import { appendDecision } from './append-decision.ts';
import type { Clock } from './clock.ts';
import { taskOf } from './decide-stated.ts';
import type { CommandMeta, CommandOutcome } from './service.ts';

/** What commands are carried out with. */
export interface CommandParts {
  readonly log: Pick<EventLog, 'append' | 'history'>;
  readonly clock: Clock;
  readonly mask: Mask;
  readonly tenant: string;
  /** The service's name. */
  readonly service: string;
  readonly build: string;
}

/** Whose work a fact is that a command, or a question, leads to. */
export function envelopeOf({ service, build, mask }: CommandParts, meta: CommandMeta) {
  return {
    causationId: meta.causationId,
    actor: meta.actor,
    source: `/patchwright/${service}`,
    build,
    mask,
    ...(meta.traceparent === undefined ? {} : { traceparent: meta.traceparent }),
  };
}

/**
 * Folds the task, decides, appends; decides again on a conflict, at most five times. The same command (by `causationId` and
 * `handler`) sent twice is accepted twice and states its facts once. Throws Retryable when the broker is out of reach.
 */
export async function carryOut(
  parts: CommandParts,
  taskId: string,
  command: Command,
  meta: CommandMeta,
): Promise<CommandOutcome> {
  const { log, clock, tenant } = parts;
  const aggregate: AggregateRef = { kind: 'task', tenant, id: taskId };
  const outcome = await appendDecision(log, clock, {
    aggregate,
    decide: (events) => decide(command, taskOf(aggregate, events)),
    firstMark: { handler: meta.handler, index: 0 },
    markOf: (_, position) => ({ handler: meta.handler, index: position }),
    envelope: envelopeOf(parts, meta),
  });
  const task = taskOf(aggregate, outcome.history.events);
  if (outcome.kind === 'refused') {
    return { kind: 'refused', code: outcome.code, reason: outcome.reason, task };
  }
  return { kind: 'accepted', events: outcome.events, task };
}
