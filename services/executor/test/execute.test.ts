import { promptOf } from '@patchwright/agent/scripted';
import { describe, expect, test as it } from 'vitest';
import {
  change,
  conforms,
  green,
  names,
  openSite,
  planOf,
  red,
  refused,
  step,
  test,
  write,
  writesChange,
  writesTest,
} from './site.ts';

const opening = ['execution_started', 'baseline_recorded'];
const proof = ['test_proved_red', 'commit_recorded'];
const turnedGreen = ['test_proved_green', 'commit_recorded', 'step_completed'];
const ending = ['verification_passed', 'changes_pushed', 'execution_completed'];

describe('an execution', () => {
  it('proves RED, then GREEN, verifies afresh, pushes once, and says what it came to', async () => {
    const site = openSite({ turns: [...writesTest, ...writesChange] });
    const facts = await site.execute();

    expect(names(facts)).toEqual([...opening, ...proof, ...turnedGreen, ...ending]);
    expect(site.pushed).toHaveLength(1);
    expect(site.ran.at(-1)).toBe('npm test afresh');
    expect(site.head()).toMatchObject({ 'src/cart': 'sum floor' });
    expect(facts.at(-1)?.data).toMatchObject({
      head: site.pushed[0]?.sha,
      result: {
        testsWritten: 1,
        testsTotal: 2,
        testsPassed: 2,
        filesModified: ['src/cart', 'test/cart.test'],
        tokens: 500,
      },
    });
    expect(site.task().status).toBe('ci_monitoring');
  });

  it('makes the same commits again of the same answers', async () => {
    const one = openSite({ turns: [...writesTest, ...writesChange] });
    const other = openSite({ turns: [...writesTest, ...writesChange] });
    expect(await one.execute()).toEqual(await other.execute());
  });

  it('names its commits by convention, with the task as a trailer', async () => {
    const site = openSite({ turns: [...writesTest, ...writesChange] });
    const facts = await site.execute();
    const messages = facts.flatMap((fact) =>
      fact.type === 'commit_recorded' ? [fact.data.message] : [],
    );
    expect(messages).toEqual([
      'test: show the missing floor\n\nTask: shop-42\n',
      'fix: hold totals\n\nTask: shop-42\n',
    ]);
  });

  it('tells what failed before the change apart from what it broke itself', async () => {
    const site = openSite({
      files: { 'src/cart': 'sum', 'test/old.test': 'old trouble needs peace' },
      turns: [...writesTest, ...writesChange],
    });
    expect(names(await site.execute()).at(-1)).toBe('execution_completed');
  });

  it('leaves a task alone whose approval is for another plan', async () => {
    const site = openSite({ turns: [] });
    site.take(
      { type: 'approval_voided', data: { cause: 'plan_edited', reason: 'edited', digest: '' } },
      true,
    );
    expect(await site.execute()).toEqual([]);
  });
});

