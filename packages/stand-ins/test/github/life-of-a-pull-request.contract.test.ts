import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { verify } from '@octokit/webhooks-methods';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Description, readDescription } from './description.ts';
import { createSetting, REPO, SECRET, type Setting } from './setting.ts';

const MARKER = '<!-- patchwright:task=T1 -->';

let description: Description;

beforeAll(async () => {
  description = await readDescription();
});

async function pushBranch(setting: Setting, branch: string, answer: number): Promise<string> {
  const work = await setting.clone(branch);
  await setting.git(work, 'switch', '--quiet', '--create', branch);
  await writeFile(join(work, 'answer.js'), `export const answer = ${answer};\n`);
  await writeFile(join(work, 'PLAN.md'), '# Plan\n\n- [ ] one\n');
  await setting.git(work, 'add', '--all');
  await setting.git(work, 'commit', '--quiet', '--message', `fix: answer ${answer}`);
  await setting.git(work, 'push', '--quiet', 'origin', branch);
  return work;
}

describe('the life of a pull request', () => {
  it('goes from a pushed branch over a draft, comments, a red and a green check to a ready pull request, as GitHub describes every answer and every webhook', async () => {
    await using setting = await createSetting({ description });
    const { octokit, github } = setting;

    const work = await pushBranch(setting, 'fix/answer', 41);
    expect((await octokit.users.getAuthenticated()).data.login).toBe('patchwright[bot]');
    expect((await octokit.repos.get(REPO)).data.default_branch).toBe('main');
    const { data: draft } = await octokit.pulls.create({
      ...REPO,
      title: 'Answer rightly',
      body: 'Closes SHOP-42',
      head: 'fix/answer',
      base: 'main',
      draft: true,
    });
    expect(draft).toMatchObject({
      number: 1,
      draft: true,
      mergeable: true,
      changed_files: 2,
      additions: 4,
      deletions: 1,
      commits: 1,
      user: { login: 'patchwright[bot]', type: 'Bot' },
    });
    expect(draft.head.sha).toBe((await setting.git(work, 'rev-parse', 'HEAD')).trim());

    // One sticky comment, changed in place.
    const { data: comment } = await octokit.issues.createComment({
      ...REPO,
      issue_number: 1,
      body: `${MARKER}\nplanning`,
    });
    await octokit.issues.updateComment({
      ...REPO,
      comment_id: comment.id,
      body: `${MARKER}\ndone`,
    });
    const { data: comments } = await octokit.issues.listComments({ ...REPO, issue_number: 1 });
    expect(comments.map((each) => each.body)).toEqual([`${MARKER}\ndone`]);

    // A person speaks, and is seen.
    const said = await github.comment({
      repo: 'acme/shop',
      number: 1,
      user: 'maria',
      body: '@agent approve',
    });
    await octokit.reactions.createForIssueComment({
      ...REPO,
      comment_id: said.id,
      content: 'eyes',
    });
    const { data: permission } = await octokit.repos.getCollaboratorPermissionLevel({
      ...REPO,
      username: 'maria',
    });
    expect(permission.permission).toBe('write');
    await github.review({
      repo: 'acme/shop',
      number: 1,
      user: 'maria',
      state: 'request_changes',
      body: 'Why 41?',
      comments: [{ path: 'answer.js', line: 1, body: 'Here' }],
    });
    expect((await octokit.pulls.listReviews({ ...REPO, pull_number: 1 })).data[0]?.state).toBe(
      'CHANGES_REQUESTED',
    );
    const { data: lines } = await octokit.pulls.listReviewComments({ ...REPO, pull_number: 1 });
    await octokit.pulls.createReplyForReviewComment({
      ...REPO,
      pull_number: 1,
      comment_id: lines[0]?.id ?? 0,
      body: 'A slip',
    });

    // Our own check beside CI's.
    const { data: check } = await octokit.checks.create({
      ...REPO,
      name: 'Patchwright',
      head_sha: draft.head.sha,
      status: 'in_progress',
    });
    await octokit.checks.update({
      ...REPO,
      check_run_id: check.id,
      conclusion: 'success',
      output: {
        title: 'Done',
        summary: 'All steps passed',
        annotations: [
          {
            path: 'answer.js',
            start_line: 1,
            end_line: 1,
            annotation_level: 'notice',
            message: 'changed',
          },
        ],
      },
    });
    await octokit.checks.listAnnotations({ ...REPO, check_run_id: check.id });
    await octokit.repos.createCommitStatus({
      ...REPO,
      sha: draft.head.sha,
      state: 'success',
      context: 'patchwright',
    });
    expect(
      (await octokit.repos.getCombinedStatusForRef({ ...REPO, ref: draft.head.sha })).data.state,
    ).toBe('success');

    // CI is red, and its log says why.
    await github.settled();
    const { data: red } = await octokit.actions.listWorkflowRunsForRepo({
      ...REPO,
      head_sha: draft.head.sha,
    });
    expect(red.workflow_runs.map((run) => run.conclusion)).toEqual(['failure']);
    const { data: jobs } = await octokit.actions.listJobsForWorkflowRun({
      ...REPO,
      run_id: red.workflow_runs[0]?.id ?? 0,
    });
    const { data: log } = await octokit.actions.downloadJobLogsForWorkflowRun({
      ...REPO,
      job_id: jobs.jobs[0]?.id ?? 0,
    });
    expect(log).toMatch(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z ##\[group\]Run node answer\.test\.js$/m,
    );
    expect(log).toMatch(/Z expected 42, got 41$/m);
    expect(log).toMatch(/Z ##\[error\]Process completed with exit code 1\.$/m);
    const { data: checks } = await octokit.checks.listForRef({ ...REPO, ref: 'fix/answer' });
    expect(checks.check_runs.map(({ name, conclusion }) => [name, conclusion])).toEqual([
      ['test', 'failure'],
      ['Patchwright', 'success'],
    ]);
    await octokit.checks.listSuitesForRef({ ...REPO, ref: draft.head.sha });

    // A push mends it.
    await writeFile(join(work, 'answer.js'), 'export const answer = 42; // for sure\n');
    await setting.git(work, 'commit', '--quiet', '--all', '--message', 'fix: answer 42');
    await setting.git(work, 'push', '--quiet', 'origin', 'fix/answer');
    const { data: after } = await octokit.pulls.get({ ...REPO, pull_number: 1 });
    expect(after.head.sha).toBe((await setting.git(work, 'rev-parse', 'HEAD')).trim());
    expect(after.commits).toBe(2);
    await github.settled();
    const { data: green } = await octokit.actions.listWorkflowRunsForRepo({
      ...REPO,
      branch: 'fix/answer',
    });
    expect(green.workflow_runs.map((run) => run.conclusion)).toEqual(['success', 'failure']);

    // The draft becomes ready by GraphQL, the only way there is.
    const ready = await octokit.graphql(
      'mutation($id: ID!) { markPullRequestReadyForReview(input: { pullRequestId: $id }) { pullRequest { isDraft number } } }',
      { id: draft.node_id },
    );
    expect(ready).toEqual({
      markPullRequestReadyForReview: { pullRequest: { isDraft: false, number: 1 } },
    });
    await octokit.pulls.requestReviewers({ ...REPO, pull_number: 1, reviewers: ['maria'] });
    await octokit.issues.addLabels({ ...REPO, issue_number: 1, labels: ['patchwright'] });
    await github.review({ repo: 'acme/shop', number: 1, user: 'maria', state: 'approve' });
    const found = await octokit.pulls.list({ ...REPO, head: 'acme:fix/answer', state: 'all' });
    expect(found.data.map((each) => each.number)).toEqual([1]);
    const { data: files } = await octokit.pulls.listFiles({ ...REPO, pull_number: 1 });
    expect(files.map((file) => [file.filename, file.status, file.additions])).toEqual([
      ['PLAN.md', 'added', 3],
      ['answer.js', 'modified', 1],
    ]);
    expect(files[1]?.patch).toContain('+export const answer = 42; // for sure');
    expect((await octokit.pulls.listCommits({ ...REPO, pull_number: 1 })).data).toHaveLength(2);
    const { sha } = await github.merge({ repo: 'acme/shop', number: 1, user: 'maria' });
    expect((await octokit.repos.getBranch({ ...REPO, branch: 'main' })).data.commit.sha).toBe(sha);
    await github.settled();

    // Every webhook is signed, and each is what GitHub describes.
    const told = setting.hooks();
    for (const { headers, body } of setting.receiver.received) {
      expect(await verify(SECRET, body, String(headers['x-hub-signature-256']))).toBe(true);
      expect(headers['x-github-delivery']).toMatch(/^[0-9a-f-]{36}$/);
    }
    const names = new Set(
      told.map(({ event, body }) => [event, body.action].filter(Boolean).join('.')),
    );
    expect([...names].sort()).toEqual([
      'check_run.completed',
      'check_run.created',
      'check_suite.completed',
      'issue_comment.created',
      'issue_comment.edited',
      'pull_request.closed',
      'pull_request.labeled',
      'pull_request.opened',
      'pull_request.ready_for_review',
      'pull_request.review_requested',
      'pull_request.synchronize',
      'pull_request_review.submitted',
      'pull_request_review_comment.created',
      'push',
      'status',
      'workflow_job.completed',
      'workflow_job.in_progress',
      'workflow_job.queued',
      'workflow_run.completed',
      'workflow_run.in_progress',
      'workflow_run.requested',
    ]);
    const wrong = told.flatMap(({ event, body }) =>
      description.judgeWebhook(event, body).map((each) => `${event}.${body.action}: ${each}`),
    );
    expect([...new Set(wrong)]).toEqual([]);
    expect([...new Set(setting.complaints)]).toEqual([]);
    expect(setting.judged.count).toBeGreaterThan(25);
    expect(github.state().troubles).toEqual([]);
  });
});
