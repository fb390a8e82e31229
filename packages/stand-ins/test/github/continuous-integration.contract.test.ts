import { mkdir, mkdtempDisposable, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Description, readDescription } from './description.ts';
import { createSetting, PROJECT, REPO, type Setting } from './setting.ts';

let description: Description;

beforeAll(async () => {
  description = await readDescription();
});

const ONE = { repo: 'acme/shop', user: 'maria', branch: 'topic' } as const;

async function openPull(setting: Setting, files: Readonly<Record<string, string>>) {
  await setting.github.push({ ...ONE, message: 'feat: topic', files });
  return setting.octokit.pulls.create({ ...REPO, title: 'topic', head: 'topic', base: 'main' });
}

function runsOf(setting: Setting) {
  return setting.github.state().repositories[0]?.workflowRuns ?? [];
}

describe('continuous integration', () => {
  it('runs the workflow files of the commit: environment, folders, matrix, needs; a failed need skips the rest', async () => {
    const workflow = `
name: Checks
on:
  pull_request:
    branches: [main]
env: { GREETING: hello }
jobs:
  deploy:
    if: github.ref == 'refs/heads/main'
    steps: [ { run: echo deployed } ]
  after:
    needs: [broken]
    steps: [ { run: echo never } ]
  broken:
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
      - run: "false"
      - name: Say why
        if: always()
        run: echo "still said"
      - name: Only after a failure
        if: \${{ failure() }}
        run: echo "after a failure"
      - run: echo "not said"
  test:
    strategy: { matrix: { color: [red, blue] } }
    steps:
      - run: |
          echo "$GREETING $WHO $CI"
          pwd
        working-directory: src
        env: { WHO: "\${{ matrix.color }}" }
`;
    const nightly =
      'name: Nightly\non: { schedule: [ { cron: "0 0 * * *" } ] }\njobs: { a: { steps: [ { run: "true" } ] } }\n';
    const files = {
      ...PROJECT,
      'src/a.txt': 'a',
      '.github/workflows/checks.yml': workflow,
      '.github/workflows/nightly.yml': nightly,
    };
    await using setting = await createSetting({ files, ci: undefined as never, description });
    await openPull(setting, { 'src/b.txt': 'b' });
    await setting.github.settled();

    const [run, ...others] = runsOf(setting);
    expect(others).toEqual([]);
    expect([run?.name, run?.event, run?.conclusion]).toEqual(['Checks', 'pull_request', 'failure']);
    expect(run?.jobs.map((job) => [job.name, job.conclusion])).toEqual([
      ['deploy', 'skipped'],
      ['broken', 'failure'],
      ['test (red)', 'success'],
      ['test (blue)', 'success'],
      ['after', 'skipped'],
    ]);
    const broken = run?.jobs[1]?.log ?? '';
    expect(broken).toContain('still said');
    expect(broken).not.toContain('Z not said');
    expect(run?.jobs[1]?.steps.map((step) => [step.name, step.conclusion])).toEqual([
      ['Set up job', 'success'],
      ['Run actions/checkout', 'success'],
      ['Run actions/setup-node@v4', 'success'],
      ['Run false', 'failure'],
      ['Say why', 'success'],
      ['Only after a failure', 'success'],
      ['Run echo "not said"', 'skipped'],
      ['Complete job', 'success'],
    ]);
    expect(run?.jobs[2]?.log).toMatch(/Z hello red true\n.*checkout\/src$/m);
    const { data: workflows } = await setting.octokit.actions.listRepoWorkflows(REPO);
    expect(workflows.workflows.map((each) => each.path)).toEqual(['.github/workflows/checks.yml']);
    const byFile = await setting.octokit.actions.listWorkflowRuns({
      ...REPO,
      workflow_id: 'checks.yml',
    });
    expect(byFile.data.total_count).toBe(1);
    expect(setting.complaints).toEqual([]);
  });

  it('gives jobs a clean environment: none of this process, HOME in their own folder, packages from above the clone', async () => {
    await using modules = await mkdtempDisposable(join(tmpdir(), 'stand-in-modules-'));
    const packages = modules.path;
    await mkdir(join(packages, '.bin'), { recursive: true });
    await mkdir(join(packages, 'colour'), { recursive: true });
    await writeFile(join(packages, 'colour', 'index.js'), 'module.exports = "teal";\n');
    await writeFile(join(packages, '.bin', 'paint'), '#!/bin/sh\necho painted "$@"\n', {
      mode: 0o755,
    });
    process.env.STAND_IN_SECRET = 'do not leak';
    await using setting = await createSetting({
      nodeModules: packages,
      ci: [
        { workflow: 'ci', job: 'env', run: 'env' },
        {
          workflow: 'ci',
          job: 'import',
          run: `node -e 'console.log(require("colour"))' && paint wall && npx --no-install paint door`,
        },
      ],
    });
    await openPull(setting, { 'x.txt': 'x' });
    await setting.github.settled();

    const [env, imported] = runsOf(setting)[0]?.jobs ?? [];
    expect(env?.log).not.toContain('do not leak');
    expect(env?.log).toMatch(/Z HOME=.*\/ci\/.*\/home$/m);
    expect(env?.log).toMatch(/Z GITHUB_REPOSITORY=acme\/shop$/m);
    expect([imported?.conclusion, imported?.log]).toEqual([
      'success',
      expect.stringMatching(/Z teal\n.*Z painted wall\n.*Z painted door\n/),
    ]);
    expect(await readdir(join(setting.folder, 'github', 'ci'))).toEqual([]);
  });

  it('runs a base that was pushed, one run at a time, and not what asks to be skipped or ran already', async () => {
    await using setting = await createSetting({ protectedBranches: [] });
    const { github, octokit } = setting;
    await github.push({
      ...ONE,
      branch: 'main',
      message: 'docs: x [skip ci]',
      files: { 'x.txt': 'x' },
    });
    await github.push({ ...ONE, branch: 'main', message: 'docs: y', files: { 'y.txt': 'y' } });
    await github.push({ ...ONE, branch: 'quiet', message: 'docs: z', files: { 'z.txt': 'z' } });
    await openPull(setting, { 'x.txt': 'xx' });
    await octokit.pulls.update({ ...REPO, pull_number: 1, state: 'closed' });
    await octokit.pulls.create({ ...REPO, title: 'again', head: 'topic', base: 'main' });
    await github.settled();
    expect(
      runsOf(setting).map((run) => [run.event, run.headBranch, run.title, run.conclusion]),
    ).toEqual([
      ['push', 'main', 'docs: y', 'success'],
      ['pull_request', 'topic', 'feat: topic', 'success'],
    ]);
    const jobs = setting.hooks().filter(({ event }) => event === 'workflow_job');
    const doing = jobs.map(({ body }) => body.action).filter((action) => action !== 'queued');
    expect(doing).toEqual(['in_progress', 'completed', 'in_progress', 'completed']);
  });

  it('runs failed jobs again on request: the passed ones are kept, the attempt counts', async () => {
    const flaky = 'test -e "$FLAG" || { touch "$FLAG"; exit 3; }';
    await using setting = await createSetting({
      description,
      ci: [
        { workflow: 'ci', job: 'steady', run: 'true' },
        { workflow: 'ci', job: 'flaky', run: flaky.replaceAll('$FLAG', '../../flag') },
      ],
    });
    const { octokit, github } = setting;
    await openPull(setting, { 'x.txt': 'x' });
    await github.settled();
    const { data: runs } = await octokit.actions.listWorkflowRunsForRepo({
      ...REPO,
      status: 'failure',
    });
    const run_id = runs.workflow_runs[0]?.id ?? 0;
    await octokit.actions.reRunWorkflowFailedJobs({ ...REPO, run_id });
    await expect(octokit.actions.reRunWorkflow({ ...REPO, run_id })).rejects.toMatchObject({
      status: 403,
    });
    await github.settled();
    const { data: run } = await octokit.actions.getWorkflowRun({ ...REPO, run_id });
    expect([run.run_attempt, run.status, run.conclusion]).toEqual([2, 'completed', 'success']);
    const { data: latest } = await octokit.actions.listJobsForWorkflowRun({ ...REPO, run_id });
    expect(latest.jobs.map((job) => [job.name, job.run_attempt, job.conclusion])).toEqual([
      ['steady', 2, 'success'],
      ['flaky', 2, 'success'],
    ]);
    const { data: first } = await octokit.actions.listJobsForWorkflowRunAttempt({
      ...REPO,
      run_id,
      attempt_number: 1,
    });
    expect(first.jobs.map((job) => job.conclusion)).toEqual(['success', 'failure']);
    const { data: checks } = await octokit.checks.listForRef({ ...REPO, ref: 'topic' });
    expect(checks.check_runs.map((check) => check.conclusion)).toEqual(['success', 'success']);
    expect(setting.complaints).toEqual([]);
  });

  it('lets a job end otherwise than it did, a workflow end without jobs, and another app report', async () => {
    await using setting = await createSetting({
      description,
      ci: [
        { workflow: 'ci', job: 'steady', run: 'true' },
        { workflow: 'docs', job: 'links', run: 'true' },
      ],
    });
    const { octokit, github } = setting;
    await openPull(setting, { 'x.txt': 'x' });
    await github.settled();
    const sha = runsOf(setting)[0]?.headSha ?? '';
    const at = { repo: ONE.repo, sha };
    await github.conclude({ ...at, name: 'steady', conclusion: 'cancelled' });
    await github.conclude({ ...at, name: 'docs', conclusion: 'action_required' });
    await github.report({ ...at, app: 'coverage', name: 'lines' });
    await github.report({ ...at, app: 'coverage', name: 'lines', conclusion: 'neutral' });

    const said = runsOf(setting).map(({ conclusion, jobs }) => [conclusion, jobs.length]);
    expect(said).toEqual([
      ['cancelled', 1],
      ['action_required', 0],
    ]);
    const { data } = await octokit.checks.listForRef({ ...REPO, ref: 'topic' });
    expect(data.check_runs.map(({ name, conclusion }) => [name, conclusion])).toEqual([
      ['steady', 'cancelled'],
      ['lines', 'neutral'],
    ]);
    expect(setting.complaints).toEqual([]);
  });

  it('ends a running job, with all it started, when the stand-in is closed', async () => {
    const setting = await createSetting({
      ci: [{ workflow: 'ci', job: 'long', run: 'sleep 600 & sleep 600' }],
    });
    await openPull(setting, { 'x.txt': 'x' });
    await expect.poll(() => runsOf(setting)[0]?.jobs[0]?.status).toBe('in_progress');
    const began = Date.now();
    await setting[Symbol.asyncDispose]();
    expect(Date.now() - began).toBeLessThan(10_000);
  });
});
