import { NeedsHuman } from '@patchwright/faults';
import { describe, expect, test as it } from 'vitest';
import { change, names, openSite, write, writesChange, writesTest } from './site.ts';

const opening = ['execution_started', 'baseline_recorded'];
const turnedGreen = ['test_proved_green', 'commit_recorded', 'step_completed'];
const ending = ['verification_passed', 'changes_pushed', 'execution_completed'];

describe('what was pushed', () => {
  it('by somebody else before the execution began is recorded, and nothing else is done', async () => {
    const site = openSite({ turns: [] });
    const sha = site.pushForeign({ 'src/cart': 'theirs' });
    expect(await site.execute()).toEqual([
      { type: 'foreign_push_recorded', data: { branch: site.branch, sha, by: 'unknown' } },
    ]);
    expect(site.task().status).toBe('awaiting_approval');
    expect(site.ran).toEqual([]);
  });

  it('by somebody else before the execution is resumed makes the approval void', async () => {
    const site = openSite({ turns: [] });
    await site.execute(1);
    site.pushForeign({ 'src/cart': 'theirs' });
    expect(names(await site.execute())).toEqual(['foreign_push_recorded']);
    expect(site.task().status).toBe('awaiting_approval');
    expect(site.task().approval).toBeUndefined();
  });

  it('by somebody else while the work was done stays as it is: nothing of ours is pushed', async () => {
    const site = openSite({ turns: [...writesTest, ...writesChange] });
    let foreign = '';
    const facts = await site.execute(undefined, ({ type }) => {
      if (type === 'verification_passed') foreign = site.pushForeign({ 'src/cart': 'theirs' });
    });
    expect(names(facts).slice(-2)).toEqual(['verification_passed', 'foreign_push_recorded']);
    expect(site.pushed).toEqual([]);
    expect(site.head()).toEqual({ 'src/cart': 'theirs' });
    expect(site.task()).toMatchObject({
      status: 'awaiting_approval',
      foreignPush: { sha: foreign },
    });
  });

  it('by an earlier execution is built upon: its steps are not taken again, and its tests stay frozen', async () => {
    const useless = [write('src/cart', 'sum roof'), change];
    const site = openSite({
      turns: [
        ...writesTest,
        ...useless,
        ...useless,
        ...useless,
        write('test/cart.test', 'weakened'),
        ...writesChange,
      ],
    });
    await site.execute();
    site.take({ type: 'task_retried', data: { by: 'ines', via: 'cli', to: 'approved' } }, true);
    const facts = await site.execute();

    expect(names(facts)).toEqual([...opening, ...turnedGreen, ...ending]);
    expect(site.head()['test/cart.test']).toBe('a total has a floor needs floor');
    expect(facts.at(-1)?.data).toMatchObject({
      result: { testsWritten: 1, filesModified: ['src/cart', 'test/cart.test'] },
    });
    expect(facts.at(-1)?.data).toHaveProperty('result.commits.length', 2);
  });

  it('by an execution whose budget is used up is what it had finished, and then a person is asked', async () => {
    const site = openSite({ turns: writesTest });
    const spent = new NeedsHuman('the budget of month 2026-03 is used up');
    const { complete } = site.model;
    let left = writesTest.length;
    Object.assign(site.model, {
      async complete(request: Parameters<typeof complete>[0]) {
        left -= 1;
        if (left < 0) throw spent;
        return complete(request);
      },
    });
    const facts: string[] = [];

    await expect(site.execute(undefined, ({ type }) => facts.push(type))).rejects.toBe(spent);
    expect(facts.slice(-2)).toEqual(['commit_recorded', 'changes_pushed']);
    expect(site.pushed).toHaveLength(1);
    expect(site.head()['test/cart.test']).toBe('a total has a floor needs floor');
  });

  it('by an execution that ended before it could say so is known by its commit', async () => {
    const site = openSite({
      turns: [...writesTest, ...writesChange],
    });
    const { workspace } = site.world;
    const push = workspace.push.bind(workspace);
    Object.assign(workspace, {
      async push(input: Parameters<typeof push>[0]) {
        await push(input);
        throw new Error('the process ends here');
      },
    });
    await expect(site.execute()).rejects.toThrow('ends here');
    Object.assign(workspace, { push });
    const facts = await site.execute();

    expect(names(facts)).toEqual([...opening, 'verification_passed', 'execution_completed']);
    expect(site.pushed).toHaveLength(1);
    expect(site.model.asked).toHaveLength(5);
  });
});

describe('verification in a fresh checkout', () => {
  it('fails the task, and nothing is claimed', async () => {
    const site = openSite({
      turns: [...writesTest, ...writesChange],
      commands: {
        'npm test': (_files, fresh) => ({
          exitCode: fresh ? 1 : 0,
          excerpt: fresh ? 'a file that nobody committed is missing' : '',
        }),
      },
    });
    const facts = await site.execute();
    expect(names(facts).slice(-2)).toEqual(['changes_pushed', 'task_failed']);
    expect(facts.at(-1)?.data).toMatchObject({
      reason: expect.stringContaining('in a fresh checkout'),
    });
  });

  it('is judged by what was there before any change, in a later execution too', async () => {
    let breaks = true;
    const site = openSite({
      turns: [...writesTest, ...writesChange],
      commands: {
        'npm test': (files, fresh) =>
          files['src/cart'] === 'sum floor' && breaks && fresh
            ? {
                exitCode: 1,
                counts: { total: 1, passed: 0, failed: 1, skipped: 0, failing: ['x'] },
              }
            : { exitCode: 0 },
      },
    });
    await site.execute();
    site.take({ type: 'task_retried', data: { by: 'ines', via: 'cli', to: 'approved' } }, true);
    expect(names(await site.execute()).at(-1)).toBe('task_failed');
    breaks = false;
    site.take({ type: 'task_retried', data: { by: 'ines', via: 'cli', to: 'approved' } }, true);
    expect(names(await site.execute())).toEqual([
      ...opening,
      'verification_passed',
      'execution_completed',
    ]);
  });
});
