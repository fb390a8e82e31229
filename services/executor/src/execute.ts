import type { Work } from '@patchwright/chassis';
import {
  BaselineRecorded,
  ChangesPushed,
  type CommitRecorded,
  type DraftOf,
  ExecutionCompleted,
  ExecutionStarted,
  ForeignPushRecorded,
  type PlanStep,
  StepCompleted,
  StepFailed,
  TaskFailed,
  type TestNotReproduced,
  type TestProvedGreen,
  type TestProvedRed,
  VerificationPassed,
} from '@patchwright/events';
import { branchHead, type Task } from '@patchwright/task';
import { decide } from './decide.ts';
import { evidenceOf } from './evidence.ts';
import type { ExecutorWorld, Limits, Progress, Site } from './execution.ts';
import { proveGreen } from './green.ts';
import { judgeSuite } from './judge.ts';
import { proveRed } from './red.ts';

/** Every fact that the executor may state. */
export type ExecutorDraft = DraftOf<
  | typeof ExecutionStarted
  | typeof BaselineRecorded
  | typeof TestProvedRed
  | typeof TestNotReproduced
  | typeof TestProvedGreen
  | typeof StepCompleted
  | typeof StepFailed
  | typeof CommitRecorded
  | typeof VerificationPassed
  | typeof ChangesPushed
  | typeof ForeignPushRecorded
  | typeof ExecutionCompleted
  | typeof TaskFailed
>;

/** An approved plan becomes a tested pull request: baseline, each step proved, verified afresh, pushed, reported. */
export async function* execute(
  work: Work,
  world: ExecutorWorld,
  limits: Limits,
): AsyncGenerator<ExecutorDraft> {
  const { task } = work;
  const next = decide(task);
  if (next.kind === 'ignore') return;
  const { repository, proposal, steps } = next;
  const startedAt = await world.clock.now();

  const remote = await world.workspace.remoteHead({ repository, branch: proposal.branch });
  const head = branchHead(task) ?? proposal.head;
  if (remote !== head) {
    yield ForeignPushRecorded.of({
      branch: proposal.branch,
      sha: remote ?? 'deleted',
      by: 'unknown',
    });
    return;
  }
  yield ExecutionStarted.of({ digest: proposal.digest, base: head });

  const start = await world.workspace.open({ repository, ref: head });
  const toolchain = await world.workspace.detect({ repository, tree: start.tree });
  const baseline = await world.workspace.run({
    repository,
    tree: start.tree,
    command: proposal.plan.testCommand,
  });
  yield BaselineRecorded.of({ evidence: evidenceOf(baseline) });

  const site: Site = {
    task,
    repository,
    proposal,
    plan: proposal.plan,
    steps,
    toolchain,
    baseline,
    limits,
  };
  const finished = finishedSteps(task, steps);
  let progress: Progress = {
    tree: start.tree,
    head,
    commits: [],
    frozen: new Set(finished.filter((step) => step.type === 'test').map((step) => step.file)),
    testsWritten: 0,
    suite: baseline,
    spent: { tokens: 0, costUsd: 0 },
  };
  for (const step of steps.filter((other) => !finished.includes(other))) {
    progress = yield* carryOut(site, world, progress, step);
    if (progress.failed !== undefined) break;
  }
  progress = progress.failed === undefined ? yield* verify(site, world, progress) : progress;

  if (progress.commits.length > 0) {
    const key = `${task.id}/push/${progress.head}`;
    await world.workspace.push({
      key,
      repository,
      branch: proposal.branch,
      sha: progress.head,
      expect: head,
    });
    yield ChangesPushed.of({ branch: proposal.branch, sha: progress.head });
  }
  if (progress.failed !== undefined) {
    yield TaskFailed.of({ reason: progress.failed.reason, step: progress.failed.step });
    return;
  }
  const { files } = await world.workspace.diff({ repository, from: start.tree, to: progress.tree });
  const durationMs = Date.parse(await world.clock.now()) - Date.parse(startedAt);
  const counts = progress.suite.counts;
  yield ExecutionCompleted.of({
    head: progress.head,
    result: {
      testsWritten: progress.testsWritten,
      testsTotal: counts?.total ?? 0,
      testsPassed: counts?.passed ?? 0,
      filesModified: files.map((file) => file.path),
      linesAdded: files.reduce((sum, file) => sum + file.added, 0),
      linesRemoved: files.reduce((sum, file) => sum + file.removed, 0),
      commits: [...progress.commits],
      prUrl: proposal.pullRequest.url,
      durationMs,
      tokens: progress.spent.tokens,
      costUsd: progress.spent.costUsd,
    },
  });
}

/** Steps whose commit an earlier execution left on the branch: proved tests stay proved, done steps stay done. */
function finishedSteps(task: Task, steps: readonly PlanStep[]): readonly PlanStep[] {
  if (task.head === undefined) return [];
  return steps.filter((step) => {
    const record = task.steps.find((other) => other.order === step.order);
    // What was not pushed is not on the branch, where this execution begins.
    if (record?.pushed !== true) return false;
    return record.state === 'done' || (step.type === 'test' && record.red !== undefined);
  });
}

async function* carryOut(
  site: Site,
  world: ExecutorWorld,
  progress: Progress,
  step: PlanStep,
): AsyncGenerator<ExecutorDraft, Progress> {
  switch (step.type) {
    case 'test':
      return yield* proveRed(site, world, progress, step);
    case 'implement':
    case 'refactor':
      return yield* proveGreen(site, world, progress, step);
    case 'verify':
      return yield* verifyStep(site, world, progress, step);
  }
}

/** A verify step runs its command on the tree as it stands. */
async function* verifyStep(
  site: Site,
  world: ExecutorWorld,
  progress: Progress,
  step: PlanStep,
): AsyncGenerator<ExecutorDraft, Progress> {
  const command = step.command ?? site.plan.testCommand;
  const result = await world.workspace.run({
    repository: site.repository,
    tree: progress.tree,
    command,
  });
  if (result.exitCode === 0) {
    yield StepCompleted.of({ step: step.order, summary: `${command} succeeded` });
    return progress;
  }
  const reason = `${command} ended with exit code ${result.exitCode}`;
  yield StepFailed.of({ step: step.order, attempt: 1, reason, optional: step.optional });
  return step.optional ? progress : { ...progress, failed: { step: step.order, reason } };
}

/** GREEN once more, in a fresh checkout of the exact commit, without credentials; only then is anything pushed. */
async function* verify(
  site: Site,
  world: ExecutorWorld,
  progress: Progress,
): AsyncGenerator<ExecutorDraft, Progress> {
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
  const verdict = judgeSuite(site.baseline, result);
  if (verdict.kind === 'refuted') {
    const reason = `in a fresh checkout of ${progress.head.slice(0, 8)}: ${verdict.reason}`;
    return { ...progress, failed: { step: last, reason } };
  }
  yield VerificationPassed.of({ commit: progress.head, evidence: evidenceOf(result) });
  return { ...progress, suite: result };
}
