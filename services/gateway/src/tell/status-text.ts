import { partsInOrder, statusWords, type Task } from '@patchwright/task';
import { shorten } from './shorten.ts';

/** Where a task stands, in a few lines of plain text. */
export function statusText(task: Task): string {
  const { proposal, result } = task;
  const proved = task.steps.filter((step) => step.green !== undefined).length;
  return shorten(
    [
      `${task.id} is ${statusWords[task.status]}: ${task.title}`,
      task.reason === undefined ? '' : `Why: ${task.reason}`,
      task.question === undefined ? '' : `Question: ${task.question.text}`,
      proposal === undefined
        ? ''
        : `Plan: version ${proposal.version}, ${proposal.plan.riskLevel} risk, ${proposal.pullRequest.url}`,
      task.part === undefined ? '' : `A part of ${task.part.whole}`,
      ...partsInOrder(task).map(
        ({ repository, state, pullRequest }) =>
          `Before it: ${repository} is ${state}, ${pullRequest.url}`,
      ),
      proved === 0 ? '' : `Tests proved: ${proved}`,
      result === undefined ? '' : `Suite: ${result.testsPassed} of ${result.testsTotal} pass`,
      task.ci.state === 'none' ? '' : `Checks: ${task.ci.state}, round ${task.ci.rounds}`,
    ],
    `patchwright status ${task.id}`,
  );
}
