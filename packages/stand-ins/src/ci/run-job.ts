import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { createJobLog, type JobLog } from './job-log.ts';
import type { CiCondition, CiJob, CiStep } from './plan.ts';
import { runShell, type ShellOutcome } from './run-shell.ts';

/** How a job or a step ended. */
export type CiConclusion = 'success' | 'failure' | 'cancelled' | 'skipped' | 'timed_out';

/** One step as the API lists it. */
export interface StepResult {
  readonly name: string;
  readonly number: number;
  readonly status: 'completed';
  readonly conclusion: CiConclusion;
  /** ISO times. */
  readonly startedAt: string;
  readonly completedAt: string;
}

/** What became of a job. */
export interface JobResult {
  readonly conclusion: CiConclusion;
  readonly steps: readonly StepResult[];
  readonly log: string;
  /** What the runner says of the job besides its log. */
  readonly remark?: string;
}

/** Where a job runs, and on what. */
export interface JobPlace {
  /** A folder of the job's own; made before, removed afterwards. */
  readonly folder: string;
  /** The bare repository, and the commit that is checked out. */
  readonly gitDir: string;
  readonly sha: string;
  /** Entries of PATH. */
  readonly path: readonly string[];
  /** Environment besides PATH, HOME and CI. */
  readonly env: Readonly<Record<string, string>>;
  /** A folder of node packages that stands above the clone, so that imports and `npx` find it. */
  readonly nodeModules?: string;
  readonly signal: AbortSignal;
}

/** Clones the commit afresh, runs the steps for real in a clean environment, and answers what came of it. Never rejects. */
export async function runJob(job: CiJob, place: JobPlace): Promise<JobResult> {
  const log = createJobLog();
  const steps: StepResult[] = [];
  const deadline = AbortSignal.timeout(job.timeoutMinutes * 60_000);
  const signal = AbortSignal.any([place.signal, deadline]);
  let failed = false;

  async function step(name: string, act: () => Promise<CiConclusion>): Promise<void> {
    const startedAt = new Date().toISOString();
    const conclusion = await act();
    const completedAt = new Date().toISOString();
    const number = steps.length + 1;
    steps.push({ name, number, status: 'completed', conclusion, startedAt, completedAt });
  }

  await step('Set up job', () => setUp(place, log));
  await step('Run actions/checkout', async () => {
    const conclusion = await checkOut(place, log, signal);
    failed = conclusion !== 'success';
    return conclusion;
  });
  for (const each of job.steps) {
    if (each.uses?.startsWith('actions/checkout')) continue;
    await step(each.name, async () => {
      if (signal.aborted || !isDue(each.when, failed)) return 'skipped';
      const conclusion = await runStep(each, place, log, signal);
      if (conclusion !== 'success' && !each.continueOnError) failed = true;
      return each.continueOnError ? 'success' : conclusion;
    });
  }
  if (signal.aborted) log.write('##[error]The operation was canceled.');
  await step('Complete job', async () => 'success');
  await rm(place.folder, { recursive: true, force: true, maxRetries: 3 });
  // GitHub cancels a job whose time is up.
  const conclusion = signal.aborted ? 'cancelled' : failed ? 'failure' : 'success';
  return {
    conclusion: conclusion === 'failure' && job.continueOnError ? 'success' : conclusion,
    steps,
    log: log.text(),
    ...(deadline.aborted
      ? {
          remark: `The job running on runner stand-in has exceeded the maximum execution time of ${job.timeoutMinutes} minutes.`,
        }
      : {}),
  };
}

function isDue(when: CiCondition, failed: boolean): boolean {
  return when === 'always' || when === (failed ? 'failure' : 'success');
}

