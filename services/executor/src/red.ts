import { fence, readPrompt } from '@patchwright/agent';
import {
  type CommitRecorded,
  type DraftOf,
  type PlanStep,
  StepFailed,
  TestNotReproduced,
  TestProvedRed,
} from '@patchwright/events';
import { type CommandResult, firstTest } from '@patchwright/workspace';
import { amendedPaths } from './amendment.ts';
import { attemptStep } from './attempt.ts';
import { mendChecks } from './checks.ts';
import { commandOf } from './command-of.ts';
import { commitChange } from './commit.ts';
import { refuseWrite } from './conformance.ts';
import { evidenceOf } from './evidence.ts';
import { type ExecutorWorld, hadTests, type Progress, type Site } from './execution.ts';
import type { Verdict } from './judge.ts';
import { judgeRed } from './judge-red.ts';
import { tamperingBetween } from './proof/prove-untampered.ts';

const instructions = readPrompt(new URL('./prompts/red.md', import.meta.url));

type RedDraft = DraftOf<
  typeof TestProvedRed | typeof TestNotReproduced | typeof StepFailed | typeof CommitRecorded
>;

/** RED: the step's test is written, run on the base, and must fail for the stated reason; then it is frozen. */
export async function* proveRed(
  site: Site,
  world: ExecutorWorld,
  before: Progress,
  step: PlanStep,
): AsyncGenerator<RedDraft, Progress> {
  const command = commandOf(step, site);
  const test = step.testName ?? step.action;
  const own = amendedPaths(site.task, step).add(step.file);
  const refuse = (path: string): string | undefined =>
    path === step.file
      ? undefined
      : (refuseWrite(site.terms.allowedPaths, before.frozen)(path) ??
        (own.has(path) ? undefined : `a test step writes ${[...own].join(', ')} only`));
  let progress = before;
  let refutation = '';
  for (let attempt = 1; attempt <= site.limits.attempts; attempt += 1) {
    const tried = await attemptStep(site, world, progress, {
      ...{ step, attempt, instructions, refuseWrite: refuse },
      tree: before.tree,
      prompt: brief(site, step, command, refutation),
      submit: { name: 'submit_test', description: 'Hands in the test once it is written.' },
    });
    progress = tried.progress;
    if (tried.kind === 'wish') return { ...progress, wish: tried.wish };
    if (tried.kind === 'stopped') {
      refutation = tried.detail;
      continue;
    }
    const tree = await mendChecks(site, world, tried.tree);
    const result = await world.workspace.run({ repository: site.repository, tree, command });
    const judged = await judge(site, world, progress, step, result);
    const { files } =
      judged.kind === 'proved'
        ? await world.workspace.diff({
            repository: site.repository,
            from: progress.tree,
            to: tree,
          })
        : { files: [] };
    const stray = files.map(({ path }) => refuse(path)).find((why) => why !== undefined);
    const verdict: Verdict = stray === undefined ? judged : { kind: 'refuted', reason: stray };
    const evidence = evidenceOf(result);
    if (verdict.kind === 'proved') {
      yield TestProvedRed.of({ step: step.order, test, file: step.file, attempt, evidence });
      const committed = yield* commitChange(site, world, progress, {
        type: 'test',
        subject: tried.summary,
        step: step.order,
        tree,
        files,
      });
      return {
        ...committed,
        proved: new Map([...committed.proved, [step.order, result.counts] as const]),
        // What came in with the test is what it compares with.
        frozen: new Set([...committed.frozen, step.file, ...files.map(({ path }) => path)]),
      };
    }
    refutation = `${verdict.reason}\n\n${result.excerpt}`;
    yield TestNotReproduced.of({
      step: step.order,
      test,
      attempt,
      reason: verdict.reason,
      evidence,
    });
  }
  const reason = `the test "${test}" could not be proved to fail in ${site.limits.attempts} tries: ${refutation.split('\n')[0]}`;
  yield StepFailed.of({
    step: step.order,
    attempt: site.limits.attempts,
    reason,
    optional: step.optional,
  });
  return step.optional ? progress : { ...progress, failed: { step: step.order, reason } };
}

/** The new test must fail as it should; those in the same file that were proved before must fail as they did. */
async function judge(
  site: Site,
  world: ExecutorWorld,
  progress: Progress,
  step: PlanStep,
  result: CommandResult,
): Promise<Verdict> {
  const verdict = judgeRed(step, result, site.terms.allowedPaths);
  if (verdict.kind === 'refuted') return verdict;
  const weaker = await tamperingBetween(site, world, progress, {
    from: progress.tree,
    to: result.tree,
  });
  if (weaker !== undefined) return { kind: 'refuted', reason: weaker };
  const besides = site.steps.filter(
    ({ order, file }) =>
      file === step.file && progress.proved.has(order) && !progress.green.has(order),
  );
  for (const other of besides) {
    const command = commandOf(other, site);
    const again =
      command === result.command
        ? result
        : await world.workspace.run({ repository: site.repository, tree: result.tree, command });
    const still = judgeRed(other, again, site.terms.allowedPaths);
    if (still.kind === 'proved') continue;
    const reason = `the test "${other.testName ?? other.action}", which was proved before, does not fail as it did: ${still.reason}`;
    return { kind: 'refuted', reason };
  }
  return verdict;
}

function brief(site: Site, step: PlanStep, command: string, refutation: string): string {
  return [
    `Task: ${site.task.id}`,
    'Step: red',
    `Test to write: ${step.testName ?? ''} in ${step.file}`,
    `What it shows: ${step.action}`,
    `It is run by: ${command}`,
    step.expected ? `It must fail with: ${step.expected}` : '',
    firstTestOf(site),
    fence(site.plan.rootCause, 'root cause, as planned'),
    refutation === '' ? '' : fence(refutation, 'what came of the try before'),
  ]
    .filter((line) => line !== '')
    .join('\n\n');
}

/** What the first test of a repository without tests has to go by. */
function firstTestOf(site: Site): string {
  const proposal = hadTests(site) ? undefined : firstTest(site.toolchain);
  return proposal === undefined
    ? ''
    : `The repository has no tests yet: this is its first, for ${proposal.runner}, which reads files like ${proposal.file}`;
}
