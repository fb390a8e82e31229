import type { Check } from '../github.ts';
import { isOwnCheck } from './check-runs.ts';
import type { CheckRunAnswer, JobAnswer, RunAnswer, StatusAnswer } from './schemas.ts';

/** What GitHub says about the checks of one commit. */
export interface CheckSources {
  /** Workflow runs of the commit with the jobs of their newest attempt. */
  readonly runs: readonly { readonly run: RunAnswer; readonly jobs: readonly JobAnswer[] }[];
  readonly checkRuns: readonly CheckRunAnswer[];
  readonly statuses: readonly StatusAnswer[];
}

const ACTIONS = 'github-actions';

/**
 * All checks of a commit, each once: Actions jobs first, then the check runs of other apps, then statuses.
 * A run that has no jobs yet counts as one pending check, so that a commit is never green too early.
 */
export function checksOf({ runs, checkRuns, statuses }: CheckSources): readonly Check[] {
  const jobs = newestRuns(runs).flatMap(({ run, jobs }) =>
    jobs.length === 0 ? [ofRun(run)] : jobs.map((job) => ofJob(run, job)),
  );
  const covered = new Set(
    runs.flatMap(({ jobs }) => jobs.flatMap((job) => [job.id, checkRunId(job)])),
  );
  const seesActions = runs.length > 0;
  const others = checkRuns
    .filter((check) => !covered.has(check.id))
    // What we say ourselves is no verdict on the commit.
    .filter((check) => !isOwnCheck(check.external_id))
    .filter((check) => !(seesActions && check.app?.slug === ACTIONS))
    .map(ofCheckRun);
  return [...jobs, ...others, ...statuses.map(ofStatus)];
}

/** A workflow that was started several times for a commit counts by its newest run. */
function newestRuns(runs: CheckSources['runs']): CheckSources['runs'] {
  const newest = new Map<string, CheckSources['runs'][number]>();
  for (const entry of runs) {
    const name = `${entry.run.workflow_id} ${entry.run.event}`;
    const known = newest.get(name);
    if (known === undefined || known.run.id < entry.run.id) newest.set(name, entry);
  }
  return [...newest.values()].sort((a, b) => a.run.id - b.run.id);
}

function ofRun(run: RunAnswer): Check {
  const state = stateOf(run.status ?? 'queued', run.conclusion);
  return {
    name: run.name ?? `workflow ${run.workflow_id}`,
    source: 'job',
    state,
    // GitHub calls it a failure as well where no job came to be, as with a file that it cannot read.
    conclusion: run.conclusion === 'failure' ? 'startup_failure' : (run.conclusion ?? null),
    url: run.html_url,
    jobId: null,
    runAttempt: run.run_attempt,
    ...ended(state, run.updated_at),
    ...fileOf(run),
  };
}

/** A required workflow's path carries the reference it was taken at. */
function fileOf({ path }: RunAnswer): Pick<Check, 'workflow'> {
  const workflow = path?.replace(/@.*$/, '');
  return workflow ? { workflow } : {};
}

function ended(state: Check['state'], time: string | null | undefined): Pick<Check, 'endedAt'> {
  return state !== 'pending' && time ? { endedAt: time } : {};
}

function ofJob(run: RunAnswer, job: JobAnswer): Check {
  const state = stateOf(job.status, job.conclusion);
  return {
    name: run.name === null || run.name === undefined ? job.name : `${run.name} / ${job.name}`,
    source: 'job',
    state,
    conclusion: job.conclusion ?? null,
    url: job.html_url ?? run.html_url,
    jobId: job.id,
    runAttempt: job.run_attempt,
    ...ended(state, job.completed_at),
    checkRunId: checkRunId(job) ?? job.id,
    ...fileOf(run),
  };
}

function ofCheckRun(check: CheckRunAnswer): Check {
  const state = stateOf(check.status, check.conclusion);
  return {
    name: check.name,
    source: 'check',
    state,
    conclusion: check.conclusion ?? null,
    url: check.html_url ?? check.details_url ?? '',
    // The check run of an Actions job carries the job's own number.
    jobId: check.app?.slug === ACTIONS ? check.id : null,
    runAttempt: 1,
    ...ended(state, check.completed_at),
    checkRunId: check.id,
    ...said(state, [check.output?.title, check.output?.summary, check.output?.text]),
  };
}

function ofStatus(status: StatusAnswer): Check {
  const pending = status.state === 'pending';
  const state = pending ? 'pending' : status.state === 'success' ? 'passed' : 'failed';
  return {
    name: status.context,
    source: 'status',
    state,
    conclusion: pending ? null : status.state,
    url: status.target_url ?? '',
    jobId: null,
    runAttempt: 1,
    ...said(state, [status.description]),
  };
}

const MOST_SAID = 4_000;

/** Only failures have to be understood. */
function said(
  state: Check['state'],
  texts: readonly (string | null | undefined)[],
): Pick<Check, 'said'> {
  const text = texts.filter((one) => Boolean(one?.trim())).join('\n\n');
  return state === 'failed' && text !== '' ? { said: text.slice(0, MOST_SAID) } : {};
}

/** What a status with its conclusion comes to. */
export function stateOf(status: string, conclusion: string | null | undefined): Check['state'] {
  if (status !== 'completed') return 'pending';
  switch (conclusion) {
    case 'success':
      return 'passed';
    case 'neutral':
    case 'skipped':
      return 'neutral';
    default:
      return 'failed';
  }
}

function checkRunId(job: JobAnswer): number | undefined {
  const id = /\/check-runs\/(\d+)$/.exec(job.check_run_url ?? '')?.[1];
  return id === undefined ? undefined : Number(id);
}
