import type { CiReport } from '@patchwright/task';
import type { Io } from '../io.ts';
import { plain, plainLines } from './plain.ts';
import { type Look, look } from './style.ts';

const LOOKS: Readonly<Record<string, Look>> = {
  passed: 'green',
  success: 'green',
  failed: 'red',
  failure: 'red',
};
const EXCERPT_LINES = 20;

/** The checks of a task, round by round, with what failed and what mended it. */
export function ciLines(io: Pick<Io, 'color'>, report: CiReport): readonly string[] {
  const { rounds, pullRequest, diagnosis } = report;
  if (rounds.length === 0) return ['There are no checks yet.'];
  return [
    ...(pullRequest === null ? [] : [pullRequest]),
    ...rounds.flatMap((round) => [
      `${look(io, 'bold', `Round ${round.round}`)} of ${round.sha.slice(0, 8)}: ${looked(io, round.state)}`,
      ...round.checks.map(({ name, conclusion }) => `  ${looked(io, conclusion)}  ${plain(name)}`),
      ...round.failures.flatMap(({ name, category, excerpt, url }) => [
        `  ${look(io, 'red', 'failed')}  ${plain(name)} (${plain(category)}) ${plain(url)}`,
        ...plainLines(excerpt)
          .slice(-EXCERPT_LINES)
          .map((line) => look(io, 'dim', `    | ${line}`)),
      ]),
      ...(round.fix === undefined
        ? []
        : [`  mended by ${round.fix.sha.slice(0, 8)}: ${mended(round.fix)}`]),
    ]),
    ...(diagnosis === undefined ? [] : [`Diagnosis: ${plain(diagnosis)}`]),
  ];
}

function mended({ commands, files }: NonNullable<CiReport['rounds'][number]['fix']>): string {
  return plain((commands.length > 0 ? commands : files).join(', '));
}

function looked(io: Pick<Io, 'color'>, word: string): string {
  return look(io, LOOKS[word] ?? 'yellow', plain(word));
}