async function setUp(place: JobPlace, log: JobLog): Promise<CiConclusion> {
  log.write("Current runner version: 'stand-in'\n##[group]Operating System");
  log.write(`${process.platform} ${process.arch}\n##[endgroup]`);
  for (const name of ['home', 'tmp']) await mkdir(join(place.folder, name), { recursive: true });
  if (place.nodeModules !== undefined) {
    await symlink(place.nodeModules, join(place.folder, 'node_modules'), 'dir');
  }
  return 'success';
}

async function checkOut(place: JobPlace, log: JobLog, signal: AbortSignal): Promise<CiConclusion> {
  const folder = join(place.folder, 'checkout');
  log.write(`##[group]Run actions/checkout\nref: ${place.sha}\n##[endgroup]`);
  try {
    const options = { env: baseEnvironment(place), extendEnv: false, cancelSignal: signal };
    await execa(
      'git',
      ['clone', '--quiet', '--shared', '--no-checkout', place.gitDir, folder],
      options,
    );
    await execa('git', ['-C', folder, 'checkout', '--quiet', '--detach', place.sha], options);
    log.write(`HEAD is now at ${place.sha.slice(0, 7)}`);
    return 'success';
  } catch (error) {
    log.write(`##[error]${error instanceof Error ? error.message : String(error)}`);
    return 'failure';
  }
}

async function runStep(
  step: CiStep,
  place: JobPlace,
  log: JobLog,
  signal: AbortSignal,
): Promise<CiConclusion> {
  if (step.run === undefined) {
    log.write(`##[group]Run ${step.uses ?? ''}\n##[endgroup]\nTaken as provided by this machine.`);
    return 'success';
  }
  const checkout = join(place.folder, 'checkout');
  const script = join(place.folder, 'tmp', 'step.sh');
  await writeFile(script, step.run.endsWith('\n') ? step.run : `${step.run}\n`);
  const named = step.shell === 'bash';
  log.write(`##[group]Run ${step.run.trim().split('\n')[0] ?? ''}`);
  for (const line of step.run.trimEnd().split('\n')) log.write(`\u001b[36;1m${line}\u001b[0m`);
  log.write(`shell: ${named ? 'bash --noprofile --norc -e -o pipefail' : 'bash -e'} {0}`);
  const variables = Object.entries(step.env);
  if (variables.length > 0)
    log.write(['env:', ...variables.map(([k, v]) => `  ${k}: ${v}`)].join('\n'));
  log.write('##[endgroup]');
  const outcome = await runShell({
    file: step.shell === 'sh' ? 'sh' : 'bash',
    args: named ? ['--noprofile', '--norc', '-e', '-o', 'pipefail', script] : ['-e', script],
    cwd: join(checkout, step.workingDirectory ?? '.'),
    env: { ...baseEnvironment(place), ...step.env },
    signal,
    onLine: log.write,
  });
  return concluded(outcome, log);
}

function concluded(outcome: ShellOutcome, log: JobLog): CiConclusion {
  if (outcome.kind === 'exited' && outcome.code === 0) return 'success';
  if (outcome.kind === 'exited') {
    log.write(`##[error]Process completed with exit code ${outcome.code}.`);
  } else if (outcome.kind === 'failed') {
    log.write(`##[error]${outcome.reason}`);
  }
  return 'failure';
}

function baseEnvironment(place: JobPlace): Record<string, string> {
  const local = place.nodeModules === undefined ? [] : [join(place.folder, 'node_modules', '.bin')];
  return {
    LANG: 'C.UTF-8',
    ...place.env,
    PATH: [...local, ...place.path].join(':'),
    HOME: join(place.folder, 'home'),
    TMPDIR: join(place.folder, 'tmp'),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_SHA: place.sha,
    GITHUB_WORKSPACE: join(place.folder, 'checkout'),
    GITHUB_ENV: join(place.folder, 'tmp', 'env'),
    GITHUB_OUTPUT: join(place.folder, 'tmp', 'output'),
    GITHUB_PATH: join(place.folder, 'tmp', 'path'),
    GITHUB_STEP_SUMMARY: join(place.folder, 'tmp', 'summary'),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
  };
}
