import type { CommandOutcome, ServiceContext } from '@patchwright/chassis';
import { type Command, decide, foreseen, type Person, type Task } from '@patchwright/task';
import type { Config } from '../config.ts';
import { taskAt } from '../find-task.ts';
import type { Cause } from './cause.ts';

/** By which name the facts of the API's commands are told apart. */
const HANDLER = 'gateway/api';

/** Whose command it is, and whether it is only to be decided. */
export interface CarryOut {
  readonly person: Person;
  readonly cause: Cause;
  readonly dryRun: boolean;
}

/** What came of a command, or would come of it: the facts by name, and the task with them. */
export type CarriedOut =
  | { readonly kind: 'accepted'; readonly events: readonly string[]; readonly task: Task }
  | Extract<CommandOutcome, { kind: 'refused' }>;

/** Carries a command out; with `dryRun` it is decided about the task as it stands, and nothing is appended. Throws Retryable. */
export async function carryOut(
  context: ServiceContext<Config>,
  id: string,
  command: Command,
  { person, cause, dryRun }: CarryOut,
): Promise<CarriedOut> {
  if (dryRun) return wouldCome(context, id, command);
  const outcome = await context.command(id, command, {
    causationId: cause.id,
    handler: HANDLER,
    actor: person.actor,
  });
  if (outcome.kind === 'refused') return outcome;
  return {
    kind: 'accepted',
    events: outcome.events.map(({ type }) => type),
    task: outcome.task,
  };
}

async function wouldCome(
  context: ServiceContext<Config>,
  id: string,
  command: Command,
): Promise<CarriedOut> {
  const { task } = await taskAt(context, id);
  const decision = decide(command, task);
  if (decision.kind === 'refused') return { ...decision, task };
  const then = decision.drafts.reduce(foreseen, task);
  return {
    kind: 'accepted',
    events: decision.drafts.map(({ type }) => type),
    task: { ...then, id },
  };
}
