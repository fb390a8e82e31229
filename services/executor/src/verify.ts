import {
  type DraftOf,
  type PlanStep,
  StepCompleted,
  StepFailed,
  VerificationPassed,
} from '@patchwright/events';
import { commandOfProfile } from '@patchwright/task';
import type { CommandResult } from '@patchwright/workspace';
import { evidenceOf } from './evidence.ts';
import { type ExecutorWorld, type Progress, type Site, yardstick } from './execution.ts';
import { judgeSuite } from './judge.ts';
import { tamperingWhile } from './proof/prove-untampered.ts';

/** A verify step runs its command on the tree as it stands. */
export async function* verifyStep(
  site: Site,
  world: ExecutorWorld,
  progress: Progress,
  step: PlanStep,
): AsyncGenerator<DraftOf<typeof StepCompleted | typeof StepFailed>, Progress> {
  const { repository, plan } = site;
  const command = step.command ?? plan.testCommand;
  const result = await world.workspace.run({ repository, tree: progress.tree, command });
  if (result.exitCode === 0) {
    yield StepCompleted.of({ step: step.order, summary: `${command} succeeded` });
    return progress;
  }
  const reason = `${command} ended with exit code ${result.exitCode}`;
  yield StepFailed.of({ step: step.order, attempt: 1, reason, optional: step.optional });
  return step.optional ? progress : { ...progress, failed: { step: step.order, reason } };
}

/** GREEN once more, in a fresh checkout of the exact commit, without credentials; only then is success claimed. */
export async function* verifyAfresh(
  site: Site,
  world: ExecutorWorld,
  progress: Progress,
): AsyncGenerator<DraftOf<typeof VerificationPassed>, Progress> {
  const last = site.steps.at(-1)?.order ?? 1;
  if (progress.commits.length === 0) {
    return { ...progress, failed: { step: last, reason: 'no step of the plan changed anything' } };
  }
  const { baseline, result, newest } = await testAfresh(site, world, progress);
  const verdict = judgeSuite(baseline, result, yardstick(site, { suite: newest }, result.command));
  const ran = { of: progress.tree, result, baseline };
  const sly = await tamperingWhile(site, world, progress, ran);
  if (verdict.kind === 'refuted' || sly !== undefined) {
    const why = verdict.kind === 'refuted' ? verdict.reason : sly;
    const reason = `in a fresh checkout of ${progress.head.slice(0, 8)}: ${why}`;
    return { ...progress, failed: { step: last, reason } };
  }
  const by = site.profile === undefined ? 'plan' : 'profile';
  yield VerificationPassed.of({ commit: progress.head, evidence: evidenceOf(result), by });
  return { ...progress, suite: result };
}

/** By the repository's profile its tests may be other ones than the plan's, so it says itself what failed before the change. */
async function testAfresh(
  { repository, plan, profile, before, baseline }: Site,
  world: ExecutorWorld,
  { tree, suite }: Progress,
): Promise<{
  readonly baseline: CommandResult;
  readonly result: CommandResult;
  /** The newest run of the same command. */
  readonly newest: CommandResult;
}> {
  if (profile === undefined) {
    const own = { repository, tree, command: plan.testCommand, fresh: true };
    return { baseline, result: await world.workspace.run(own), newest: suite };
  }
  const trusted = {
    repository,
    command: commandOfProfile(profile),
    timeoutMs: profile.timeoutMinutes * 60_000,
    fresh: true,
  };
  const first = await world.workspace.run({ ...trusted, tree: before });
  return {
    baseline: first,
    result: await world.workspace.run({ ...trusted, tree }),
    newest: first,
  };
}
