import { type CheckFailure, CiFixPushed, CommitRecorded } from '@patchwright/events';
import type { Task } from '@patchwright/task';
import type { CiSite, Remedy } from './decide.ts';
import { escalate } from './escalate.ts';
import { fixMessage } from './fix-message.ts';
import { mend } from './mend.ts';
import { pushFault } from './push-fault.ts';
import type { CiDraft, CiLimits, CiWorld } from './world.ts';

/** A remedy is applied in the workspace, checked there, committed and pushed; what it cannot mend is a person's. */
export async function* fix(
  task: Task,
  world: CiWorld,
  site: CiSite,
  remedies: readonly Remedy[],
  failures: readonly CheckFailure[],
  limits: CiLimits,
): AsyncGenerator<CiDraft> {
  const { repository, branch, head } = site;
  const commands = remedies.map(({ name }) => name);
  const remote = await world.workspace.remoteHead({ repository, branch });
  const untold = remote === head ? undefined : task.commits.find(({ sha }) => sha === remote);
  if (untold !== undefined) {
    // An attempt pushed it and ended before it could say so.
    const { sha, files } = untold;
    yield CiFixPushed.of({ sha, round: site.rounds, commands, files: [...files] });
    return;
  }
  const mended = await mend(task, world, site, remedies, failures, limits);
  if (mended.kind === 'refuted') {
    yield* escalate(task, world, site, mended.reason, failures, mended.output);
    return;
  }
  const fault = await pushFault(world, task, site);
  if (fault !== undefined) {
    yield* escalate(task, world, site, `the fix was not pushed: ${fault}`, failures);
    return;
  }
  const { tree, files, summary } = mended;
  const message = fixMessage(task.id, failures, commands, summary);
  const { sha } = await world.workspace.commit({
    repository,
    tree,
    parent: head,
    message,
    author: limits.author,
    date: await world.clock.now(),
  });
  yield CommitRecorded.of({ sha, tree, message, files: [...files] });
  await world.workspace.push({
    key: `${task.id}/push/${sha}`,
    repository,
    branch,
    sha,
    expect: head,
  });
  yield CiFixPushed.of({ sha, round: site.rounds, commands, files: [...files] });
}