describe('RED', () => {
  it('is tried again when the test passes at once, with what came of it', async () => {
    const vacuous = write('test/cart.test', 'a total has a floor needs sum');
    const site = openSite({ turns: [vacuous, test, ...writesTest, ...writesChange] });
    const facts = await site.execute();

    expect(names(facts)).toEqual([
      ...opening,
      'test_not_reproduced',
      ...proof,
      ...turnedGreen,
      ...ending,
    ]);
    expect(facts[2]?.data).toMatchObject({
      attempt: 1,
      reason: expect.stringContaining('does not reproduce'),
    });
    expect(facts[3]?.data).toMatchObject({ attempt: 2 });
    expect(promptOf(site.model.asked[2])).toContain('does not reproduce the problem');
  });

  it('fails the step and the task after three tries, and pushes nothing', async () => {
    const vacuous = [write('test/cart.test', 'a total has a floor needs sum'), test];
    const site = openSite({ turns: [...vacuous, ...vacuous, ...vacuous] });
    expect(names(await site.execute())).toEqual([
      ...opening,
      ...Array(3).fill('test_not_reproduced'),
      'step_failed',
      'task_failed',
    ]);
    expect(site.pushed).toEqual([]);
  });

  it('may write its own file only', async () => {
    const site = openSite({
      turns: [write('src/cart', 'sum floor'), ...writesTest, ...writesChange],
    });
    expect(names(await site.execute()).at(-1)).toBe('execution_completed');
    expect(JSON.stringify(site.model.asked[1]?.messages)).toContain(
      'a test step writes test/cart.test only',
    );
  });

  it('does not let a second test of the same file weaken the first', async () => {
    const second = step({
      order: 2,
      type: 'test',
      file: 'test/cart.test',
      testName: 'a total has a roof',
      command: 'one test/cart.test',
    });
    const both = 'a total has a floor needs floor\na total has a roof needs roof';
    const site = openSite({
      plan: planOf(red, second, { ...green, order: 3, dependsOn: [1, 2] }),
      turns: [
        ...writesTest,
        write('test/cart.test', 'a total has a floor needs sum\na total has a roof needs roof'),
        test,
        write('test/cart.test', both),
        test,
        write('src/cart', 'sum floor roof'),
        change,
        conforms,
      ],
    });
    const facts = await site.execute();
    expect(names(facts).filter((name) => name === 'test_proved_green')).toHaveLength(2);
    expect(facts.find((fact) => fact.type === 'test_not_reproduced')?.data).toMatchObject({
      step: 2,
      reason: expect.stringContaining('"a total has a floor", which was proved before'),
    });
  });

  it('is done without, when it is optional and cannot be proved; what passes then proves nothing', async () => {
    const optional = step({
      ...red,
      order: 2,
      file: 'test/more.test',
      testName: 'a total is a sum',
      command: 'one test/more.test',
      optional: true,
    });
    const vacuous = [write('test/more.test', 'a total is a sum needs sum'), test];
    const site = openSite({
      plan: planOf(red, optional, { ...green, order: 3, dependsOn: [1, 2] }),
      turns: [...writesTest, ...vacuous, ...vacuous, ...vacuous, ...writesChange],
    });
    const facts = await site.execute();
    expect(names(facts).at(-1)).toBe('execution_completed');
    const greens = facts.filter((fact) => fact.type === 'test_proved_green');
    expect(greens.map((fact) => fact.data.step)).toEqual([1]);
  });
});

