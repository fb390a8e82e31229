import { NeedsHuman } from '@patchwright/faults';
import { fold, type Inquiry, type Task } from '@patchwright/task';
import type { Asked } from './decide.ts';
import type { AgentsWorld } from './world.ts';

/** What an inquiry is about. Tools reach this and nothing else. */
export interface Subject {
  readonly inquiry: Inquiry;
  readonly asked: Asked;
  readonly task?: Task;
  readonly history: Awaited<ReturnType<AgentsWorld['log']['task']>>;
  readonly repository?: string;
  readonly pullRequest?: { readonly repository: string; readonly number: number };
  /** The ticket in Jira. */
  readonly ticket?: string;
}

/** Gathers what an inquiry is about. Throws NeedsHuman for a task that there is not. */
export async function subjectOf(
  world: Pick<AgentsWorld, 'log'>,
  inquiry: Inquiry,
  asked: Asked,
): Promise<Subject> {
  const history = asked.task === undefined ? [] : await world.log.task({ id: asked.task });
  if (asked.task !== undefined && history.length === 0) {
    throw new NeedsHuman(`there is no task ${asked.task}`);
  }
  const task = asked.task === undefined ? undefined : fold(inquiry.tenant, asked.task, history);
  const pullRequest = asked.pullRequest ?? task?.proposal?.pullRequest;
  const repository = asked.repository ?? task?.repository ?? pullRequest?.repository;
  const ticket =
    task?.ticket?.system === 'jira'
      ? task.ticket.key
      : asked.answerTo.kind === 'jira'
        ? asked.answerTo.ticket
        : undefined;
  return {
    inquiry,
    asked,
    history,
    ...(task === undefined ? {} : { task }),
    ...(repository === undefined ? {} : { repository }),
    ...(pullRequest === undefined ? {} : { pullRequest }),
    ...(ticket === undefined ? {} : { ticket }),
  };
}
