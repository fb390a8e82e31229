import type { TaskIntent } from './decide.ts';
import { type Finder, type FoundTask, taskAt } from './find-task.ts';

/** A task of which a person spoke on the pull request of one of its parts. */
interface FoundWhole extends FoundTask {
  /** The head of that part's plan, which is what the person saw. */
  readonly partHead?: string;
}

/** Of what people order on the pull request of a part, the whole is meant; words that only ask are about the part. */
export async function aboutWhole(
  finder: Finder,
  intent: TaskIntent,
  found: FoundTask | undefined,
): Promise<FoundWhole | undefined> {
  const part = found?.task.part;
  if (found === undefined || part === undefined || intent.kind !== 'order') return found;
  if (!steering.has(intent.order.word)) return found;
  const whole = await taskAt(finder, part.whole);
  const partHead = found.task.proposal?.head;
  return { ...whole, ...(partHead === undefined ? {} : { partHead }) };
}

const steering: ReadonlySet<string> = new Set([
  ...(['approve', 'reject', 'revise', 'cancel', 'pause', 'resume', 'retry', 'priority'] as const),
]);

/** The order as it is about the whole: the commit that the person saw is the part's, and says that they saw the present plan. */
export function orderFor<I extends TaskIntent>(intent: I, { partHead }: FoundWhole): I {
  if (intent.kind !== 'order' || partHead === undefined) return intent;
  const { order } = intent;
  if (order.word !== 'approve' || order.head !== partHead) return intent;
  const { head: _head, ...rest } = order;
  return { ...intent, order: rest };
}
