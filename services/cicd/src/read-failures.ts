import type { CheckFailure } from '@patchwright/events';
import type { Check, Remark } from '@patchwright/outside';
import { withAttempt } from './attempts.ts';
import { type CiSite, isMendable } from './decide.ts';
import { diagnose, diagnoseSteps, failedSteps } from './diagnose.ts';
import { plainLines } from './log/plain-lines.ts';
import { type LogStep, readSteps } from './log/read-steps.ts';
import type { Checkout } from './workflow/packages.ts';
import { stepsOfCheck } from './workflow/read-workflow.ts';
import { foldersOf } from './workflow/step-folders.ts';
import type { CiWorld } from './world.ts';

/** Of what a check without a log says: as much as the part of a log. */
const MOST_SAID = 3_500;

/** A failed check with what its log says. */
export interface FailedCheck {
  readonly check: Check;
  readonly failure: CheckFailure;
}

/** Reads why checks failed. Of checks that only followed from others, the others are told. */
export async function readFailures(
  world: CiWorld,
  { repository, head }: Pick<CiSite, 'repository' | 'head'>,
  checks: readonly Check[],
): Promise<readonly FailedCheck[]> {
  const read = readingOnce((path) => world.github.getFile({ repository, path, ref: head }));
  const checkout = checkoutOf(world, repository, head);
  const found: FailedCheck[] = [];
  for (const check of checks.filter(({ state }) => state === 'failed')) {
    const log =
      check.jobId === null ? '' : await world.github.getJobLog({ repository, jobId: check.jobId });
    const remarks = await remarksOn(world, repository, check);
    for (const failure of await diagnoseByFolder(read, checkout, check, log, remarks)) {
      // What another app writes of itself is for people to read: nothing is concluded from it.
      const shown = log === '' ? saidBy(check, remarks) : failure.excerpt;
      const excerpt = withAttempt(shown, check.runAttempt);
      found.push({ check, failure: { ...failure, excerpt } });
    }
  }
  const causes = found.filter(({ failure }) => !follows(failure));
  return causes.length > 0 ? causes : found;
}

/** Remarks are asked for where a log is missing, or does not say why it ends: that a job's time was up is only remarked. */
async function remarksOn(
  { github }: CiWorld,
  repository: string,
  { jobId, conclusion, checkRunId }: Check,
): Promise<readonly Remark[]> {
  if (checkRunId === undefined || (jobId !== null && conclusion !== 'cancelled')) return [];
  return github.listRemarks({ repository, checkRunId });
}

function saidBy({ said = '' }: Check, remarks: readonly Remark[]): string {
  const lines = remarks.map(({ path, line, message }) => `${path}:${line}: ${message}`);
  const text = [said, lines.join('\n')].filter((part) => part !== '').join('\n\n');
  return plainLines(text).join('\n').slice(0, MOST_SAID);
}

type Reading = (path: string) => Promise<string | null>;

/** What can be mended is told for each folder that its steps ran in: there a command finds the versions and settings that CI used. */
async function diagnoseByFolder(
  read: Reading,
  checkout: Checkout,
  check: Check,
  log: string,
  remarks: readonly Remark[],
): Promise<readonly CheckFailure[]> {
  const ofRunner = check.jobId === null ? [] : remarks.map(({ message }) => message);
  const whole = diagnose(check, log, ofRunner);
  if (check.workflow === undefined || !isMendable(whole)) return [whole];
  const workflow = await stepsOfCheck(read, check.workflow, check.name);
  const steps = readSteps(plainLines(log));
  const byFolder = new Map<string, LogStep[]>();
  for (const step of failedSteps(steps)) {
    for (const folder of await foldersOf(step, steps, workflow, checkout)) {
      byFolder.set(folder, [...(byFolder.get(folder) ?? []), step]);
    }
  }
  return [...byFolder].map(([folder, failed]) => ({
    ...diagnoseSteps(check, failed, true),
    ...(folder === '' ? {} : { folder }),
  }));
}

/** The files of a commit, fetched only once something of them is asked for. */
function checkoutOf({ workspace }: CiWorld, repository: string, ref: string): Checkout {
  let opened: ReturnType<CiWorld['workspace']['open']> | undefined;
  async function tree(): Promise<string> {
    opened ??= workspace.open({ repository, ref });
    return (await opened).tree;
  }
  return {
    async paths() {
      const files = await workspace.listFiles({ repository, tree: await tree() });
      return files.map(({ path }) => path);
    },
    read: readingOnce(async (path) => workspace.readFile({ repository, tree: await tree(), path })),
  };
}

function readingOnce(read: Reading): Reading {
  const known = new Map<string, Promise<string | null>>();
  return (path) => {
    const answer = known.get(path) ?? read(path);
    known.set(path, answer);
    return answer;
  };
}

/** Sisters in a matrix are cancelled when one of them fails, and a gate fails with what it collects. */
function follows({ category, tool }: CheckFailure): boolean {
  return category === 'gate' || (category === 'infrastructure' && tool === 'cancelled');
}
