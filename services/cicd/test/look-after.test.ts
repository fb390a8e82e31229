import { describe, expect, it } from 'vitest';
import { printing } from './printing.ts';
import { check, failedFormat, failing, head, openSite, pushed } from './site.ts';

const fix = failedFormat.fix as string;

describe('while checks are awaited', () => {
  it('nothing is said before all have ended, even when one has failed', async () => {
    const checks = [check({ state: 'failed' }), check({ name: 'format', state: 'pending' })];
    expect(await openSite({ checks }).lookAfter()).toEqual([]);
  });

  it('a commit without checks is not believed green right after the push', async () => {
    const site = openSite({ cause: 'execution_completed' });
    expect(await site.lookAfter()).toEqual([]);
    expect(site.called()).toEqual(['listChecks']);
  });

  it('but is once the first poll finds none either: the repository has no CI', async () => {
    const facts = await openSite({ item: '20-1' }).lookAfter();
    expect(facts.map(({ type }) => type)).toEqual([
      'ci_passed',
      'pull_request_readied',
      'task_completed',
    ]);
  });
});

describe('checks that the base branch requires', () => {
  const tests = printing('npm test', '# tests 3', '# fail 1');
  const format = printing('npx prettier --check .', '[warn] Code style issues found in 2 files.');

  it('are awaited until they have begun, whatever else has passed', async () => {
    const site = openSite({ checks: [check()], required: ['test', 'build (20)'] });
    expect(await site.lookAfter()).toEqual([]);
    expect(await openSite({ item: '20-1', required: ['build'] }).lookAfter()).toEqual([]);
  });

  it('are known by the name of their job', async () => {
    const checks = [check({ name: 'ci / build (20)' })];
    expect(await openSite({ checks, required: ['build (20)'] }).lookAfter()).toHaveLength(3);
  });

  it('make the rest optional: it is told when it fails, and nobody is asked', async () => {
    const checks = [check(), check({ name: 'beta', state: 'failed', jobId: 2 })];
    const site = openSite({ checks, required: ['test'], logs: { 2: tests } });
    expect(await site.lookAfter()).toMatchObject([
      { type: 'ci_passed', data: { checks: ['test'] } },
      { type: 'pull_request_readied' },
      { type: 'task_completed' },
    ]);
    expect(site.inputs('ensureComment')).toMatchObject([
      { key: `shop-42/optional/${head}`, body: expect.stringMatching(/beta[\s\S]*# fail 1/) },
    ]);
  });

  it('but what a command mends is mended all the same', async () => {
    const checks = [check(), check({ name: 'style', state: 'failed', jobId: 2 })];
    const site = openSite({ checks, required: ['test'], logs: { 2: format } });
    expect(await site.lookAfter()).toMatchObject([{ type: 'ci_failed' }]);
  });

  it('and a required one that fails is a failure', async () => {
    const checks = [check({ state: 'failed' }), check({ name: 'style' })];
    const site = openSite({ checks, required: ['test'], log: tests });
    expect(await site.lookAfter()).toMatchObject([{ type: 'ci_failed' }]);
  });

  it('are those of others: what we say ourselves is no verdict', async () => {
    const site = openSite({ checks: [check()], required: ['test', 'Patchwright'] });
    expect(await site.lookAfter()).toHaveLength(3);
  });
});

describe('how long a commit without checks is waited with', () => {
  const pushedAt = (time: string) =>
    [{ type: 'ci_fix_pushed', time }] as unknown as NonNullable<
      Parameters<typeof openSite>[0]['history']
    >;

  it('is a setting: a poll that comes too early is not believed', async () => {
    const history = pushedAt('2026-03-02T09:59:50.000Z');
    expect(await openSite({ item: '20-1', history }).lookAfter()).toEqual([]);
  });

  it('and one that comes later is', async () => {
    const history = pushedAt('2026-03-02T09:59:20.000Z');
    expect(await openSite({ item: '20-1', history }).lookAfter()).toHaveLength(3);
  });
});

describe('when checks have failed', () => {
  it('each is told with the part of its log that says why', async () => {
    const log = [
      '##[group]Run npm ci',
      ...Array(200).fill('installed'),
      '##[endgroup]',
      '##[group]Run npx prettier --check .',
      '##[endgroup]',
      '[warn] src/coupon.ts',
      '[warn] Code style issues found in the above file. Run Prettier with --write to fix.',
      '##[error]Process completed with exit code 1.',
    ].join('\n');
    const checks = [check(), check({ name: 'format', state: 'failed', jobId: 2 })];
    const site = openSite({ checks, log });

    expect(await site.lookAfter()).toEqual([
      {
        type: 'ci_failed',
        data: {
          sha: head,
          round: 1,
          failures: [
            {
              name: 'format',
              url: expect.any(String),
              category: 'format',
              tool: 'prettier',
              fix,
              excerpt: expect.stringMatching(/^\$ npx prettier[\s\S]*coupon[\s\S]*exit code 1\.$/),
            },
          ],
        },
      },
    ]);
    expect(site.inputs('getJobLog')).toEqual([{ repository: 'acme/shop', jobId: 2 }]);
  });

  it('a status without a job is told without a log', async () => {
    const site = openSite({ checks: [check({ source: 'status', state: 'failed', jobId: null })] });
    expect(await site.lookAfter()).toMatchObject([
      { data: { failures: [{ category: 'unknown' }] } },
    ]);
    expect(site.called()).toEqual(['listChecks']);
  });

  it('what another app says of its own check is shown, and nothing is concluded from it', async () => {
    const said = 'Code style issues found in 2 files. Run Prettier with --write to fix.';
    const checks = [check({ source: 'check', state: 'failed', jobId: null, said })];
    const [fact] = await openSite({ checks }).lookAfter();
    expect(fact).toMatchObject({ data: { failures: [{ category: 'unknown', excerpt: said }] } });
    expect(JSON.stringify(fact)).not.toContain('"fix"');
  });

  it('work that was only to look leaves the mending to the work of the failure', async () => {
    const site = openSite({ task: failing(failedFormat), cause: 'ci_reported' });
    expect(await site.lookAfter()).toEqual([]);
    expect(site.called()).toEqual([]);
  });
});

describe('a failure that a command mends', () => {
  it('is mended in the workspace, tested there, committed and pushed', async () => {
    const site = openSite({ task: failing(failedFormat), changes: ['src/coupon.ts'] });
    const facts = await site.lookAfter();

    const sha = 'f'.repeat(40);
    const message = `style: apply prettier\n\nApplied: ${fix}\nTask: shop-42\n`;
    const files = ['src/coupon.ts'];
    expect(facts).toEqual([
      { type: 'commit_recorded', data: { sha, tree: `after ${fix}`, message, files } },
      { type: 'ci_fix_pushed', data: { sha, round: 1, commands: [fix], files } },
    ]);
    expect(site.inputs('run')).toMatchObject([
      { tree: 'tree', command: fix },
      { tree: `after ${fix}`, command: 'npx prettier --check .' },
      { tree: `after ${fix}`, command: 'npm test' },
    ]);
    expect(site.inputs('push')).toMatchObject([{ sha, expect: head }]);
  });

  it('is mended once for checks that fail alike', async () => {
    const site = openSite({
      task: failing(failedFormat, { ...failedFormat, name: 'style' }),
      changes: ['src/coupon.ts'],
    });
    await site.lookAfter();
    expect(site.inputs('run').map(({ command }) => command)).toEqual([
      fix,
      'npx prettier --check .',
      'npm test',
    ]);
  });

  it('and was pushed by an attempt that could not say so any more, is not mended twice', async () => {
    const sha = 'e'.repeat(40);
    const files = ['src/coupon.ts'];
    const site = openSite({
      task: { ...failing(failedFormat), commits: [{ sha, message: '', files }] },
      remote: sha,
    });
    expect(await site.lookAfter()).toEqual([
      { type: 'ci_fix_pushed', data: { sha, round: 1, commands: [fix], files } },
    ]);
    expect(site.called()).toEqual(['remoteHead']);
  });

  it.each([
    ['changes nothing', {}, 'changed nothing, yet the check fails', ''],
    [
      'fails itself',
      { results: { [fix]: { exitCode: 2, excerpt: 'no parser for src/x' } } },
      'ended with exit code 2',
      'no parser for src/x',
    ],
    [
      'does not make the check pass in the workspace',
      {
        changes: ['src/coupon.ts'],
        results: { 'npx prettier --check .': { exitCode: 1, excerpt: '[warn] src/other.ts' } },
      },
      '`npx prettier --check .` still fails in the workspace',
      '[warn] src/other.ts',
    ],
    [
      'steers how code is checked',
      { changes: ['.github/workflows/ci.yml'] },
      'would change .github/workflows/ci.yml',
      '',
    ],
    [
      'breaks the tests',
      {
        changes: ['src/coupon.ts'],
        results: { 'npm test': { exitCode: 1, excerpt: '✖ a total has a floor ```' } },
      },
      'the tests fail',
      '````text\n✖ a total has a floor ```\n````',
    ],
  ])('but %s, is told to a person on the pull request', async (_what, part, reason, output) => {
    const site = openSite({ task: failing(failedFormat), ...part });
    const facts = await site.lookAfter();

    expect(facts).toMatchObject([
      {
        type: 'task_escalated',
        data: {
          reason: expect.stringContaining(reason),
          diagnosis: expect.stringContaining(output),
        },
      },
    ]);
    expect(site.inputs('ensureComment')).toMatchObject([
      {
        key: `shop-42/escalation/${head}/1`,
        number: 7,
        body: expect.stringMatching(/CI needs a person[\s\S]*\[warn\] src\/coupon\.ts/),
      },
    ]);
    expect(site.called()).not.toContain('push');
  });
});

describe('a fix that is ready', () => {
  it.each<[string, Parameters<typeof openSite>[0], RegExp]>([
    ['somebody moved the branch', { remote: 'e'.repeat(40) }, /somebody else moved agent/],
    ['the branch is gone', { remote: null }, /was deleted/],
    ['PLAN.md was edited', { document: '# Another plan' }, /PLAN\.md on agent/],
    ['the rules were changed', { policyVersion: 'two' }, /the policy of approvals was changed/],
    ['the approval has expired', { now: '2026-03-04T10:00:00.000Z' }, /the approval held until/],
    [
      'the plan is not approved',
      { task: without(failing(failedFormat), 'approval') },
      /not approved/,
    ],
  ])('is not pushed when %s, and a person is told why', async (_, part, reason) => {
    const site = openSite({ task: failing(failedFormat), changes: ['src/coupon.ts'], ...part });
    const facts = await site.lookAfter();

    expect(facts).toMatchObject([
      { type: 'task_escalated', data: { reason: expect.stringMatching(reason) } },
    ]);
    expect(site.called()).not.toContain('commit');
    expect(site.called()).not.toContain('push');
  });
});

describe('a failure that no command mends', () => {
  it('is told to a person with the excerpt and what was tried, and nothing is changed', async () => {
    const test = { name: 'test', url: 'https://x', category: 'test', excerpt: '# fail 1' };
    const task = failing(failedFormat, test);
    const site = openSite({ task: { ...task, ci: { ...task.ci, fixes: 1 } } });

    expect(await site.lookAfter()).toMatchObject([
      { type: 'task_escalated', data: { reason: 'not to be fixed automatically: test (test)' } },
    ]);
    expect(site.inputs('ensureComment')[0]?.body).toMatch(
      /# fail 1[\s\S]*1 automatic fix was pushed/,
    );
    expect(site.called()).toEqual(['ensureComment']);
  });

  it('nor is one mended a fourth time', async () => {
    const task = failing(failedFormat);
    const site = openSite({ task: { ...task, ci: { ...task.ci, fixes: 3 } } });
    expect(await site.lookAfter()).toMatchObject([
      { data: { reason: '3 automatic fixes did not make it green' } },
    ]);
  });
});

describe('when all checks are green', () => {
  it('the draft becomes ready, the ticket moves on, and the task is completed', async () => {
    const site = openSite({ checks: [check(), check({ name: 'lint', state: 'neutral' })] });
    expect(await site.lookAfter()).toMatchObject([
      { type: 'ci_passed', data: { sha: head, rounds: 1, checks: ['test', 'lint'] } },
      { type: 'pull_request_readied' },
      { type: 'task_completed', data: { summary: 'A total has a floor' } },
    ]);
    expect(site.called()).toEqual(['listChecks', 'ensureReady', 'ensureTransition']);
    expect(site.inputs('ensureTransition')).toEqual([
      { key: 'shop-42/in-review', ticket: 'SHOP-42', to: 'in_review' },
    ]);
  });

  it('and that was said before, what is left is done without looking again', async () => {
    const ci = { ...pushed.ci, state: 'passed' as const };
    const site = openSite({ task: { ...pushed, ci, ready: true } });
    expect(await site.lookAfter()).toMatchObject([{ type: 'task_completed' }]);
    expect(site.called()).not.toContain('listChecks');
  });

  it('a task without a Jira ticket moves none', async () => {
    const { ticket: _, ...task } = pushed;
    const site = openSite({ task, checks: [check()] });
    await site.lookAfter();
    expect(site.called()).toEqual(['listChecks', 'ensureReady']);
  });

  it('a part leaves the ticket where it is, since its whole is not done', async () => {
    const pullRequest = { repository: 'acme/money', number: 6, url: '' };
    const part = { whole: 'shop-41', after: [], pullRequest };
    const site = openSite({ task: { ...pushed, part }, checks: [check()] });
    await site.lookAfter();
    expect(site.called()).toEqual(['listChecks', 'ensureReady']);
  });
});

function without<T extends object, K extends keyof T>(whole: T, name: K): Omit<T, K> {
  const { [name]: _, ...rest } = whole;
  return rest;
}
