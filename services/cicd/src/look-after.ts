import type { About, Work } from '@patchwright/chassis';
import {
  type CheckFailure,
  CiFailed,
  CiPassed,
  PullRequestReadied,
  TaskCompleted,
} from '@patchwright/events';
import type { Check } from '@patchwright/outside';
import type { Task } from '@patchwright/task';
import { type CiSite, decide, isRequired, judgeChecks } from './decide.ts';
import { escalate, escalateWait, tellOptional, unendedOf } from './escalate.ts';
import { fix } from './fix.ts';
import { jobsToRerun } from './jobs-to-rerun.ts';
import { noticeMerges } from './notice-merges.ts';
import { isWaitedFor, mayBeRunAgain, overdue, withoutReplaced } from './patience.ts';
import { readFailures } from './read-failures.ts';
import type { CiDraft, CiLimits, CiWorld } from './world.ts';

/** A pull request becomes green, or a person's. */
export async function* lookAfter(
  work: Work,
  world: CiWorld,
  limits: CiLimits,
): AsyncGenerator<CiDraft | About<CiDraft>> {
  const next = decide(work.task, work.cause?.type, limits.maxFixes);
  switch (next.kind) {
    case 'ignore':
      return;
    case 'observe':
      yield* observe(work, world, next.site, limits);
      return;
    case 'merges':
      yield* noticeMerges(work, world, next.parts);
      return;
    case 'finish':
      yield* finish(work.task, world, next.site);
      return;
    case 'fix':
      yield* fix(work.task, world, next.site, next.remedies, next.failures, limits);
      return;
    case 'escalate':
      yield* escalate(work.task, world, next.site, next.reason, next.failures);
      return;
  }
}

async function* observe(
  work: Work,
  world: CiWorld,
  site: CiSite,
  limits: CiLimits,
): AsyncGenerator<CiDraft> {
  const { repository, head: sha } = site;
  const all = withoutReplaced(await world.github.listChecks({ repository, sha }));
  const required = await requiredChecks(work.task, world, site);
  const isPending = judgeChecks(all, required) === 'pending';
  const late = isPending ? await overdue(work, world, all, required, limits) : undefined;
  if (late?.isHeldUp) {
    yield* escalateWait(work.task, world, site, late);
    return;
  }
  // Nothing is held up by what hangs and is not required.
  const checks = late === undefined ? all : all.filter(({ state }) => state !== 'pending');
  const unended = late === undefined ? [] : unendedOf(late);
  const verdict = judgeChecks(checks, required);
  if (verdict === 'pending') return;
  if (verdict === 'none' && !(await isWaitedFor(work, world, limits))) return;
  const round = site.rounds + 1;
  if (verdict === 'failed') {
    const failed = await readFailures(world, site, checks);
    if (await mayBeRunAgain(failed, world, limits)) return;
    const again = jobsToRerun(failed, limits.maxReruns);
    for (const job of again) {
      const key = `${work.task.id}/rerun/${job.jobId}/${job.runAttempt}`;
      await world.github.ensureRerun({ key, repository, ...job });
    }
    // Their checks are pending again: the round goes on, and its end is reported or polled.
    if (again.length > 0) return;
    const failures = failed.map(({ failure }) => failure);
    const optional = checks.every((one) => one.state !== 'failed' || !isRequired(one, required));
    if (optional && !isMendableNow(work.task, failures, limits)) {
      await tellOptional(work.task, world, site, [...failures, ...unended]);
      yield* pass(work.task, world, site, checks);
      return;
    }
    yield CiFailed.of({ sha: site.head, round, failures });
    return;
  }
  if (unended.length > 0) await tellOptional(work.task, world, site, unended);
  yield* pass(work.task, world, site, checks);
}

async function* pass(
  task: Task,
  world: CiWorld,
  site: CiSite,
  checks: readonly Check[],
): AsyncGenerator<CiDraft> {
  const names = checks.filter(({ state }) => state !== 'failed').map(({ name }) => name);
  yield CiPassed.of({ sha: site.head, rounds: site.rounds + 1, checks: names });
  yield* finish(task, world, site);
}

/** What the base branch requires. Our own checks are no verdict on the commit, required or not. */
async function requiredChecks(
  task: Task,
  { github }: CiWorld,
  { repository }: CiSite,
): Promise<readonly string[]> {
  if (task.base === undefined) return [];
  const names = await github.listRequiredChecks({ repository, branch: task.base.ref });
  return names.filter((name) => !/^patchwright\b/i.test(name));
}

/** Whether something can be done about failures without a person. */
function isMendableNow(
  task: Task,
  failures: readonly CheckFailure[],
  { maxFixes }: CiLimits,
): boolean {
  const ci = { ...task.ci, failures };
  return decide({ ...task, status: 'fixing_ci', ci }, 'ci_failed', maxFixes).kind === 'fix';
}

/** Green: the draft becomes ready, the ticket moves on, the task is done. */
async function* finish(task: Task, world: CiWorld, site: CiSite): AsyncGenerator<CiDraft> {
  const { pullRequest } = site;
  await world.github.ensureReady({
    key: `${task.id}/ready`,
    repository: site.repository,
    number: pullRequest.number,
  });
  if (!task.ready) yield PullRequestReadied.of({ pullRequest });
  // The ticket of a part is the whole's, which comes last.
  if (task.ticket?.system === 'jira' && task.part === undefined) {
    await world.jira.ensureTransition({
      key: `${task.id}/in-review`,
      ticket: task.ticket.key,
      to: 'in_review',
    });
  }
  yield TaskCompleted.of({ pullRequest, summary: task.proposal?.plan.summary ?? task.title });
}
