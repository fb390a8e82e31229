import { fence, readPrompt } from '@patchwright/agent';
import {
  type CommitRecorded,
  type DraftOf,
  type Evidence,
  type PlanStep,
  StepCompleted,
  StepFailed,
  TestProvedGreen,
} from '@patchwright/events';
import type { CommandResult } from '@patchwright/workspace';
import { attemptStep } from './attempt.ts';
import { mendChecks, unmetChecks } from './checks.ts';
import { commandOf } from './command-of.ts';
import { commitChange } from './commit.ts';
import { refuseWrite, strayFiles } from './conformance.ts';
import { provedBy } from './decide.ts';
import { evidenceOf } from './evidence.ts';
import {
  budgetOf,
  type ExecutorWorld,
  type Progress,
  type Site,
  spend,
  yardstick,
} from './execution.ts';
import { judgeGreen, judgeSuite } from './judge.ts';
import { tamperingBetween, tamperingWhile } from './proof/prove-untampered.ts';
import { reviewDiff } from './review.ts';

const instructions = readPrompt(new URL('./prompts/green.md', import.meta.url));

type GreenDraft = DraftOf<
  typeof TestProvedGreen | typeof StepCompleted | typeof StepFailed | typeof CommitRecorded
>;

interface Proof {
  readonly tree: string;
  readonly tests: readonly { readonly step: PlanStep; readonly evidence: Evidence }[];
  readonly suite: CommandResult;
}

/** GREEN (or REFACTOR): the smallest change; the step's tests pass, then the whole suite, then the checks and a review of the diff. */
export async function* proveGreen(
  site: Site,
  world: ExecutorWorld,
  before: Progress,
  step: PlanStep,
): AsyncGenerator<GreenDraft, Progress> {
  let progress = before;
  let refutation = '';
  for (let attempt = 1; attempt <= site.limits.attempts; attempt += 1) {
    const tests = testsOf(site, progress, step).map((test) => commandOf(test, site));
    const tried = await attemptStep(site, world, progress, {
      ...{ step, attempt, instructions },
      tree: before.tree,
      refuseWrite: refuseWrite(site.terms.allowedPaths, progress.frozen),
      commands: [...new Set([site.plan.testCommand, ...tests])],
      prompt: brief(site, progress, step, refutation),
      submit: { name: 'submit_change', description: 'Hands in the change once it is made.' },
    });
    progress = tried.progress;
    if (tried.kind === 'wish') return { ...progress, wish: tried.wish };
    if (tried.kind === 'stopped') {
      refutation = tried.detail;
      continue;
    }
    const proof = await prove(site, world, progress, step, tried.tree);
    if (typeof proof === 'string') {
      refutation = proof;
      continue;
    }
    const review = await reviewDiff(
      { ...site, limits: budgetOf(site, progress) },
      world,
      before.tree,
      proof.tree,
    );
    progress = spend(progress, review.spent);
    if (review.refusal !== undefined) {
      refutation = review.refusal;
      continue;
    }
    for (const test of proof.tests) {
      yield TestProvedGreen.of({
        step: test.step.order,
        test: test.step.testName ?? test.step.action,
        attempt,
        evidence: test.evidence,
        suite: evidenceOf(proof.suite),
      });
    }
    const committed = yield* commitChange(site, world, progress, {
      type: step.type === 'refactor' ? 'refactor' : 'fix',
      subject: tried.summary,
      step: step.order,
      tree: proof.tree,
    });
    yield StepCompleted.of({ step: step.order, summary: tried.summary });
    const green = proof.tests.map((test) => test.step.order);
    return {
      ...committed,
      green: new Set([...committed.green, ...green]),
      suite: proof.suite,
    };
  }
  const reason = `step ${step.order} did not succeed in ${site.limits.attempts} tries: ${refutation.split('\n')[0]}`;
  yield StepFailed.of({
    step: step.order,
    attempt: site.limits.attempts,
    reason,
    optional: step.optional,
  });
  return step.optional ? progress : { ...progress, failed: { step: step.order, reason } };
}

