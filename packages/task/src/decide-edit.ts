import type { TaskDraft } from '@patchwright/events';
import type { Command, Decision } from './command.ts';
import { refuse } from './refusal.ts';
import { standingOf, statusWords } from './standing.ts';
import type { Task } from './task.ts';

/**
 * A ticket that says something else. Before people were shown a plan, the task begins anew with the new words; once they were, given votes
 * and the approval are void, and people decide whether the plan still fits. What is executed already stays as it is.
 */
export function decideEdit(command: Extract<Command, { kind: 'edit' }>, task: Task): Decision {
  const { by, ticket, what, description } = command;
  const title = command.title.trim() === '' ? task.title : command.title;
  if (title === task.title && description === task.description) {
    return refuse('nothing_to_do', `${ticket} says what ${task.id} was asked for by.`);
  }
  const edit = { by, what, title, description };
  switch (standingOf(task)) {
    case 'requested':
    case 'discovering':
    case 'awaiting_answer':
    case 'planning':
    case 'revising':
      return accept({ type: 'ticket_edited', data: { ...edit, again: true } });
    case 'awaiting_approval':
    case 'approved':
    case 'executing': {
      const digest = task.proposal?.digest ?? '';
      const reason = `${by}: edited ${what} of ${ticket}`;
      return accept(
        { type: 'ticket_edited', data: { ...edit, again: false } },
        { type: 'approval_voided', data: { cause: 'ticket_edited', reason, digest } },
      );
    }
    default:
      return refuse(
        'nothing_to_do',
        `${task.id} is ${statusWords[task.status]}, so another text of ${ticket} changes nothing about it.`,
      );
  }
}

function accept(...drafts: readonly TaskDraft[]): Decision {
  return { kind: 'accepted', drafts };
}
