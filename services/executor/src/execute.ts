import { gatherSkills, type Shelf, stack } from '@patchwright/agent';
import type { Work } from '@patchwright/chassis';
import {
  BaselineRecorded,
  ChangesPushed,
  ExecutionCompleted,
  ExecutionStarted,
  type PlanStep,
  TaskFailed,
} from '@patchwright/events';
import { NeedsHuman } from '@patchwright/faults';
import {
  defaultPolicy,
  profileFor,
  rulesFor,
  spansRepositories,
  type Task,
} from '@patchwright/task';
import { amendPlan, withoutAmendment } from './amendment.ts';
import { decide } from './decide.ts';
import { evidenceOf } from './evidence.ts';
import type { Counts, ExecutorWorld, Limits, Progress, Site } from './execution.ts';
import type { ExecutorDraft } from './facts.ts';
import { askGate, DOCUMENT, factOf } from './gate.ts';
import { proveGreen } from './green.ts';
import { proveRed } from './red.ts';
import { startOf } from './start.ts';
import { verifyAfresh, verifyStep } from './verify.ts';

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
  const { branch, plan } = proposal;
  const startedAt = await world.clock.now();

  const opened = await askGate(world, task, next);
  const obstacle = factOf(opened, proposal);
  if (obstacle !== undefined) yield obstacle;
  const start = startOf(work, proposal, steps, opened.head);
  if (opened.fault !== undefined || start === undefined) return;
  const { policy } = opened.rules;
  const profile = profileFor(policy?.profiles, repository);
  yield ExecutionStarted.of({ digest: proposal.digest, base: start.head });

  const here = await world.workspace.open({ repository, ref: start.head });
  const before =
    start.before === start.head
      ? here
      : await world.workspace.open({ repository, ref: start.before });
  const toolchain = await world.workspace.detect({ repository, tree: here.tree });
  // A repository that asks for nothing is left alone: the fewer calls, the fewer can fail.
  if (toolchain.install !== undefined) {
    await world.workspace.install({ repository, tree: before.tree });
  }
  const baseline = await world.workspace.run({
    repository,
    tree: before.tree,
    command: plan.testCommand,
  });
  yield BaselineRecorded.of({ evidence: evidenceOf(baseline) });

  const site: Site = {
    task,
    repository,
    plan,
    terms: proposal.terms,
    steps,
    ...(profile === undefined ? {} : { profile }),
    amendments: rulesFor(policy?.approval ?? defaultPolicy.approval, repository).amendments,
    toolchain,
    before: before.tree,
    baseline,
    skills: await skillsOf(world, task, repository, limits),
    limits,
  };
  const tests = start.finished.filter((step) => step.type === 'test');
  let progress: Progress = {
    tree: here.tree,
    head: start.head,
    commits: start.commits,
    proved: new Map(tests.map(({ order }) => [order, redOf(task, order)])),
    green: new Set(),
    frozen: new Set(tests.map((step) => step.file)),
    suite: baseline,
    spent: { tokens: 0, costUsd: 0 },
  };
  /** What only a person can mend, such as a budget that is used up; finished steps are kept before it is told. */
  let stopped: NeedsHuman | undefined;
  for (const step of steps.filter((other) => !start.finished.includes(other))) {
    const { costUsd } = proposal.terms.limits;
    if (progress.spent.costUsd >= costUsd) {
      const reason = `the ${costUsd} US dollars that were approved are used up`;
      progress = { ...progress, failed: { step: step.order, reason } };
      break;
    }
    const next = yield* orNeedsHuman(carryOut(site, world, progress, step));
    if (next instanceof NeedsHuman) {
      stopped = next;
      break;
    }
    progress = next;
    if (progress.failed !== undefined || progress.wish !== undefined) break;
  }
  if (progress.failed === undefined && progress.wish === undefined && stopped === undefined) {
    const verified = yield* orNeedsHuman(verifyAfresh(site, world, progress));
    if (verified instanceof NeedsHuman) stopped = verified;
    else progress = verified;
  }

  if (progress.wish !== undefined && spansRepositories(task)) {
    progress = withoutAmendment(task, progress, progress.wish);
  }
  const amended = progress.wish && (yield* amendPlan(site, world, progress, progress.wish));
  if (amended !== undefined) progress = amended.progress;

  // What was done stays on the branch for a person, even when the execution failed.
  if (progress.head !== start.head) {
    const before = await askGate(world, task, next, opened);
    const fact = factOf(before, proposal);
    if (fact !== undefined) yield fact;
    if (before.fault !== undefined) return;
    await world.workspace.push({
      key: `${task.id}/push/${progress.head}`,
      repository,
      branch,
      sha: progress.head,
      expect: start.head,
    });
    yield ChangesPushed.of({ branch, sha: progress.head });
  }
  if (stopped !== undefined) throw stopped;
  if (amended !== undefined) {
    yield amended.fact;
    return;
  }
  if (progress.failed !== undefined) {
    yield TaskFailed.of({ reason: progress.failed.reason, step: progress.failed.step });
    return;
  }
  yield ExecutionCompleted.of({
    head: progress.head,
    result: {
      ...(await changes(site, world, progress)),
      prUrl: proposal.pullRequest.url,
      durationMs: Date.parse(await world.clock.now()) - Date.parse(startedAt),
    },
  });
}

/** Hands a fault that needs a person back, instead of throwing it. */
async function* orNeedsHuman<Fact, End>(
  doing: AsyncGenerator<Fact, End>,
): AsyncGenerator<Fact, End | NeedsHuman> {
  try {
    return yield* doing;
  } catch (thrown) {
    if (thrown instanceof NeedsHuman) return thrown;
    throw thrown;
  }
}

/** Skills are read from the base that people review, so that a branch cannot instruct whoever works on it. */
async function skillsOf(
  { workspace }: ExecutorWorld,
  { base }: Task,
  repository: string,
  { skills }: Limits,
): Promise<Shelf> {
  if (skills === undefined) return stack();
  if (base === undefined) return stack(skills.organisation, skills.own);
  const { tree } = await workspace.open({ repository, ref: base.sha });
  return gatherSkills(workspace, { repository, tree }, skills);
}

function redOf({ steps }: Task, order: number): Counts {
  return steps.find((step) => step.order === order)?.red?.counts;
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

async function changes(site: Site, world: ExecutorWorld, progress: Progress) {
  const { repository, before } = site;
  const diff = await world.workspace.diff({ repository, from: before, to: progress.tree });
  // The plan's own document is no part of the change, as its commits are none of its commits.
  const files = diff.files.filter((file) => file.path !== DOCUMENT);
  return {
    testsWritten: progress.proved.size,
    testsTotal: progress.suite.counts?.total ?? 0,
    testsPassed: progress.suite.counts?.passed ?? 0,
    filesModified: files.map((file) => file.path),
    linesAdded: files.reduce((sum, file) => sum + file.added, 0),
    linesRemoved: files.reduce((sum, file) => sum + file.removed, 0),
    commits: [...progress.commits],
    tokens: progress.spent.tokens,
    costUsd: progress.spent.costUsd,
  };
}
