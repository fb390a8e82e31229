import type { Usage } from '@patchwright/events';
import type { CostOverview, CostReport } from '@patchwright/task';
import { dollars, shorten } from './shorten.ts';

/** What a task's model calls cost, by phase and by the parts it has. */
export function costText({ task, total, phases, parts = [], withParts }: CostReport): string {
  return shorten(
    [
      `${task} cost ${spent(total)}`,
      ...phases.map(({ name, usage, runs }) => `- ${name}: ${spent(usage)}, ${count(runs, 'run')}`),
      ...(withParts === undefined ? [] : [`With its parts: ${spent(withParts)}`]),
      ...parts.map(
        ({ task: part, repository, state, usage }) =>
          `- ${part} in ${repository}: ${usage === undefined ? state : spent(usage)}`,
      ),
    ],
    `patchwright cost ${task}`,
  );
}

/** What all tasks cost together, and where most of it went. */
export function costsText({ tasks, total, byRepository, byMonth }: CostOverview): string {
  return shorten(
    [
      `${count(tasks, 'task')} cost ${spent(total)}`,
      ...byRepository.slice(0, 10).map((share) => `- ${share.name}: ${spent(share.usage)}`),
      ...byMonth.slice(0, 12).map((share) => `- in ${share.name}: ${spent(share.usage)}`),
    ],
    'patchwright cost',
  );
}

function spent({ costUsd, modelCalls, inputTokens, outputTokens }: Usage): string {
  return `${dollars(costUsd)}, ${count(modelCalls, 'model call')}, ${count(inputTokens + outputTokens, 'token')}`;
}

function count(number: number, one: string): string {
  return `${number} ${number === 1 ? one : `${one}s`}`;
}
