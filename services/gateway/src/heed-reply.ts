import { carryOutForTask } from './carry-out-for-task.ts';
import { type Errand, finderOf, tell } from './errand.ts';
import { findTask } from './find-task.ts';
import type { Intent } from './intent.ts';

/** Words that are none of ours: the answer, where the task of their place has asked something; otherwise whoever spoke is helped. */
export async function heedReply(
  errand: Errand,
  { said, answer, text }: Extract<Intent, { kind: 'unclear' }>,
): Promise<void> {
  const found = said && (await findTask(finderOf(errand), said.where));
  if (said === undefined || found === undefined || found.task.status !== 'awaiting_answer') {
    return tell(errand, { answer, mood: 'said', text });
  }
  return carryOutForTask(errand, {
    kind: 'order',
    where: { kind: 'task', id: found.task.id },
    order: { word: 'revise', text: said.words },
    by: said.by,
    answer,
    quiet: false,
  });
}
