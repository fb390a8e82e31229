import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadOtherwise, loadScenario } from '../src/scenario/load-scenario.ts';
import { ScenarioFault } from '../src/scenario/scenario-fault.ts';
import { STORY, storyFolder } from './a-story.ts';

async function faultsOf(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  await using folder = await storyFolder(files);
  const fault = await loadScenario(folder.path).catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(ScenarioFault);
  return (fault as ScenarioFault).message.split('\n').map((line) => line.replace(folder.path, '…'));
}

test('a story is read with its defaults, its paths, and what its script is about', async () => {
  await using folder = await storyFolder();
  const story = await loadScenario(folder.path);
  expect(story).toMatchObject({
    name: 'small',
    repository: { base: 'main' },
    trigger: { jira: { type: 'Bug', labels: ['AI'] } },
    expect: { status: 'completed' },
    kill: [],
    about: ['tiny-1'],
    repositoryPath: join(folder.path, 'repo'),
    modelPath: join(folder.path, 'model.yaml'),
  });
});

test.each<readonly [what: string, from: string, to: string, said: RegExp]>([
  ['an unknown key', 'title: A small', 'titel: x\ntitle: A small', /^…\/scenario.yaml:2: .*titel/],
  ['a name that is not there', 'by: bob', 'by: eve', /^…\/scenario.yaml:14: approval.by: "eve"/],
  [
    'a channel without a name',
    'via: github',
    'via: slack',
    /:14: approval.via: bob has no name on/,
  ],
  ['a key that is no key', 'key: TINY-1', 'key: tiny', /:10: trigger.jira.key: .*SHOP-42/],
  ['a role that is none', 'role: operator', 'role: boss', /:12: people.ann.role: /],
  ['an author without address', 'Ann <ann@acme.example>', 'Ann', /:7: repository.history.0.author/],
  ['a date that is none', '2026-01-02 }', 'yesterday }', /:8: repository.history.1.date/],
  [
    'a path that is not there',
    './repo',
    './nowhere',
    /:5: repository.path: .*nowhere is not there/,
  ],
  ['a script that is not there', './model.yaml', './none.yaml', /:15: model: .*none.yaml is not/],
])('%s is told with file and line', async (_what, from, to, said) => {
  expect(STORY).toContain(from);
  const [first] = await faultsOf({ 'scenario.yaml': STORY.replace(from, to) });
  expect(first).toMatch(said);
});

test('every mistake is told, not only the first', async () => {
  const text = STORY.replace('role: operator', 'role: boss').replace('name: small', 'name: Small!');
  expect(await faultsOf({ 'scenario.yaml': text })).toHaveLength(2);
});

test('text that is no YAML is told with its line', async () => {
  const [first] = await faultsOf({ 'scenario.yaml': 'name: small\n  title: [x\n' });
  expect(first).toMatch(/^…\/scenario.yaml:\d: /);
});

test('a mistake in the script is told with the line of the script', async () => {
  const script = 'conversations:\n  - role: planner\n    turns: [{ text: hm }]\n';
  const [first] = await faultsOf({ 'model.yaml': script });
  expect(first).toMatch(/^…\/model.yaml:2: conversations.0.about/);
});

test('a folder without a story says so', async () => {
  const fault = loadScenario('/nowhere/at/all');
  await expect(fault).rejects.toThrow('/nowhere/at/all/scenario.yaml:1: there is no such file');
});

test('the stories that are shipped can be read, and what they are otherwise', async () => {
  const shipped = join(import.meta.dirname, '..', 'scenarios');
  for (const name of await readdir(shipped)) {
    const story = await loadScenario(join(shipped, name));
    expect(story.name).toBe(name);
    const other = await loadOtherwise(story);
    if (story.requires.length > 0) expect(other).toMatchObject({ name, requires: [] });
  }
});
