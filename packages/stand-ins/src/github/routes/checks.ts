import { z } from 'zod';
import { createCheckRun, updateCheckRun } from '../check-runs.ts';
import { resolve } from '../git-commits.ts';
import { unprocessable } from '../refusal.ts';
import { latestByName, renderCheckRun, renderCheckSuite } from '../render/checks.ts';
import { repositoryHtml } from '../render/repository.ts';
import { byId } from '../world.ts';
import { numberParam, paginated, type RepositoryCall, type Router, read } from './call.ts';
import { defined } from './issues.ts';

const Annotation = z.looseObject({
  path: z.string(),
  start_line: z.int(),
  end_line: z.int(),
  annotation_level: z.enum(['notice', 'warning', 'failure']),
  message: z.string(),
  title: z.string().optional(),
});
const Fields = z.object({
  name: z.string().optional(),
  status: z.enum(['queued', 'in_progress', 'completed']).optional(),
  conclusion: z
    .enum(['success', 'failure', 'neutral', 'cancelled', 'skipped', 'timed_out', 'action_required'])
    .optional(),
  external_id: z.string().optional(),
  details_url: z.string().optional(),
  started_at: z.string().optional(),
  completed_at: z.string().optional(),
  output: z
    .object({
      title: z.string().optional(),
      summary: z.string(),
      text: z.string().optional(),
      annotations: z.array(Annotation).max(50).optional(),
    })
    .optional(),
  // The very limits of GitHub.
  actions: z
    .array(
      z.object({
        label: z.string().max(20),
        description: z.string().max(40),
        identifier: z.string().max(20),
      }),
    )
    .max(3)
    .optional(),
});
const NewCheck = Fields.extend({ name: z.string(), head_sha: z.string() });

/** Check runs and suites. */
export function registerChecks({ world, onRepository }: Router): void {
  onRepository('POST', '/check-runs', async (call) => {
    const { repository } = call;
    const { head_sha, ...input } = read(NewCheck, call, 'CheckRun');
    const sha = await resolve(world.git, repository.gitDir, head_sha);
    if (sha === undefined)
      throw unprocessable('CheckRun', [{ field: 'head_sha', code: 'invalid' }]);
    const app = world.botLogin.replace(/\[bot\]$/, '');
    const fields = { ...fieldsOf(input), name: input.name };
    const check = createCheckRun(world, repository, app, sha, fields);
    call.reply.code(201);
    return renderCheckRun(world, repository, check);
  });
  onRepository('GET', '/check-runs/:id', async (call) =>
    renderCheckRun(world, call.repository, asked(call)),
  );
  onRepository('PATCH', '/check-runs/:id', async (call) => {
    const check = asked(call);
    updateCheckRun(world, call.repository, check, fieldsOf(read(Fields, call, 'CheckRun')));
    return renderCheckRun(world, call.repository, check);
  });
  onRepository('GET', '/check-runs/:id/annotations', async (call) => {
    const check = asked(call);
    const html = repositoryHtml(world, call.repository);
    return paginated(call, check.output.annotations).map((annotation) => ({
      start_column: null,
      end_column: null,
      raw_details: null,
      title: null,
      ...annotation,
      blob_href: `${html}/blob/${check.headSha}/${annotation.path}`,
    }));
  });
  onRepository('GET', '/check-suites/:id', async (call) =>
    renderCheckSuite(world, call.repository, byId(call.repository.suites, numberParam(call, 'id'))),
  );
  onRepository('GET', '/check-suites/:id/check-runs', async (call) => {
    const { repository } = call;
    const suite = byId(repository.suites, numberParam(call, 'id'));
    const found = latestByName(repository.checkRuns.filter((each) => each.suite === suite.id));
    const check_runs = paginated(call, found).map((each) =>
      renderCheckRun(world, repository, each),
    );
    return { total_count: found.length, check_runs };
  });
}

function asked(call: RepositoryCall) {
  return byId(call.repository.checkRuns, numberParam(call, 'id'));
}

function fieldsOf(input: z.infer<typeof Fields>) {
  const { output, ...fields } = defined(input);
  if (output === undefined) return fields;
  const annotations = output.annotations?.map(defined);
  const { annotations: _annotations, ...words } = defined(output);
  return { ...fields, output: { ...words, ...(annotations === undefined ? {} : { annotations }) } };
}
