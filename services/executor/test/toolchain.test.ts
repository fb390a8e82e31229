import { promptOf } from '@patchwright/agent/scripted';
import { describe, expect, test as it } from 'vitest';
import { green, names, openSite, planOf, red, step, writesChange, writesTest } from './site.ts';

const plays = [...writesTest, ...writesChange];

describe('before the tests are run for the first time', () => {
  it('the dependencies that the repository names are installed, once', async () => {
    const install = [{ manager: 'npm', command: 'npm ci' }];
    const site = openSite({ turns: plays, toolchain: { install } });
    await site.execute();
    expect(site.ran.slice(0, 2)).toEqual(['install', 'npm test']);
    expect(site.ran.filter((command) => command === 'install')).toHaveLength(1);
  });

  it('nothing is installed where the repository names nothing', async () => {
    const site = openSite({ turns: plays });
    await site.execute();
    expect(site.ran).not.toContain('install');
  });
});

describe('in a repository of several packages', () => {
  const { command: _own, ...without } = red;
  const shop = { ...without, file: 'packages/shop/cart.test' };
  const toolchain = { runner: 'vitest', packages: ['packages/shop', 'packages/tax'] };

  it('a test step without a command is run by its package, and then the whole suite is', async () => {
    const command = 'npm test --workspace ./packages/shop';
    const site = openSite({
      plan: planOf(step(shop), green),
      turns: [
        [
          {
            name: 'write_file',
            input: { path: shop.file, content: 'a total has a floor needs floor' },
          },
        ],
        ...plays.slice(1),
      ],
      toolchain,
      commands: {
        [command]: (files) =>
          files['src/cart']?.includes('floor')
            ? { exitCode: 0 }
            : { exitCode: 1, excerpt: '✖ a total has a floor' },
      },
    });
    const facts = await site.execute();
    expect(names(facts)).toContain('execution_completed');
    expect(site.ran).toEqual(['npm test', command, command, 'npm test', 'npm test afresh']);
  });

  it('a step keeps the command that the plan gave it', async () => {
    const site = openSite({ turns: plays, toolchain });
    await site.execute();
    expect(site.ran).toContain('one test/cart.test');
  });
});

describe('a repository without tests', () => {
  const toolchain = { languages: ['javascript'], runner: null, testCommand: null };
  const none = { 'src/cart': 'sum' };

  it('gets its first one, of which the model is told how its language writes it', async () => {
    const site = openSite({ turns: plays, files: none, toolchain });
    const facts = await site.execute();
    expect(promptOf(site.model.asked[0])).toContain('node:test, which reads files like');
    expect(names(facts)).toContain('execution_completed');
  });

  it('has no failure of before by which a suite that fails now could be excused', async () => {
    const site = openSite({
      turns: [...writesTest, ...writesChange, ...writesChange, ...writesChange],
      files: none,
      toolchain,
      commands: { 'npm test': () => ({ exitCode: 1, excerpt: 'something is wrong' }) },
    });
    const facts = await site.execute();
    expect(facts.at(-1)).toMatchObject({ type: 'task_failed' });
  });
});
