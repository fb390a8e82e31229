import { announceWorkflowRun } from './announce.ts';
import { createCheckRun, createStatus, updateCheckRun } from './check-runs.ts';
import { report, runConclusion } from './ci-runs.ts';
import type {
  CheckAnnotation,
  CheckConclusion,
  RepositoryRecord,
  StatusRecord,
} from './records.ts';
import { notFound } from './refusal.ts';
import { type GitHubWorld, now } from './world.ts';

/** How a check of a commit is to have ended: a job or a whole workflow by its name. */
export interface Ending {
  readonly sha: string;
  readonly name: string;
  readonly conclusion: CheckConclusion;
}

/** What another app says of a commit; without a conclusion it has not ended. */
export interface Report {
  readonly sha: string;
  readonly app: string;
  readonly name: string;
  readonly conclusion?: CheckConclusion;
  readonly title?: string;
  readonly summary?: string;
  readonly annotations?: readonly CheckAnnotation[];
}

/** A commit status. */
export type Status = Pick<StatusRecord, 'sha' | 'context' | 'state' | 'description' | 'targetUrl'>;

/**
 * Ends what CI does on a commit in another way than it did. A job by its name ends so, and its run as its jobs make it; a workflow
 * by its name ends without a job, as one that GitHub cannot begin or holds back. Throws GitHub's 404 where there is neither.
 */
export async function conclude(
  world: GitHubWorld,
  repository: RepositoryRecord,
  { sha, name, conclusion }: Ending,
): Promise<void> {
  const run = repository.runs.findLast(({ id, headSha, name: own }) =>
    headSha !== sha
      ? false
      : own === name || repository.jobs.some((job) => job.run === id && job.name === name),
  );
  if (run === undefined) throw notFound();
  const newest = repository.jobs.filter((job) => job.run === run.id && job.attempt === run.attempt);
  if (run.name === name) {
    for (const { id } of newest) {
      repository.jobs.splice(
        repository.jobs.findIndex((job) => job.id === id),
        1,
      );
      repository.checkRuns.splice(
        repository.checkRuns.findIndex((check) => check.id === id),
        1,
      );
    }
    run.conclusion = conclusion;
  } else {
    for (const job of newest.filter((one) => one.name === name)) {
      const said =
        conclusion === 'cancelled' ? `${now()} ##[error]The operation was canceled.\n` : '';
      Object.assign(job, { conclusion, completedAt: now(), log: `${job.log}${said}` });
      report(world, repository, run, job);
    }
    run.conclusion = runConclusion(newest);
  }
  run.status = 'completed';
  run.updatedAt = now();
  await announceWorkflowRun(world, repository, run, 'completed');
}

/** Has another app begin a check on a commit, or say more of the one that it began. */
export function reportCheck(
  world: GitHubWorld,
  repository: RepositoryRecord,
  { sha, app, name, conclusion, title, summary, annotations = [] }: Report,
): void {
  const output = { ...(title ? { title } : {}), ...(summary ? { summary } : {}), annotations };
  const fields = { status: 'in_progress' as const, output, ...(conclusion ? { conclusion } : {}) };
  const known = repository.checkRuns.findLast(
    (check) => check.headSha === sha && check.app === app && check.name === name,
  );
  if (known === undefined) createCheckRun(world, repository, app, sha, { name, ...fields });
  else updateCheckRun(world, repository, known, fields);
}

/** Sets a commit status in the name of another system. */
export async function setStatus(
  world: GitHubWorld,
  repository: RepositoryRecord,
  status: Status,
): Promise<void> {
  await createStatus(world, repository, { ...status, user: 'deployer' });
}
