import { describe, expect, test } from 'vitest';
import { checksOf } from '../src/github/checks.ts';

const run = {
  id: 10,
  name: 'ci',
  workflow_id: 1,
  event: 'pull_request',
  status: 'completed',
  conclusion: 'failure',
  html_url: 'https://github.example/runs/10',
  run_attempt: 1,
};
const job = {
  id: 100,
  run_id: 10,
  name: 'test',
  status: 'completed',
  conclusion: 'failure',
  html_url: 'https://github.example/jobs/100',
  run_attempt: 1,
  check_run_url: 'https://api.github.example/repos/a/b/check-runs/500',
};
const checkRun = {
  id: 500,
  name: 'test',
  status: 'completed',
  conclusion: 'failure',
  html_url: 'https://github.example/runs/500',
  app: { slug: 'github-actions' },
};
const none = { runs: [], checkRuns: [], statuses: [] };

describe('the checks of a commit', () => {
  test('a job and the check run that stands for it count once', () => {
    const checks = checksOf({ ...none, runs: [{ run, jobs: [job] }], checkRuns: [checkRun] });

    expect(checks).toHaveLength(1);
    expect(checks[0]).toMatchObject({ name: 'ci / test', state: 'failed', jobId: 100 });
  });

  test('one of another app, or a status, says itself why it failed; one that passed says nothing', () => {
    const output = { title: 'Coverage', summary: 'fell by 3 %', text: null };
    const theirs = { ...checkRun, app: { slug: 'codecov' }, output };
    const status = { context: 'deploy', state: 'failure', description: 'no room left' };
    const said = (conclusion: string) =>
      checksOf({
        ...none,
        checkRuns: [{ ...theirs, conclusion }],
        statuses: [{ ...status, state: conclusion }],
      }).map((check) => check.said);

    expect(said('failure')).toEqual(['Coverage\n\nfell by 3 %', 'no room left']);
    expect(said('success')).toEqual([undefined, undefined]);
  });

  test('a run without jobs is a pending check, so that nothing is green too early', () => {
    const queued = { ...run, status: 'queued', conclusion: null };

    expect(checksOf({ ...none, runs: [{ run: queued, jobs: [] }] })).toMatchObject([
      { name: 'ci', state: 'pending', jobId: null },
    ]);
  });

  test('a run that failed without a job never began', () => {
    expect(checksOf({ ...none, runs: [{ run, jobs: [] }] })).toMatchObject([
      { name: 'ci', state: 'failed', conclusion: 'startup_failure', jobId: null },
    ]);
  });

  test('a job says when it ended and which file describes it, once it has ended', () => {
    const path = '.github/workflows/ci.yml@refs/heads/main';
    const times = { completed_at: '2026-03-02T10:00:00Z' };
    const going = { ...job, ...times, id: 101, status: 'in_progress', conclusion: null };
    const runs = [{ run: { ...run, path }, jobs: [{ ...job, ...times }, going] }];
    const workflow = '.github/workflows/ci.yml';

    const [over, underWay] = checksOf({ ...none, runs });
    expect(over).toMatchObject({ endedAt: '2026-03-02T10:00:00Z', workflow });
    expect(underWay).not.toHaveProperty('endedAt');
  });

  test('of a workflow that was started twice the newest run counts', () => {
    const green = { ...run, id: 11, conclusion: 'success' };
    const passed = { ...job, id: 101, conclusion: 'success', run_attempt: 2 };
    const checks = checksOf({
      ...none,
      runs: [
        { run: green, jobs: [passed] },
        { run, jobs: [job] },
      ],
    });

    expect(checks).toMatchObject([{ state: 'passed', jobId: 101, runAttempt: 2 }]);
  });

  test('where Actions may not be read, its check runs tell the verdict and the job', () => {
    expect(checksOf({ ...none, checkRuns: [checkRun] })).toMatchObject([
      { name: 'test', source: 'check', state: 'failed', jobId: 500 },
    ]);
  });

  test.each([
    ['success', 'passed'],
    ['neutral', 'neutral'],
    ['skipped', 'neutral'],
    ['stale', 'failed'],
    ['failure', 'failed'],
    ['timed_out', 'failed'],
    ['cancelled', 'failed'],
    ['action_required', 'failed'],
    ['startup_failure', 'failed'],
    ['something_new', 'failed'],
  ])('the conclusion %s means %s', (conclusion, state) => {
    const foreign = { ...checkRun, conclusion, app: { slug: 'codecov' } };

    expect(checksOf({ ...none, checkRuns: [foreign] })).toMatchObject([{ state, jobId: null }]);
  });

  test.each([
    ['pending', 'pending'],
    ['success', 'passed'],
    ['failure', 'failed'],
    ['error', 'failed'],
  ])('the status %s means %s', (state, means) => {
    const statuses = [{ context: 'deploy', state, target_url: null }];

    expect(checksOf({ ...none, statuses })).toMatchObject([{ source: 'status', state: means }]);
  });
});
