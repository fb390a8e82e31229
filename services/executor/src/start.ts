import type { Work } from '@patchwright/chassis';
import type { PlanStep } from '@patchwright/events';
import { branchHead, type Proposal, type Task } from '@patchwright/task';

/** Where an execution begins: on the plan's own commit, or on what an earlier execution left on the branch. */
export interface Start {
  /** The head of the branch, and the parent of the next commit. */
  readonly head: string;
  /** The commit before any change of ours: what was broken there already is not our doing. */
  readonly before: string;
  /** Steps whose work lies on the branch: proved tests stay proved, done steps stay done. */
  readonly finished: readonly PlanStep[];
  /** Our commits on the branch, oldest first. */
  readonly commits: readonly string[];
}

/** Where to begin, with the branch's head as the remote has it; `undefined` when somebody else has moved it. */
export function startOf(
  { task, history }: Pick<Work, 'task' | 'history'>,
  proposal: Proposal,
  steps: readonly PlanStep[],
  remote: string | null,
): Start | undefined {
  const known = branchHead(task) ?? proposal.head;
  const ours = task.commits.findIndex((commit) => commit.sha === remote);
  // A push of ours of which no fact tells: the execution that made it ended in between.
  const isUntold = remote !== known && ours >= 0;
  if (remote === null || (remote !== known && !isUntold)) return undefined;
  const told = isUntold ? new Set(task.commits.slice(0, ours + 1).map(({ sha }) => sha)) : NONE;
  const finished = steps.filter((step) => isFinished(task, step, told));
  const orders = new Set(finished.map((step) => step.order));
  return {
    head: remote,
    before: finished.length === 0 ? remote : (firstBase(history) ?? remote),
    finished,
    commits: task.steps.flatMap((record) =>
      orders.has(record.order) && record.commit !== undefined ? [record.commit] : [],
    ),
  };
}

const NONE: ReadonlySet<string> = new Set();

function isFinished(task: Task, step: PlanStep, onBranch: ReadonlySet<string>): boolean {
  const record = task.steps.find((other) => other.order === step.order);
  if (record === undefined || !(record.pushed || onBranch.has(record.commit ?? ''))) return false;
  return record.state === 'done' || (step.type === 'test' && record.red !== undefined);
}

/** The commit on which the present plan was first executed. */
function firstBase(history: Work['history']): string | undefined {
  const proposed = history.findLastIndex(
    ({ type }) => type === 'plan_proposed' || type === 'part_proposed',
  );
  const first = history.slice(proposed + 1).find((event) => event.type === 'execution_started');
  return first?.type === 'execution_started' ? first.data.base : undefined;
}