describe('GREEN', () => {
  it.each([
    ['the test still fails', [write('src/cart', 'sum roof'), change], 'ended with exit code 1'],
    [
      'the suite fails, which was sound before',
      [write('src/cart', 'floor'), change],
      'these tests passed before and fail now: a total is a sum',
    ],
    [
      'the reviewer refuses the diff',
      [write('src/cart', 'sum floor'), change, refused('src/cart: the floor is at one')],
      'the floor is at one',
    ],
  ])('is tried again when %s, with what came of it', async (_what, firstTry, told) => {
    const site = openSite({ turns: [...writesTest, ...firstTry, ...writesChange] });
    const facts = await site.execute();
    expect(names(facts)).toEqual([...opening, ...proof, ...turnedGreen, ...ending]);
    expect(facts[4]?.data).toMatchObject({ attempt: 2 });
    expect(promptOf(site.model.asked[2 + firstTry.length])).toContain(told);
  });

  it.each([
    ['a frozen test', 'test/cart.test', 'it is frozen until the task is done'],
    ['a file that the plan does not name', 'src/other', 'is not in the approved plan'],
    ['what steers CI', '.github/workflows/ci.yml', 'steers how code is built or checked'],
  ])('cannot write %s', async (_what, path, told) => {
    const site = openSite({ turns: [...writesTest, write(path, 'x'), ...writesChange] });
    expect(names(await site.execute()).at(-1)).toBe('execution_completed');
    expect(JSON.stringify(site.model.asked[3]?.messages)).toContain(told);
    expect(site.head()[path]).not.toBe('x');
  });

  it('is refused when a command left files behind that the plan does not name', async () => {
    let left = true;
    const site = openSite({
      turns: [
        ...writesTest,
        write('src/cart', 'sum floor'),
        [{ name: 'run_command', input: { command: 'one test/cart.test' } }],
        change,
        ...writesChange,
      ],
      commands: {
        'one test/cart.test': (files) => {
          const passes = files['src/cart']?.includes('floor') ?? false;
          const litter = passes && left ? { files: { ...files, 'core.dump': 'x' } } : {};
          if (passes) left = false;
          return passes
            ? { exitCode: 0, ...litter }
            : { exitCode: 1, excerpt: '✖ a total has a floor' };
        },
      },
    });
    expect(names(await site.execute()).at(-1)).toBe('execution_completed');
    expect(promptOf(site.model.asked[5])).toContain('outside the approved plan, or frozen');
    expect(site.head()).not.toHaveProperty('core.dump');
  });

  it('fails the task after three tries, and leaves on the branch what was done', async () => {
    const useless = [write('src/cart', 'sum roof'), change];
    const site = openSite({ turns: [...writesTest, ...useless, ...useless, ...useless] });
    const facts = await site.execute();
    expect(names(facts)).toEqual([
      ...opening,
      ...proof,
      'step_failed',
      'changes_pushed',
      'task_failed',
    ]);
    expect(facts.at(-1)?.data).toMatchObject({ step: 2 });
    expect(site.head()).toEqual({
      'src/cart': 'sum',
      'test/sum.test': 'a total is a sum needs sum',
      'test/cart.test': 'a total has a floor needs floor',
    });
  });

  it('goes on without an optional step', async () => {
    const polish = step({ order: 3, type: 'refactor', file: 'src/cart', optional: true });
    const breaking = [write('src/cart', 'neat'), change];
    const site = openSite({
      plan: planOf(red, green, polish),
      turns: [...writesTest, ...writesChange, ...breaking, ...breaking, ...breaking],
    });
    const facts = await site.execute();
    expect(names(facts)).toEqual([...opening, ...proof, ...turnedGreen, 'step_failed', ...ending]);
    expect(site.head()).toMatchObject({ 'src/cart': 'sum floor' });
  });
});

describe("the repository's own checks", () => {
  const format = {
    kind: 'format' as const,
    tool: 'trim',
    command: 'trim --check',
    fix: 'trim',
  };
  const types = { kind: 'types' as const, tool: 'words', command: 'spell', fix: null };
  const commands = {
    'trim --check': (files: Readonly<Record<string, string>>) => ({
      exitCode: Object.values(files).some((text) => text.endsWith(' ')) ? 1 : 0,
    }),
    trim: (files: Readonly<Record<string, string>>) => ({
      files: Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.trim()])),
    }),
    spell: (files: Readonly<Record<string, string>>) => ({
      exitCode: files['src/cart']?.includes('flooor') ? 1 : 0,
      excerpt: 'src/cart: flooor',
    }),
  };

  it('mend what they can, in the test as in the change', async () => {
    const site = openSite({
      checks: [format],
      commands,
      turns: [
        write('test/cart.test', 'a total has a floor needs floor '),
        test,
        write('src/cart', 'sum floor '),
        change,
        conforms,
      ],
    });
    await site.execute();
    expect(site.head()).toMatchObject({
      'test/cart.test': 'a total has a floor needs floor',
      'src/cart': 'sum floor',
    });
  });

  it('are told to the next try when they cannot mend it', async () => {
    const site = openSite({
      checks: [types],
      commands,
      turns: [...writesTest, write('src/cart', 'sum floor flooor'), change, ...writesChange],
    });
    await site.execute();
    expect(promptOf(site.model.asked[4])).toContain('spell succeeded before the change');
    expect(site.head()).toMatchObject({ 'src/cart': 'sum floor' });
  });

  it('are left alone where they failed before the change', async () => {
    const site = openSite({
      checks: [format],
      commands,
      files: { 'src/cart': 'sum', 'src/old': 'untrimmed ' },
      turns: [...writesTest, ...writesChange],
    });
    await site.execute();
    expect(site.head()).toMatchObject({ 'src/old': 'untrimmed ' });
  });
});
