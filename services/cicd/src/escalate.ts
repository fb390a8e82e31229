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
): AsyncGenerator<CiDraft> {
  const diagnosis = describe(reason, failures, task.ci.fixes);
  await world.github.ensureComment({
    key: `${task.id}/escalation/${site.head}`,
    repository: site.repository,
    number: site.pullRequest.number,
    body: `### CI needs a person\n\n${diagnosis}`,
  });
  yield TaskEscalated.of({ reason: reason.split('\n')[0] ?? reason, diagnosis });
}

/** The diagnosis, as Markdown. */
export function describe(reason: string, failures: readonly CheckFailure[], fixes: number): string {
  const checks = failures.map(
    (failure) =>
      `**${failure.name}** — ${failure.category}${failure.tool ? ` (${failure.tool})` : ''} · [log](${failure.url})\n\n\`\`\`text\n${failure.excerpt}\n\`\`\``,
  );
  const tried =
    fixes === 0
      ? 'Nothing was changed automatically.'
      : `${fixes} automatic fixes were pushed before.`;
  return [reason, ...checks, tried].join('\n\n');
}
