import { rerun } from '../ci-runs.ts';
import type { WorkflowRunRecord } from '../records.ts';
import { notFound, Refusal } from '../refusal.ts';
import { renderJob, renderWorkflow, renderWorkflowRun } from '../render/checks.ts';
import { byId } from '../world.ts';
import { numberParam, paginated, type RepositoryCall, type Router } from './call.ts';

/** Workflow runs, their jobs and logs. The logs of a whole run as an archive are not offered: clients read those of its jobs. */
export function registerActions({ world, onRepository }: Router): void {
  async function listRuns(call: RepositoryCall, only: (run: WorkflowRunRecord) => boolean) {
    const { repository, query } = call;
    const found = repository.runs
      .filter(only)
      .filter((run) => query.head_sha === undefined || run.headSha === query.head_sha)
      .filter((run) => query.branch === undefined || run.headBranch === query.branch)
      .filter((run) => query.event === undefined || run.event === query.event)
      .filter(({ status, conclusion }) =>
        [undefined, status, conclusion].includes(query.status as typeof status | undefined),
      )
      .toReversed();
    const page = paginated(call, found).map((run) => renderWorkflowRun(world, repository, run));
    return { total_count: found.length, workflow_runs: await Promise.all(page) };
  }

  onRepository('GET', '/actions/workflows', async (call) => {
    const { repository } = call;
    const workflows = repository.workflows.map(({ id, name, path }) =>
      renderWorkflow(world, repository, { workflowId: id, name, path }),
    );
    return { total_count: workflows.length, workflows: paginated(call, workflows) };
  });
  onRepository('GET', '/actions/workflows/:workflow/runs', (call) => {
    const wanted = call.params.workflow ?? '';
    return listRuns(
      call,
      (run) => String(run.workflowId) === wanted || run.path.endsWith(`/${wanted}`),
    );
  });
  onRepository('GET', '/actions/runs', (call) => listRuns(call, () => true));
  onRepository('GET', '/actions/runs/:id', async (call) =>
    renderWorkflowRun(world, call.repository, asked(call)),
  );
  onRepository('GET', '/actions/runs/:id/jobs', async (call) => {
    const run = asked(call);
    const all = call.query.filter === 'all';
    return jobsOf(call, run, (attempt) => all || attempt === run.attempt);
  });
  onRepository('GET', '/actions/runs/:id/attempts/:attempt/jobs', async (call) => {
    const wanted = numberParam(call, 'attempt');
    return jobsOf(call, asked(call), (attempt) => attempt === wanted);
  });

  function jobsOf(
    call: RepositoryCall,
    run: WorkflowRunRecord,
    wanted: (attempt: number) => boolean,
  ) {
    const { repository } = call;
    const found = repository.jobs.filter((job) => job.run === run.id && wanted(job.attempt));
    const jobs = paginated(call, found).map((job) => renderJob(world, repository, job));
    return { total_count: found.length, jobs };
  }

  onRepository('GET', '/actions/jobs/:id', async (call) => {
    const job = byId(call.repository.jobs, numberParam(call, 'id'));
    return renderJob(world, call.repository, job);
  });
  onRepository('GET', '/actions/jobs/:id/logs', async (call) => {
    const job = byId(call.repository.jobs, numberParam(call, 'id'));
    if (job.status !== 'completed') throw notFound();
    call.reply.redirect(`${world.url}/_logs/${call.repository.fullName}/${job.id}`, 302);
  });
  for (const [path, failedOnly] of [
    ['/actions/runs/:id/rerun', false],
    ['/actions/runs/:id/rerun-failed-jobs', true],
  ] as const) {
    onRepository('POST', path, async (call) => {
      const run = asked(call);
      if (run.status !== 'completed') {
        throw new Refusal(403, 'This workflow is already running');
      }
      await rerun(world, call.repository, run, failedOnly);
      call.reply.code(201);
      return {};
    });
  }
  onRepository('POST', '/actions/jobs/:id/rerun', async (call) => {
    const job = byId(call.repository.jobs, numberParam(call, 'id'));
    const run = byId(call.repository.runs, job.run);
    if (run.status !== 'completed') throw new Refusal(403, 'This workflow is already running');
    await rerun(world, call.repository, run, true);
    call.reply.code(201);
    return {};
  });
}

function asked(call: RepositoryCall): WorkflowRunRecord {
  return byId(call.repository.runs, numberParam(call, 'id'));
}
