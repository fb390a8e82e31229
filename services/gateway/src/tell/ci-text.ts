import type { CiReport } from '@patchwright/task';
import { shorten } from './shorten.ts';

/** The checks of a task's pull request, round by round, the newest last. */
export function ciText({ task, state, pullRequest, rounds, fixes, diagnosis }: CiReport): string {
  if (rounds.length === 0) return `${task} has no checks yet: nothing of it was pushed.`;
  const pushed = fixes === 0 ? '' : `, ${fixes} ${fixes === 1 ? 'fix' : 'fixes'} pushed`;
  return shorten(
    [
      `Checks of ${task}: ${state}${pushed}${pullRequest === null ? '' : `, ${pullRequest}`}`,
      ...rounds.flatMap(({ round, sha, state: ended, checks, failures, fix }) => [
        `Round ${round} (${sha.slice(0, 8)}): ${ended}`,
        ...checks.map(({ name, conclusion }) => `- ${name}: ${conclusion}`),
        ...failures.map(({ name, category, url }) => `- failed: ${name} (${category}) ${url}`),
        fix === undefined ? '' : `- fixed by ${fix.commands.join(', ') || fix.files.join(', ')}`,
      ]),
      diagnosis === undefined ? '' : `Diagnosis: ${diagnosis}`,
    ],
    pullRequest ?? `patchwright ci ${task}`,
  );
}
