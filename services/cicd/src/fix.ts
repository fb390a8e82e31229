import { type CheckFailure, CiFixPushed, CommitRecorded } from '@patchwright/events';
import type { Task } from '@patchwright/task';
import type { CiSite } from './decide.ts';
import { escalate } from './escalate.ts';
import { fixMessage } from './fix-message.ts';
import type { CiDraft, CiLimits, CiWorld } from './look-after.ts';
import { pushFault } from './push-fault.ts';

/** The fixing commands are run in the workspace, checked there, committed and pushed; what they cannot mend is a person's. */
export async function* fix(
  task: Task,
  world: CiWorld,
  site: CiSite,
  commands: readonly string[],
  failures: readonly CheckFailure[],
  limits: CiLimits,
): AsyncGenerator<CiDraft> {
  const { repository, branch, head } = site;
  const remote = await world.workspace.remoteHead({ repository, branch });
  const untold = remote === head ? undefined : task.commits.find(({ sha }) => sha === remote);
  if (untold !== undefined) {
    // An attempt pushed it and ended before it could say so.
    const { sha, files } = untold;
    yield CiFixPushed.of({ sha, round: site.rounds, commands: [...commands], files: [...files] });
    return;
  }
  const start = await world.workspace.open({ repository, ref: head });
  let tree = start.tree;
  for (const command of commands) {
    const result = await world.workspace.run({ repository, tree, command });
    if (result.exitCode !== 0) {
      yield* escalate(
        task,
        world,
        site,
        `\`${command}\` ended with exit code ${result.exitCode}`,
        failures,
        result.excerpt,
      );
      return;
    }
    tree = result.tree;
  }
  const { files } = await world.workspace.diff({ repository, from: start.tree, to: tree });
  if (files.length === 0) {
    yield* escalate(
      task,
      world,
      site,
      `${commands.join(', ')} changed nothing, yet the check fails`,
      failures,
    );
    return;
  }
  const suite = task.proposal?.plan.testCommand;
  if (suite !== undefined && task.baseline?.exitCode === 0) {
    const result = await world.workspace.run({ repository, tree, command: suite });
    if (result.exitCode !== 0) {
      yield* escalate(
        task,
        world,
        site,
        `after ${commands.join(', ')} the tests fail`,
        failures,
        result.excerpt,
      );
      return;
    }
  }
  const fault = await pushFault(world, task, site);
  if (fault !== undefined) {
    yield* escalate(task, world, site, `the fix was not pushed: ${fault}`, failures);
    return;
  }
  const message = fixMessage(task.id, failures, commands);
  const { sha } = await world.workspace.commit({
    repository,
    tree,
    parent: head,
    message,
    author: limits.author,
    date: await world.clock.now(),
  });
  const paths = files.map((file) => file.path);
  yield CommitRecorded.of({ sha, tree, message, files: paths });
  await world.workspace.push({
    key: `${task.id}/push/${sha}`,
    repository,
    branch,
    sha,
    expect: head,
  });
  yield CiFixPushed.of({ sha, round: site.rounds, commands: [...commands], files: paths });
}
