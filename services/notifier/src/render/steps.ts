import type { Task } from '@patchwright/task';
import { code, prose } from './markdown.ts';
import { isStepDone, recordOf } from './text.ts';

/** The plan's steps as a checklist, with what was proved of each. */
export function stepList(task: Task): string {
  const steps = task.proposal?.plan.steps ?? [];
  return steps
    .map((step) => {
      const box = isStepDone(task, step.order) ? 'x' : ' ';
      const file = step.file === '' ? '' : ` (${code(step.file)})`;
      return `- [${box}] ${step.order}. ${prose(step.action, 300)}${file}${proofOf(task, step.order)}`;
    })
    .join('\n');
}

function proofOf(task: Task, order: number): string {
  const record = recordOf(task, order);
  if (record === undefined) return '';
  const red = record.red === undefined ? '' : ' · 🔴 RED proved';
  const green = record.green === undefined ? '' : ' · 🟢 GREEN proved';
  const trouble =
    record.state === 'failed' || record.state === 'not_reproduced'
      ? ` · ❌ ${prose(record.reason ?? record.state, 200)}`
      : '';
  return `${red}${green}${trouble}`;
}
