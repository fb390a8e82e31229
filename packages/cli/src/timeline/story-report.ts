import type { ChangedFile, Played } from '@patchwright/local';
import type { Io } from '../io.ts';
import { plain, plainLines } from '../show/plain.ts';
import { type Look, look, statusLook } from '../show/style.ts';

const LONGEST_PROOF = 24;
const LONGEST_PATCH = 80;

/** What came of a story, for people: how it ended, the proof of its test, what changed, what it cost, and where to look. */
export function storyReport(io: Pick<Io, 'color' | 'columns'>, played: Played): readonly string[] {
  const { scenario, result, problems, task, evidence, files } = played;
  const head = `── ${scenario.title} `;
  const rule = '─'.repeat(Math.max(4, Math.min(io.columns ?? 100, 100) - head.length));
  const seconds = (result.durationMs / 1000).toFixed(1);
  return [
    '',
    look(io, 'bold', head + rule),
    `${result.task ?? 'no task'}: ${plain(task?.title ?? '')}`,
    `${look(io, statusLook(result.status), result.status)} in ${seconds} s, ${result.events} events, ${rounds(result.ciRounds)}`,
    ...problems.map((problem) => look(io, 'red', `not as expected: ${plain(problem)}`)),
    ...evidence.flatMap(({ step, red, green }) => [
      ...(red === undefined ? [] : proof(io, 'RED', 'red', step, red)),
      ...(green === undefined ? [] : proof(io, 'GREEN', 'green', step, green)),
    ]),
    ...(files.length === 0 ? [] : ['', look(io, 'bold', 'What changed')]),
    ...[...files].sort(byInterest).flatMap((file) => patch(io, file)),
    '',
    `cost          ${cost(played)}`,
    `pull request  ${result.pullRequest ?? 'none'}`,
    ...(task?.ticket === undefined ? [] : [`ticket        ${task.ticket.url}`]),
    ...(task?.sentry === undefined ? [] : [`error         ${task.sentry.url}`]),
  ];
}

function rounds(count: number): string {
  return `${count} ${count === 1 ? 'round' : 'rounds'} of CI`;
}

function cost({ result, usage }: Played): string {
  const isReal = result.model === 'anthropic';
  const calls = isReal
    ? `${result.modelCalls} calls of Claude`
    : `${result.modelCalls} calls of the scripted model, ${result.repeatedModelCalls} of them made twice`;
  if (usage === undefined) return calls;
  const tokens = usage.inputTokens + usage.outputTokens;
  return `${calls}; ${tokens} tokens, which ${isReal ? 'cost' : 'would have cost'} $${usage.costUsd.toFixed(4)}`;
}

function proof(
  io: Pick<Io, 'color'>,
  word: string,
  wordLook: Look,
  step: number,
  shown: { readonly command: string; readonly exitCode: number; readonly excerpt: string },
): readonly string[] {
  const lines = plainLines(shown.excerpt.trimEnd());
  // The end of a runner's output has the counts.
  const kept = lines.length > LONGEST_PROOF ? ['…', ...lines.slice(-LONGEST_PROOF)] : lines;
  const title = `${word}  step ${step}: ${plain(shown.command)} (exit code ${shown.exitCode})`;
  return [
    '',
    look(io, wordLook, title),
    ...kept.map((line) => `  ${look(io, 'dim', '│')} ${line}`),
  ];
}

const PLAN = 'PLAN.md';

/** The plan was read before it was approved: the code comes first, and the plan's text is left out. */
function byInterest(a: ChangedFile, b: ChangedFile): number {
  const rank = (file: ChangedFile) => (file.filename === PLAN ? 1 : 0);
  return rank(a) - rank(b) || a.filename.localeCompare(b.filename);
}

function patch(io: Pick<Io, 'color'>, file: ChangedFile): readonly string[] {
  const lines = file.filename === PLAN ? [] : plainLines(file.patch ?? '');
  const kept = lines.slice(0, LONGEST_PATCH);
  const more = lines.length - kept.length;
  return [
    `  ${look(io, 'bold', plain(file.filename))}  +${file.additions} -${file.deletions}`,
    ...kept.map((line) => `    ${look(io, lineLook(line), line)}`),
    ...(more > 0 ? [`    … ${more} lines more`] : []),
  ];
}

function lineLook(line: string): Look {
  if (line.startsWith('+')) return 'green';
  if (line.startsWith('-')) return 'red';
  return line.startsWith('@@') ? 'cyan' : 'reset';
}
