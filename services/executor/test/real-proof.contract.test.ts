import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promptOf } from '@patchwright/agent/scripted';
import { openBench } from '@patchwright/workspace/bench';
import { afterAll, beforeAll, describe, expect, test as it } from 'vitest';
import {
  branch,
  change,
  conforms,
  green,
  limits,
  names,
  openSite,
  planOf,
  red,
  test,
  write,
} from './site.ts';

type Bench = Awaited<ReturnType<typeof openBench>>;

const CANARY = 'an-executors-own-secret';
const TEST = 'test/cart.test.js';
const SOURCE = 'src/cart.js';
const testOf = (name: string, given: string, made: number) =>
  `import test from 'node:test';\nimport assert from 'node:assert';\nimport { total } from '../src/cart.js';\n\ntest('${name}', () => {\n  assert.equal(total(${given}), ${made});\n});\n`;
const files = {
  [SOURCE]: 'export function total(sum, off = 0) {\n  return sum - off;\n}\n',
  'test/sum.test.js': testOf('a total is a sum', '2, 1', 1),
};
const FLOORED =
  'export function total(sum, off = 0) {\n  const rest = sum - off;\n  return rest < 0 ? 0 : rest;\n}\n';
const LEAVES = 'export function total() {\n  process.exit(0);\n}\n';
const SPOILT = 'export function total() {\n  return 0;\n}\n';

/** Runs all tests, whatever the repository says of it, and shows what they can see. Nothing but what was committed may lie there. */
const profiles = {
  'acme/shop': {
    setup: 'env; test ! -e left-over; cat PLAN.md',
    testCommand: 'node --test --test-reporter=tap',
    network: 'none' as const,
    timeoutMinutes: 2,
  },
};

let bench: Bench;
let done: Awaited<ReturnType<typeof executed>>;

beforeAll(async () => {
  bench = await openBench();
  process.env.PATCHWRIGHT_CANARY = CANARY;
  done = await executed('touch left-over; node --test', FLOORED);
});

afterAll(async () => {
  delete process.env.PATCHWRIGHT_CANARY;
  await bench[Symbol.asyncDispose]();
});

/** A task on a real repository whose own tests are run by `script`, executed in a closed sandbox. */
async function opened(script: string, source: string, tried: readonly string[] = []) {
  await bench.host.git('update-ref', '-d', `refs/heads/${branch}`);
  const manifest = JSON.stringify({ type: 'module', scripts: { test: script } });
  const base = await bench.host.commit('main', { ...files, 'package.json': manifest });
  await bench.host.git('update-ref', `refs/heads/${branch}`, base);
  const head = await bench.host.commit(branch, { 'PLAN.md': '# Plan\n' });
  const site = openSite({
    real: { workspace: bench.machine('here', { sandbox: 'required' }), base, head },
    plan: planOf(
      { ...red, file: TEST, command: `node --test ${TEST}`, expected: '-4' },
      { ...green, file: SOURCE },
    ),
    profiles,
    turns: [
      ...[write(TEST, testOf(red.testName ?? '', '1, 5', 0)), test],
      ...tried.flatMap((other) => [write(SOURCE, other), change]),
      ...[write(SOURCE, source), change, conforms],
    ],
  });
  return { site, head };
}

async function executed(...given: Parameters<typeof opened>) {
  const { site, head } = await opened(...given);
  const facts = await site.execute();
  const [passed] = facts.flatMap((fact) =>
    fact.type === 'verification_passed' ? [fact.data] : [],
  );
  return { site, facts, passed, head, tip: (await bench.host.git('rev-parse', branch)).trim() };
}

