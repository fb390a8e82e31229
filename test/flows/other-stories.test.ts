import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadScenario, type Played, PROJECT, playScenario, startMesh } from '@patchwright/local';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
let folder: string;
let withoutPython: Played;
let fromTheDocs: Played;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchwright-flow-'));
  const scenarios = join(PROJECT, 'packages/local/scenarios');
  const stories = [
    await loadScenario(join(scenarios, 'an-error-at-night', 'javascript')),
    await loadScenario(await storyOfTheDocs()),
  ];
  await using mesh = await startMesh({ stateDir: join(folder, 'state'), stories });
  const played = await Promise.all(stories.map((story) => playScenario(mesh, story)));
  [withoutPython, fromTheDocs] = played as [Played, Played];
}, 170_000);

afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

/** The example of the how-to, beside a git repository as it describes it. */
async function storyOfTheDocs(): Promise<string> {
  const text = await readFile(join(PROJECT, 'docs/how-to/write-a-scenario.md'), 'utf8');
  const story = join(folder, 'story');
  const repo = join(story, 'repo');
  await mkdir(repo, { recursive: true });
  for (const name of ['scenario.yaml', 'model.yaml']) {
    const block = text.split('```yaml\n').find((part) => part.startsWith(`# ${name}\n`));
    await writeFile(join(story, name), block?.split('```')[0] ?? '');
  }
  const sum =
    'export function sum(from, to) {\n  let total = 0;\n  for (let i = from; i < to; i += 1) total += i;\n  return total;\n}\n';
  const first = `import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { sum } from './sum.js';\n\ntest('nothing sums to zero', () => {\n  assert.equal(sum(1, 0), 0);\n});\n`;
  const manifest = { name: 'numbers', type: 'module', scripts: { test: 'node --test' } };
  await writeFile(join(repo, 'sum.js'), sum);
  await writeFile(join(repo, 'sum.test.js'), first);
  await writeFile(join(repo, 'package.json'), JSON.stringify(manifest));
  const env = { PATH: process.env.PATH ?? '', HOME: folder, GIT_CONFIG_NOSYSTEM: '1' };
  const git = (...args: readonly string[]) =>
    run('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@acme.example', ...args], {
      cwd: repo,
      env,
    });
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '.');
  await git('commit', '--quiet', '-m', 'feat: sums');
  return story;
}

// Machines without Python are rare where this is developed; the story that they are shown must work all the same.
test('the error at night is played on a JavaScript repository where there is no Python', () => {
  expect(withoutPython.problems).toEqual([]);
  expect(withoutPython.result).toMatchObject({ status: 'completed', ciRounds: 1 });
});

test('the example of the how-to plays a git repository of anybody’s', () => {
  expect(fromTheDocs.problems).toEqual([]);
  expect(fromTheDocs.result).toMatchObject({ task: 'num-7', red: true, green: true });
  expect(fromTheDocs.files.map(({ filename }) => filename).sort()).toEqual([
    'PLAN.md',
    'last.test.js',
    'sum.js',
  ]);
});
