import { commandWords } from '@patchwright/task';
import { expect, test } from 'vitest';
import { buildProgram } from '../src/program.ts';
import { fakeIo, ran } from './fake-io.ts';

const WRONG: readonly (readonly [string, string])[] = [
  ['lst', "unknown command 'lst'"],
  ['list sleeping', 'There are: unknown, requested'],
  ['list --limit none', 'whole number'],
  ['list one two', 'too many arguments'],
  ['status', "missing required argument 'task'"],
  ['status SHOP/42', 'a-z, 0-9'],
  ['status shop-42 --nonsense', "unknown option '--nonsense'"],
  ['plan', "missing required argument 'task'"],
  ['run', 'Say what is to be done'],
  ['run one --description two', 'given twice'],
  ['run one --repo shop', 'owner/name'],
  ['run one --priority soon', 'critical, high, normal, low'],
  ['run one --wait --timeout soon', '90s, 30m or 2h'],
  ['run --ticket 42', 'SHOP-42'],
  ['run one --key a/b', 'letters, digits'],
  ['approve', "missing required argument 'task'"],
  ['reject', "missing required argument 'task'"],
  ['revise shop-42', "missing required argument 'feedback'"],
  ['cancel', "missing required argument 'task'"],
  ['pause', "missing required argument 'task'"],
  ['resume', "missing required argument 'task'"],
  ['retry', "missing required argument 'task'"],
  ['retry shop-42 lunch', 'discovery, planning, execution, checks'],
  ['priority shop-42', "missing required argument 'level'"],
  ['priority shop-42 soon', 'critical, high, normal, low'],
  ['diff', "missing required argument 'task'"],
  ['logs', "missing required argument 'task'"],
  ['ci', "missing required argument 'task'"],
  ['cost one two', 'too many arguments'],
  ['explain', "missing required argument 'task'"],
  ['review', "missing required argument 'task'"],
  ['ask', "missing required argument 'question'"],
  ['monitor-sentry now', 'too many arguments'],
  ['tokens create ci', "required option '--role <role>'"],
  ['tokens create a/b --role viewer', 'letters, digits'],
  ['run --sentry a/b', 'number of an issue'],
  ['events', "missing required argument 'task'"],
  ['events shop-42 --type plan_liked', 'There are: task_requested'],
  ['replay', "missing required argument 'task'"],
  ['rebuild now', 'too many arguments'],
  ['dlq redrive', 'Say which letter'],
  ['dlq redrive 1 --all', 'a letter and --all'],
  ['dlq show', "missing required argument 'id'"],
  ['dlq drop', "missing required argument 'id'"],
  ['doctor now', 'too many arguments'],
  ['completion', "missing required argument 'shell'"],
  ['completion csh', 'bash, zsh, fish'],
  ['demo now', 'too many arguments'],
  ['dev --port no', 'not a port'],
  ['--url ftp://mesh list', 'http:// or https://'],
];

test.each(WRONG)('patchwright %s ends with 2 and says why', async (line, why) => {
  const { stdout, stderr, exit } = await ran(line.split(' '));
  expect(exit).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain(why);
  expect(stderr).toMatch(/^next: {2}/m);
});

test('a word that is nearly a command is told the command', async () => {
  const { stderr } = await ran(['aprove', 'shop-42']);
  expect(stderr).toContain('Did you mean approve?');
});

test('a wrong command line is told where its own help is', async () => {
  const { stderr } = await ran(['status']);
  expect(stderr).toContain('next:  patchwright help status');
});

test('in a clone the next command is one that can be typed there', async () => {
  const { stderr } = await ran(['status'], { self: 'npx patchwright' });
  expect(stderr).toContain('next:  npx patchwright help status');
});

test('help is data, and ends with 0', async () => {
  const { stdout, exit } = await ran(['--help']);
  expect(exit).toBe(0);
  expect(stdout).toContain('Exit codes: 0 done');
});

test('the version is data, and ends with 0', async () => {
  const { stdout, exit } = await ran(['--version']);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(exit).toBe(0);
});

test.each(commandWords)(
  '$name is a command, with the aliases and the meaning it has on every channel',
  (word) => {
    const program = buildProgram(fakeIo());
    if (word.name === 'help') return expect(program.helpInformation()).toContain('help [command]');
    const command = program.commands.find((one) => one.name() === word.name);
    const typed = word.aliases.filter((alias) => /^[a-z]/.test(alias));
    expect(command?.aliases()).toEqual(typed);
    expect(command?.description()).toBe(word.means);
  },
);

test('no word means two commands', () => {
  const names = buildProgram(fakeIo()).commands.flatMap((one) => [one.name(), ...one.aliases()]);
  expect(names).toEqual([...new Set(names)]);
});

test('every command says in its help what it does', () => {
  const leaves = buildProgram(fakeIo())
    .commands.flatMap((one) => (one.commands.length > 0 ? one.commands : [one]))
    .filter((one) => one.name() !== 'help');
  expect(leaves.filter((one) => one.description() === '').map((one) => one.name())).toEqual([]);
});
