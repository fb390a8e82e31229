import { describe, expect, test } from 'vitest';
import { findingLines } from '../src/commands/doctor.ts';
import { reportLines } from '../src/commands/replay.ts';
import { completionScript, shells } from '../src/completion/completion-script.ts';
import { confirm } from '../src/confirm.ts';
import { checkNode } from '../src/doctor/check-machine.ts';
import { isFrom } from '../src/doctor/finding.ts';
import { buildProgram } from '../src/program.ts';
import { replayCircumstances } from '../src/replay-circumstances.ts';
import { exitOf, nextFor } from '../src/wait-for.ts';
import { fakeIo } from './fake-io.ts';

describe('what cannot be taken back', () => {
  test('is done at once when --yes is given', async () => {
    await expect(confirm(fakeIo(), 'Sure?', true)).resolves.toBeUndefined();
  });

  test('needs --yes where nobody can be asked', async () => {
    await expect(confirm(fakeIo(), 'Sure?', false)).rejects.toMatchObject({
      exit: 2,
      next: 'add --yes',
    });
  });

  test('is done only when the person says so', async () => {
    const asked = (answer: string) => fakeIo({ isInteractive: true, ask: async () => answer });
    await expect(confirm(asked('Y'), 'Sure?', false)).resolves.toBeUndefined();
    await expect(confirm(asked(''), 'Sure?', false)).rejects.toMatchObject({ exit: 1 });
  });
});

describe('a wait', () => {
  test.each([
    ['completed', 0],
    ['failed', 1],
    ['rejected', 1],
    ['escalated', 1],
    ['awaiting_approval', 3],
    ['paused', 3],
    ['executing', undefined],
  ])('that finds the task %s ends with %s', (status, exit) => {
    expect(exitOf(status)).toBe(exit);
  });

  test('names the command that is most likely wanted', () => {
    expect(nextFor('shop-42', 'awaiting_approval')).toContain('patchwright approve shop-42');
    expect(nextFor('shop-42', 'executing')).toBe('patchwright status shop-42 --watch');
  });
});

describe('a replay', () => {
  const report = { service: 'planner', run: 'plan-shop-42-7', events: 2, served: 11, agreed: true };

  test('that agrees is one line', () => {
    expect(reportLines(fakeIo(), { ...report, differences: [] })).toEqual([
      'agrees   planner         plan-shop-42-7  2 events, 11 answers served',
    ]);
  });

  test('that differs names event, field, both values and both builds', () => {
    const differences = [
      {
        event: 'plan_proposed',
        field: 'plan.riskLevel',
        recorded: 'low',
        now: undefined,
        recordedBuild: 'b1',
        build: 'b2',
      },
    ];
    expect(reportLines(fakeIo(), { ...report, agreed: false, differences }).slice(1)).toEqual([
      '         plan_proposed plan.riskLevel',
      '           recorded "low"  (build b1)',
      '           now      nothing  (build b2)',
    ]);
  });

  const place = {
    gateway: undefined,
    token: undefined,
    nats: 'nats://far:4222',
    natsUser: 'reader',
    natsPassword: undefined,
    tenant: 'acme',
    toldBy: 'the environment',
    state: undefined,
    circumstances: undefined,
  };

  test('is given settings of the environment, and nothing that opens a door', () => {
    const { more, natsUrl, tenant, outside } = replayCircumstances(place, {
      PATCHWRIGHT_TRIGGER_LABELS: 'AI',
      PATCHWRIGHT_TOKEN: 'secret',
      PATCHWRIGHT_API_TOKEN: 'secret',
      GITHUB_TOKEN: 'secret',
      ANTHROPIC_API_KEY: 'secret',
    });
    expect(more).toEqual({
      PATCHWRIGHT_POLICY: '',
      PATCHWRIGHT_CATALOGUE: '',
      PATCHWRIGHT_TRIGGER_LABELS: 'AI',
      NATS_USER: 'reader',
    });
    expect({ natsUrl, tenant }).toEqual({ natsUrl: 'nats://far:4222', tenant: 'acme' });
    expect(new URL(outside.github).hostname).toBe('127.0.0.1');
  });

  test('of a mesh on this machine runs with what that mesh was started with', () => {
    const circumstances = { build: 'b7', tenant: 'main', more: { A: '1' } };
    expect(replayCircumstances({ ...place, circumstances }, {})).toMatchObject({
      build: 'b7',
      natsUrl: 'nats://far:4222',
      more: { A: '1', NATS_USER: 'reader' },
    });
  });
});

describe('the doctor', () => {
  test('wants Node 24', () => {
    expect(checkNode('24.0.0').state).toBe('ok');
    expect(checkNode('22.19.0')).toMatchObject({ state: 'fail', mend: expect.any(String) });
  });

  test('compares versions by their numbers', () => {
    expect(isFrom('2.39.5', 2, 30)).toBe(true);
    expect(isFrom('2.9.5', 2, 30)).toBe(false);
    expect(isFrom('3.0', 2, 30)).toBe(true);
  });

  test('puts below a finding how to mend it', () => {
    const finding = { name: 'git', state: 'fail', found: 'none', mend: 'install git' } as const;
    expect(findingLines(fakeIo(), finding)).toEqual([
      'fail  git                 none',
      '                          install git',
    ]);
  });
});

describe('completions', () => {
  const program = buildProgram(fakeIo());

  test.each(shells)('for %s know every command', (shell) => {
    const script = completionScript(shell, program);
    for (const command of program.commands) expect(script).toContain(command.name());
    expect(script).toContain('redrive');
  });

  test('offer options where they belong', () => {
    const script = completionScript('bash', program);
    expect(script).toMatch(/'dlq redrive'\) words='--all --yes --dry-run --json/);
    expect(script).toMatch(/'completion'\) words='bash zsh fish/);
  });
});
