import type { Task } from './task.ts';

/**
 * The commit that is known to lie at the head of the task's branch: somebody else's, where they pushed after our newest, else
 * ours. An approval that was given after such a push was recorded is given in its knowledge, so work goes on from there.
 * `undefined` before there is a branch.
 */
export function branchHead(task: Pick<Task, 'head' | 'foreignPush'>): string | undefined {
  return task.foreignPush?.sha ?? task.head;
}
