import {
  type DraftOf,
  type PlanStep,
  StepCompleted,
  StepFailed,
  VerificationPassed,
} from '@patchwright/events';
import { evidenceOf } from './evidence.ts';
import { type ExecutorWorld, hadTests, type Progress, type Site } from './execution.ts';
import { judgeSuite } from './judge.ts';

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
  const result = await world.workspace.run({
    repository: site.repository,
    tree: progress.tree,
    command: site.plan.testCommand,
    fresh: true,
  });
  const verdict = judgeSuite(site.baseline, result, hadTests(site));
  if (verdict.kind === 'refuted') {
    const reason = `in a fresh checkout of ${progress.head.slice(0, 8)}: ${verdict.reason}`;
    return { ...progress, failed: { step: last, reason } };
  }
  yield VerificationPassed.of({ commit: progress.head, evidence: evidenceOf(result) });
  return { ...progress, suite: result };
}