/** Runs everything that must hold for a tree; answers the proof, or what to tell the next try. */
async function prove(
  site: Site,
  world: ExecutorWorld,
  progress: Progress,
  step: PlanStep,
  written: string,
): Promise<Proof | string> {
  const { repository, plan } = site;
  const checked = await mendChecks(site, world, written);
  const { files } = await world.workspace.diff({ repository, from: progress.tree, to: checked });
  const stray = strayFiles(
    site.terms.allowedPaths,
    files.map((file) => file.path),
    progress.frozen,
  );
  if (stray.length > 0)
    return `these files are outside the approved plan, or frozen: ${stray.join(', ')}`;
  const weaker = await tamperingBetween(site, world, progress, {
    from: progress.tree,
    to: checked,
  });
  if (weaker !== undefined) return weaker;
  const tests: { step: PlanStep; evidence: Evidence }[] = [];
  for (const test of testsOf(site, progress, step)) {
    const result = await world.workspace.run({
      repository,
      tree: checked,
      command: commandOf(test, site),
    });
    const by = yardstick(site, progress, result.command);
    const verdict = judgeGreen(test, result, progress.proved.get(test.order), by);
    if (verdict.kind === 'refuted') return `${verdict.reason}\n\n${result.excerpt}`;
    tests.push({ step: test, evidence: evidenceOf(result) });
  }
  const suite = await world.workspace.run({ repository, tree: checked, command: plan.testCommand });
  const verdict = judgeSuite(site.baseline, suite, yardstick(site, progress, suite.command));
  if (verdict.kind === 'refuted' && !awaitsOtherSteps(site, step, suite)) {
    return `${verdict.reason}\n\n${suite.excerpt}`;
  }
  const ran = { of: checked, result: suite, baseline: site.baseline };
  const sly = await tamperingWhile(site, world, progress, ran);
  if (sly !== undefined) return sly;
  const isLast = !site.steps.some((other) => other.order > step.order && other.type !== 'verify');
  const unmet = isLast ? await unmetChecks(site, world, checked) : undefined;
  return unmet ?? { tree: checked, tests, suite };
}

/** The tests that must turn green with this step. One that was never proved red proves nothing by passing. */
function testsOf(site: Site, progress: Progress, step: PlanStep): readonly PlanStep[] {
  return provedBy(step, site.steps).filter((test) => progress.proved.has(test.order));
}

/** Whether all that fails in the suite are tests that a later step of the plan turns green. */
function awaitsOtherSteps(site: Site, step: PlanStep, suite: CommandResult): boolean {
  const later = site.steps.filter(
    (other) => other.type === 'implement' && other.order > step.order,
  );
  const open = later
    .flatMap((other) => provedBy(other, site.steps))
    .map((test) => test.testName ?? '');
  const failing = suite.counts?.failing ?? [];
  return (
    failing.length > 0 &&
    failing.every((name) => open.some((test) => test !== '' && name.includes(test)))
  );
}

function brief(site: Site, progress: Progress, step: PlanStep, refutation: string): string {
  const tests = testsOf(site, progress, step).map(
    (test) => `${test.testName ?? ''} in ${test.file} (run by: ${commandOf(test, site)})`,
  );
  return [
    `Task: ${site.task.id}`,
    step.type === 'refactor' ? 'Step: refactor' : 'Step: green',
    `What to do: ${step.action}`,
    `Where: ${step.file}`,
    tests.length > 0 ? `Tests that must pass afterwards:\n- ${tests.join('\n- ')}` : '',
    `The whole suite: ${site.plan.testCommand}`,
    fence(site.plan.rootCause, 'root cause, as planned'),
    refutation === '' ? '' : fence(refutation, 'what came of the try before'),
  ]
    .filter((line) => line !== '')
    .join('\n\n');
}
