import type { Logs } from '@patchwright/task/api';
import type { Io } from '../io.ts';
import { plain, plainLines } from './plain.ts';
import { look } from './style.ts';
import { clockTime } from './when.ts';

/** What each run did, and what was said with the models. */
export function logLines(io: Pick<Io, 'color'>, { runs }: Logs): readonly string[] {
  if (runs.length === 0) return ['The journal holds no run of it, or none any more.'];
  return runs.flatMap(({ run, service, beganAt, attempts, end, models, calls, conversation }) => [
    look(
      io,
      'bold',
      `${plain(run)}: ${plain(service)}, ${beganAt}, ${tries(attempts)}, ${plain(end)}`,
    ),
    ...models.map(
      ({ name, usage }) =>
        `  ${plain(name)}: ${usage.modelCalls} calls, ${usage.inputTokens} tokens in, ${usage.outputTokens} out, $${usage.costUsd.toFixed(4)}`,
    ),
    ...calls.map(
      ({ call, at, outcome, ms, reason }) =>
        `  ${look(io, 'dim', clockTime(at))}  ${plain(call)} ${outcome}${ms === undefined ? '' : ` in ${ms} ms`}${reason === undefined ? '' : `: ${plain(reason)}`}`,
    ),
    ...(conversation === '' ? [] : ['', ...plainLines(conversation), '']),
  ]);
}

function tries(count: number): string {
  return count === 1 ? 'one try' : `${count} tries`;
}
