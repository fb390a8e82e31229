import { type CheckFailure, TaskEscalated } from '@patchwright/events';
import type { Task } from '@patchwright/task';
import type { CiSite } from './decide.ts';
import type { CiDraft, CiWorld } from './look-after.ts';

/** A person is told what failed, what the log says and what was tried, on the pull request; the task waits for them. */
export async function* escalate(
  task: Task,
  world: CiWorld,
  site: CiSite,
  reason: string,
  failures: readonly CheckFailure[],
  output?: string,
): AsyncGenerator<CiDraft> {
  const diagnosis = describe(reason, failures, task.ci.fixes, output);
  await world.github.ensureComment({
    key: `${task.id}/escalation/${site.head}`,
    repository: site.repository,
    number: site.pullRequest.number,
    body: `### CI needs a person\n\n${diagnosis}`,
  });
  yield TaskEscalated.of({ reason, diagnosis });
}

/** The diagnosis, as Markdown; `output` is what the last command of ours printed. */
export function describe(
  reason: string,
  failures: readonly CheckFailure[],
  fixes: number,
  output?: string,
): string {
  const checks = failures.map(
    (failure) =>
      `**${failure.name}** — ${failure.category}${failure.tool ? ` (${failure.tool})` : ''} · [log](${failure.url})\n\n${quoted(failure.excerpt)}`,
  );
  const tried =
    fixes === 0
      ? 'Nothing was changed automatically.'
      : `${fixes} automatic ${fixes === 1 ? 'fix was' : 'fixes were'} pushed before.`;
  return [reason, ...(output ? [quoted(output)] : []), ...checks, tried].join('\n\n');
}

/** Output word for word, in a fence that it cannot close. */
function quoted(output: string): string {
  const ticks = Math.max(2, ...[...output.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(ticks + 1);
  return `${fence}text\n${output}\n${fence}`;
}
