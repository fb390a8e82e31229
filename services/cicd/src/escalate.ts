import { type CheckFailure, TaskEscalated } from '@patchwright/events';
import type { Task } from '@patchwright/task';
import { adviceFor } from './advice.ts';
import { attemptOf } from './attempts.ts';
import type { CiSite } from './decide.ts';
import { fixesOf } from './fix-message.ts';
import type { Overdue } from './patience.ts';
import type { CiDraft, CiWorld } from './world.ts';

/** A person is told what failed, what the log says and what was tried, on the pull request; the task waits for them. */
export async function* escalate(
  task: Task,
  world: CiWorld,
  site: CiSite,
  reason: string,
  failures: readonly CheckFailure[],
  output?: string,
): AsyncGenerator<CiDraft> {
  const diagnosis = describe(task, reason, failures, output);
  await comment(world, site, `${task.id}/escalation/${site.head}/${site.rounds}`, diagnosis);
  yield TaskEscalated.of({ reason, diagnosis });
}

/** A person is told which checks have not ended, or were never begun, though they were awaited long enough. */
export async function* escalateWait(
  task: Task,
  world: CiWorld,
  site: CiSite,
  overdue: Overdue,
): AsyncGenerator<CiDraft> {
  const { missing, wait } = overdue;
  const unbegun = missing.map((name) => ({ name, url: '', category: 'unbegun', excerpt: '' }));
  const late = [...unbegun, ...unendedOf(overdue)];
  const reason = `checks were awaited long enough: ${late
    .map(
      ({ name, category }) => `${name} ${category === 'unbegun' ? 'never began' : 'never ended'}`,
    )
    .join(', ')}`;
  const diagnosis = describe(task, reason, late);
  await comment(world, site, `${task.id}/escalation/${site.head}/wait-${wait}`, diagnosis);
  yield TaskEscalated.of({ reason, diagnosis });
}

/** Checks that have not ended, to be told like those that failed. */
export function unendedOf({ pending }: Overdue): readonly CheckFailure[] {
  return pending.map(({ name, url }) => ({ name, url, category: 'unended', excerpt: '' }));
}

/** A comment says that checks failed, or never ended, which nothing requires: they are no reason to stop, and nobody is asked. */
export async function tellOptional(
  task: Task,
  world: CiWorld,
  site: CiSite,
  failures: readonly CheckFailure[],
): Promise<void> {
  await world.github.ensureComment({
    key: `${task.id}/optional/${site.head}`,
    repository: site.repository,
    number: site.pullRequest.number,
    body: [
      '### Checks failed, or did not end, that the branch does not require',
      ...failures.map((failure, index) => told(failure, index < QUOTED)),
      'The required checks passed, so the work went on.',
    ].join('\n\n'),
  });
}

async function comment(
  { github }: CiWorld,
  { repository, pullRequest: { number } }: CiSite,
  key: string,
  diagnosis: string,
): Promise<void> {
  const body = `### CI needs a person\n\n${diagnosis}`;
  await github.ensureComment({ key, repository, number, body });
}

const QUOTED = 4;

/**
 * The diagnosis, as Markdown: why a person is asked, each failure with its likely cause and what the log says, what was
 * tried, and what to do next. `output` is what the last command of ours printed.
 */
export function describe(
  task: Task,
  reason: string,
  failures: readonly CheckFailure[],
  output?: string,
): string {
  return [
    sentence(reason),
    ...(output ? [quoted(output)] : []),
    ...failures.map((failure, index) => told(failure, index < QUOTED)),
    `**What was tried**\n\n${tried(task, failures).join('\n')}`,
    `**What to do next**\n\n${next(failures).join('\n')}`,
  ].join('\n\n');
}

function told(failure: CheckFailure, inFull: boolean): string {
  const { name, category, tool, folder, url, excerpt } = failure;
  const { what, cause } = adviceFor(failure);
  const by = tool === undefined ? '' : ` (${tool})`;
  const place = folder === undefined ? '' : `, in ${codeOf(folder)}`;
  const log = url === '' ? '' : ` · [log](${url})`;
  const head = `**${name}**: ${what}${by}${place}${log}\n\nLikely cause: ${cause}`;
  if (category === 'unbegun' || category === 'unended') return head;
  if (excerpt === '') return `${head}\n\nThere is no log of it to be read.`;
  return `${head}\n\n${quoted(inFull ? excerpt : excerpt.slice(0, 300))}`;
}

function tried(task: Task, failures: readonly CheckFailure[]): readonly string[] {
  const { fixes } = task.ci;
  const pushed = fixesOf(task).map(
    ({ sha, commands, files }) =>
      `- ${sha.slice(0, 7)}: ${commands.map((command) => `\`${command}\``).join(', ')}, ${counted(files.length, 'file')}`,
  );
  const again = failures
    .map(({ name, excerpt }) => ({ name, attempts: attemptOf(excerpt) }))
    .filter(({ attempts }) => attempts > 1)
    .map(({ name, attempts }) => `- ${name} was run ${attempts} times.`);
  const fixed =
    fixes === 0
      ? ['- Nothing was changed automatically.']
      : [`- ${counted(fixes, 'automatic fix', 'es')} ${fixes === 1 ? 'was' : 'were'} pushed.`];
  return [...fixed, ...pushed, ...again];
}

function next(failures: readonly CheckFailure[]): readonly string[] {
  const steps = [...new Set(failures.map((failure) => adviceFor(failure).next))];
  return [...steps, 'Then answer `@agent retry` here: the checks are looked at again.'].map(
    (step, index) => `${index + 1}. ${step}`,
  );
}

function counted(count: number, what: string, plural = 's'): string {
  return `${count} ${what}${count === 1 ? '' : plural}`;
}

function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}

function codeOf(folder: string): string {
  return `\`${folder.replace(/[^\x20-\x7e]|`/g, '?').slice(0, 100)}\``;
}

/** Output word for word, in a fence that it cannot close. */
function quoted(output: string): string {
  const ticks = Math.max(2, ...[...output.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(ticks + 1);
  return `${fence}text\n${output}\n${fence}`;
}