describe('on a real repository, in a closed sandbox', () => {
  it('the profile tests exactly the commit that is pushed, and sees nothing else', async () => {
    const { facts, passed, tip } = done;
    expect(names(facts).at(-1)).toBe('execution_completed');
    const tree = (await bench.host.git('rev-parse', `${tip}^{tree}`)).trim();
    expect(passed).toMatchObject({
      commit: tip,
      by: 'profile',
      evidence: { exitCode: 0, counts: { total: 2, passed: 2 } },
    });
    const output = [...bench.outputs.values()].join('\n') + JSON.stringify(facts);
    expect(output).toContain('# Plan');
    expect(output).toContain('PATH=');
    for (const secret of [CANARY, bench.host.token]) expect(output).not.toContain(secret);
    const pushed = facts.find(({ type }) => type === 'changes_pushed');
    expect(pushed?.data).toEqual({ branch, sha: tip });
    expect(
      facts.flatMap((fact) => (fact.type === 'commit_recorded' ? [fact.data] : [])).at(-1),
    ).toMatchObject({ sha: tip, tree });
  });

  it('every number of the result is what git and the runner say', async () => {
    const { site, facts, passed, head, tip } = done;
    const end = facts.find(({ type }) => type === 'execution_completed');
    if (end?.type !== 'execution_completed') throw new Error(JSON.stringify(facts.at(-1)));
    const lines = (text: string) => text.trim().split('\n');
    const changed = lines(await bench.host.git('diff', '--numstat', head, tip)).map((line) =>
      line.split('\t'),
    );
    const sum = (column: number) => changed.reduce((all, line) => all + Number(line[column]), 0);
    const output = passed?.evidence.excerpt ?? '';
    const figure = (word: string) =>
      Number(new RegExp(`^# ${word} (\\d+)$`, 'm').exec(output)?.[1]);
    // The scripted model says of each answer that it took 100 tokens and cost a cent.
    const calls = site.model.asked.length;

    expect(end.data).toMatchObject({ head: tip });
    expect(end.data.result).toEqual({
      testsWritten: figure('tests') - 1,
      testsTotal: figure('tests'),
      testsPassed: figure('pass'),
      filesModified: changed.map(([, , path]) => path),
      linesAdded: sum(0),
      linesRemoved: sum(1),
      commits: lines(await bench.host.git('rev-list', '--reverse', `${head}..${tip}`)),
      prUrl: site.task().proposal?.pullRequest.url,
      durationMs: expect.any(Number),
      tokens: calls * 100,
      costUsd: expect.closeTo(calls / 100),
    });
    expect([sum(0), sum(1), figure('tests')]).toEqual([9, 1, 2]);
    expect(lines(await bench.host.git('log', '--format=%an <%ae>', `${head}..${tip}`))).toEqual(
      Array.from({ length: 2 }, () => `${limits.author.name} <${limits.author.email}>`),
    );
  });

  it('no checkout outlives its command, but for the one that waits for the next', async () => {
    const trees = join(bench.folder, 'here', 'trees');
    const [worker = '', ...others] = await readdir(trees);
    expect(others).toEqual([]);
    expect(await readdir(join(trees, worker))).toEqual([expect.stringMatching(/-0$/)]);
  });

  it('what a person pushes meanwhile stays, nothing of ours goes on top of it, and people are asked', async () => {
    const { site } = await opened('node --test', FLOORED);
    let theirs = '';
    const pushing: Promise<unknown>[] = [];
    const push = async () => {
      theirs = await bench.host.commit(branch, { [SOURCE]: '// mine\n' });
    };
    const facts = await site.execute(undefined, ({ type }) => {
      if (type === 'test_proved_red') pushing.push(push());
    });
    await Promise.all(pushing);
    expect(names(facts).at(-1)).toBe('foreign_push_recorded');
    expect((await bench.host.git('rev-parse', branch)).trim()).toBe(theirs);
    expect(site.task()).toMatchObject({
      status: 'awaiting_approval',
      foreignPush: { sha: theirs },
    });
  });

  it('neither code that ends the run early passes, nor a repository whose own test script is `true`', async () => {
    const { site, facts, tip } = await executed('true', SPOILT, [LEAVES]);
    expect(site.model.asked.map(promptOf).join('\n')).toContain(
      'the command had 1 tests when it failed and has 0 now',
    );
    expect(names(facts)).toContain('test_proved_green');
    expect(names(facts).slice(-2)).toEqual(['changes_pushed', 'task_failed']);
    expect(names(facts)).not.toContain('verification_passed');
    expect(site.task().reason).toBe(
      `in a fresh checkout of ${tip.slice(0, 8)}: these tests passed before and fail now: a total is a sum`,
    );
  });
});
