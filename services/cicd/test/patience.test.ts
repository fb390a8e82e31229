import { describe, expect, it } from 'vitest';
import { withoutReplaced } from '../src/patience.ts';
import { check, head, openSite } from './site.ts';

type History = NonNullable<Parameters<typeof openSite>[0]['history']>;

/** Facts in their order, each with the minutes that have passed since. */
function since(...facts: readonly (readonly [type: string, minutes: number])[]): History {
  const now = Date.parse('2026-03-02T10:00:00.000Z');
  return facts.map(([type, minutes], index) => ({
    type,
    aggVersion: index + 1,
    time: new Date(now - minutes * 60_000).toISOString(),
  })) as unknown as History;
}

const hanging = [check({ name: 'build', state: 'pending', conclusion: null })];

describe('checks that do not end', () => {
  it('are told at the first poll after their time, once for each wait', async () => {
    const history = since(['execution_completed', 300], ['task_retried', 111]);
    const site = openSite({ item: '20-1', checks: hanging, history });
    expect(await site.lookAfter()).toMatchObject([
      { type: 'task_escalated', data: { reason: expect.stringContaining('build never ended') } },
    ]);
    expect(site.inputs('ensureComment')).toMatchObject([
      { key: `shop-42/escalation/${head}/wait-2` },
    ]);
  });

  it('have as much time again after a retry', async () => {
    const history = since(['execution_completed', 300], ['task_retried', 109]);
    expect(await openSite({ item: '20-1', checks: hanging, history }).lookAfter()).toEqual([]);
  });

  it('are waited with where no poll asks', async () => {
    const history = since(['execution_completed', 300]);
    expect(await openSite({ checks: hanging, history }).lookAfter()).toEqual([]);
  });
});

describe('a check that was cancelled', () => {
  const cancelled = check({ state: 'failed', conclusion: 'cancelled' });

  it('counts for nothing where another of its name goes on or has ended', () => {
    const running = check({ state: 'pending', conclusion: null });
    expect(withoutReplaced([cancelled, running])).toEqual([running]);
    expect(withoutReplaced([cancelled, check()])).toEqual([check()]);
  });

  it('counts where all of its name were', () => {
    expect(withoutReplaced([cancelled, cancelled, check({ name: 'lint' })])).toHaveLength(3);
  });

  it('is told at once where nobody says when it ended', async () => {
    const site = openSite({ checks: [cancelled], log: '##[error]The operation was canceled.' });
    expect(await site.lookAfter()).toMatchObject([{ type: 'ci_failed' }]);
  });
});
