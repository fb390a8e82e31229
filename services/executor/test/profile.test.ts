import { PolicyShape } from '@patchwright/task';
import { describe, expect, test as it } from 'vitest';
import type { Files } from './memory-workspace.ts';
import { names, openSite, runTests, writesChange, writesTest } from './site.ts';

const turns = [...writesTest, ...writesChange];
const { profiles } = PolicyShape.parse({
  profiles: { 'acme/shop': { testCommand: 'trusted', timeoutMinutes: 3 } },
});

describe("a repository's test profile", () => {
  it('has the last word, in a fresh checkout, instead of the command of the plan', async () => {
    const site = openSite({ turns, profiles, commands: { trusted: (files) => runTests(files) } });
    const facts = await site.execute();

    expect(site.ran.slice(-2)).toEqual(['trusted afresh', 'trusted afresh']);
    expect(site.ran).not.toContain('npm test afresh');
    expect(facts.find(({ type }) => type === 'verification_passed')?.data).toMatchObject({
      commit: site.pushed[0]?.sha,
      by: 'profile',
      evidence: { command: 'trusted', exitCode: 0 },
    });
  });

  it('fails what the command of the plan lets pass', async () => {
    const site = openSite({
      turns,
      profiles,
      commands: {
        trusted: (files: Files) =>
          'test/cart.test' in files ? { exitCode: 1, excerpt: 'other things broke' } : {},
      },
    });
    const facts = await site.execute();
    expect(names(facts)).not.toContain('verification_passed');
    expect(names(facts).at(-1)).toBe('task_failed');
    expect(site.task().reason).toMatch(/^in a fresh checkout of \w+: the suite ended with exit/);
  });

  it('says itself what failed before the change', async () => {
    const site = openSite({
      turns,
      profiles,
      commands: {
        trusted: () => ({
          exitCode: 1,
          counts: { total: 2, passed: 1, failed: 1, skipped: 0, failing: ['old trouble'] },
        }),
      },
    });
    expect(names(await site.execute()).at(-1)).toBe('execution_completed');
  });

  it('sets itself up first, and counts nothing that comes after a set-up which failed', async () => {
    const { profiles: prepared } = PolicyShape.parse({
      profiles: { '*': { testCommand: 'trusted', setup: 'make ready' } },
    });
    const command = '( make ready\n) && ( trusted\n)';
    const site = openSite({
      turns,
      profiles: prepared,
      commands: { [command]: (files) => runTests(files) },
    });
    await site.execute();
    expect(site.ran.at(-1)).toBe(`${command} afresh`);
  });

  it.each([
    ['a network', { testCommand: 'x', network: 'all' }],
    ['no tests', { setup: 'x' }],
    ['more time than a day has work', { testCommand: 'x', timeoutMinutes: 1000 }],
  ])('cannot ask for %s', (_what, profile) => {
    expect(PolicyShape.safeParse({ profiles: { 'acme/shop': profile } }).success).toBe(false);
  });

  it('of another repository says nothing about this one', async () => {
    const { profiles: others } = PolicyShape.parse({
      profiles: { 'acme/tax': { testCommand: 'trusted' } },
    });
    const site = openSite({ turns, profiles: others });
    const facts = await site.execute();
    expect(site.ran.at(-1)).toBe('npm test afresh');
    expect(facts.find(({ type }) => type === 'verification_passed')?.data).toMatchObject({
      by: 'plan',
    });
  });
});
