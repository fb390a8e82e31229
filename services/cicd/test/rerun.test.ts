import type { Check } from '@patchwright/outside';
import { describe, expect, it } from 'vitest';
import { printing } from './printing.ts';
import { check, openSite } from './site.ts';

const lostNetwork = printing('npm ci', 'npm error code ECONNRESET');
const badFormat = printing('npx prettier --check .', '[warn] Code style issues found in 2 files.');
const failingTest = printing('npm test', '# tests 3', '# fail 1');
const cancelled = '##[error]The operation was canceled.';

/** A failed check whose log is the one given, by its job's number. */
function failed(jobId: number, part: Partial<Check> = {}): Check {
  return check({ name: `job ${jobId}`, state: 'failed', conclusion: 'failure', jobId, ...part });
}

describe('what failed by the fault of the machine', () => {
  it('is run again, and nothing is said until it has ended', async () => {
    const site = openSite({ checks: [failed(1), check({ jobId: 2 })], logs: { 1: lostNetwork } });
    expect(await site.lookAfter()).toEqual([]);
    expect(site.inputs('ensureRerun')).toEqual([
      { key: 'shop-42/rerun/1/1', repository: 'acme/shop', jobId: 1, runAttempt: 1 },
    ]);
  });

  it('is told when it fails again, with how often it was tried', async () => {
    const checks = [failed(1, { runAttempt: 2 })];
    const site = openSite({ checks, logs: { 1: lostNetwork } });
    expect(await site.lookAfter()).toMatchObject([
      {
        type: 'ci_failed',
        data: {
          failures: [
            {
              category: 'infrastructure',
              tool: 'network',
              excerpt: expect.stringMatching(/^\(attempt 2 of this job\)\n\$ npm ci/),
            },
          ],
        },
      },
    ]);
    expect(site.called()).not.toContain('ensureRerun');
  });

  it('is told at once where the policy allows no second run', async () => {
    const site = openSite({ checks: [failed(1)], logs: { 1: lostNetwork }, maxReruns: 0 });
    expect(await site.lookAfter()).toMatchObject([{ type: 'ci_failed' }]);
  });

  it('is run again before what a command mends is mended', async () => {
    const site = openSite({
      checks: [failed(1), failed(2)],
      logs: { 1: lostNetwork, 2: badFormat },
    });
    expect(await site.lookAfter()).toEqual([]);
    expect(site.inputs('ensureRerun')).toHaveLength(1);
  });

  it('is not run again when a person has to look at another failure anyway', async () => {
    const site = openSite({
      checks: [failed(1), failed(2)],
      logs: { 1: lostNetwork, 2: failingTest },
    });
    expect(await site.lookAfter()).toMatchObject([{ type: 'ci_failed' }]);
    expect(site.called()).not.toContain('ensureRerun');
  });

  it('is not run again when somebody cancelled it', async () => {
    const checks = [failed(1, { conclusion: 'cancelled' })];
    const site = openSite({ checks, logs: { 1: cancelled } });
    expect(await site.lookAfter()).toMatchObject([
      { data: { failures: [{ category: 'infrastructure', tool: 'cancelled' }] } },
    ]);
  });
});

describe('checks that only follow from others are not told', () => {
  it('sisters in a matrix that were cancelled when one failed', async () => {
    const checks = [failed(1), failed(2, { conclusion: 'cancelled' })];
    const site = openSite({ checks, logs: { 1: badFormat, 2: cancelled } });
    const [fact] = await site.lookAfter();
    expect(fact).toMatchObject({ data: { failures: [{ name: 'job 1', tool: 'prettier' }] } });
  });

  it('gates that collect what failed', async () => {
    const checks = [failed(1), failed(2)];
    const site = openSite({ checks, logs: { 1: badFormat, 2: printing('exit 1') } });
    const [fact] = await site.lookAfter();
    expect(fact).toMatchObject({ data: { failures: [{ name: 'job 1' }] } });
  });
});
