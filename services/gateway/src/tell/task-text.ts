import { ciReport, costReport, explanation, planReport } from '@patchwright/task';
import type { FoundTask } from '../find-task.ts';
import type { Told } from '../intent.ts';
import { ciText } from './ci-text.ts';
import { costText } from './cost-text.ts';
import { explanationText } from './explanation-text.ts';
import { logsText } from './logs-text.ts';
import { planText } from './plan-text.ts';
import { statusText } from './status-text.ts';

/** What can be told from a task's own facts: everything but its diff, which lies with GitHub. Pure. */
export function taskText(what: Exclude<Told, 'diff'>, { task, history }: FoundTask): string {
  switch (what) {
    case 'status':
      return statusText(task);
    case 'plan':
      return planText(planReport(task, history));
    case 'logs':
      return logsText(task, history);
    case 'ci':
      return ciText(ciReport(task, history));
    case 'cost':
      return costText(costReport(task, history));
    case 'explain':
      return explanationText(explanation(task, history));
  }
}
