import type { CheckFailure } from '@patchwright/events';
import { outgoingMessage } from '@patchwright/outside';
import type { Task } from '@patchwright/task';

const APPLIED = 'Applied: ';

/**
 * The message of a commit that mends failures. It names each remedy, so that its history is its own evidence. `summary` is the line of
 * whoever thought about it.
 */
export function fixMessage(
  taskId: string,
  failures: readonly CheckFailure[],
  commands: readonly string[],
  summary?: string,
): string {
  const tools = [...new Set(failures.map((failure) => failure.tool ?? failure.name))].join(' and ');
  const trailers = [...commands.map((command) => `${APPLIED}${command}`), `Task: ${taskId}`];
  const subject = summary === undefined ? `style: apply ${tools}` : `fix: ${oneLine(summary)}`;
  return outgoingMessage(`${subject}\n\n${trailers.join('\n')}\n`);
}

/** Words of a model as a commit's subject: trailers of its own would be taken for ours. */
function oneLine(summary: string): string {
  return summary.replace(/\s+/g, ' ').trim().slice(0, 72);
}

/** A fix that was pushed for a task. */
export interface PushedFix {
  readonly sha: string;
  readonly commands: readonly string[];
  readonly files: readonly string[];
}

/** The fixes of a task since its execution or the last retry, oldest first. */
export function fixesOf(task: Task): readonly PushedFix[] {
  if (task.ci.fixes === 0) return [];
  return task.commits
    .map(({ sha, message, files }) => ({ sha, files, commands: commandsIn(message) }))
    .filter(({ commands }) => commands.length > 0)
    .slice(-task.ci.fixes);
}

/** Commands that our own commits applied already. That they are called for again is no new evidence. */
export function commandsApplied(task: Task): readonly string[] {
  return fixesOf(task).flatMap(({ commands }) => commands);
}

function commandsIn(message: string): readonly string[] {
  return message
    .split('\n')
    .filter((line) => line.startsWith(APPLIED))
    .map((line) => line.slice(APPLIED.length));
}
