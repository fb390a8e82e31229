import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  type Happening,
  loadScenario,
  type Played,
  PROJECT,
  playScenario,
  startMesh,
} from '@patchwright/local';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OutsideState, readOutside } from './outside-state.ts';

const run = promisify(execFile);
const MISSING = 'LICENSE is missing in acme/digits';

const acts: string[] = [];
let folder: string;
let outside: OutsideState;
let withoutPython: Played;
let fromTheDocs: Played;
let staysRed: Played;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchwright-flow-'));
  const scenarios = join(PROJECT, 'packages/local/scenarios');
  const stories = [
    await loadScenario(join(scenarios, 'an-error-at-night', 'javascript')),
    await loadScenario(await storyOfTheDocs('story')),
    await loadScenario(await storyThatStaysRed()),
  ];
  await using mesh = await startMesh({ stateDir: join(folder, 'state'), stories });
  const onHappening = (happening: Happening) => {
    if (happening.kind === 'act') acts.push(happening.text);
  };
  const played = await Promise.all(
    stories.map((story) => playScenario(mesh, story, { onHappening })),
  );
  [withoutPython, fromTheDocs, staysRed] = played as [Played, Played, Played];
  outside = await readOutside(mesh);
}, 240_000);

afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

/** The same under another key, and with a check that nobody but a person can mend; who tells people is killed meanwhile. */
async function storyThatStaysRed(): Promise<string> {
  // Its function goes by another name, or whoever looks for the one finds the other.
  const story = await storyOfTheDocs('red', 'span');
  for (const name of ['scenario.yaml', 'model.yaml']) {
    const text = (await readFile(join(story, name), 'utf8'))
      .replaceAll('num-7', 'num-8')
      .replaceAll('NUM-7', 'NUM-8')
      .replaceAll('acme/numbers', 'acme/digits')
      .replace('name: off-by-one', 'name: stays-red')
      .replace(
        'run: npm test }',
        `run: npm test }\n  - { workflow: house-rules, job: licence, run: "test -f LICENSE || { echo '${MISSING}'; exit 1; }" }`,
      )
      .replace(/^expect: .*$/m, 'expect: { status: escalated, pullRequests: 1, ciRounds: 1 }')
      .replace(
        /^model: /m,
        'kill: [{ service: notifier, when: { event: task_escalated } }]\nmodel: ',
      );
    await writeFile(join(story, name), text);
  }
  return story;
}

/** The example of the how-to, beside a git repository as it describes it. */
async function storyOfTheDocs(folderName: string, word = 'sum'): Promise<string> {
  const named = (words: string) => words.replaceAll(/\bsum\b/g, word);
  const text = await readFile(join(PROJECT, 'docs/how-to/write-a-scenario.md'), 'utf8');
  const story = join(folder, folderName);
  const repo = join(story, 'repo');
  await mkdir(repo, { recursive: true });
  for (const name of ['scenario.yaml', 'model.yaml']) {
    const block = text.split('```yaml\n').find((part) => part.startsWith(`# ${name}\n`));
    await writeFile(join(story, name), named(block?.split('```')[0] ?? ''));
  }
  const sum =
    'export function sum(from, to) {\n  let total = 0;\n  for (let i = from; i < to; i += 1) total += i;\n  return total;\n}\n';
  const first = `import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { sum } from './sum.js';\n\ntest('nothing sums to zero', () => {\n  assert.equal(sum(1, 0), 0);\n});\n`;
  const manifest = { name: 'numbers', type: 'module', scripts: { test: 'node --test' } };
  await writeFile(join(repo, `${word}.js`), named(sum));
  await writeFile(join(repo, `${word}.test.js`), named(first));
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

test('a pull request that stays red is told once in Slack, on the pull request and on the ticket, though the teller was killed', () => {
  expect(staysRed.problems).toEqual([]);
  expect(staysRed.result).toMatchObject({ task: 'num-8', status: 'escalated' });
  expect(acts).toContainEqual(expect.stringMatching(/^SIGKILL to notifier .* at work on num-8$/));
  const { slack, github, jira } = outside;
  const repository = github.repositories.find(({ fullName }) => fullName === 'acme/digits');
  const [comment, ...others] = (repository?.comments ?? []).filter(({ body }) =>
    body.includes('CI needs a person'),
  );
  expect(others).toEqual([]);
  for (const words of ['house-rules / licence', MISSING, 'What was tried', 'What to do next']) {
    expect(comment?.body).toContain(words);
  }
  const sticky = repository?.comments.filter(({ body }) => body.includes('patchwright:sticky='));
  expect(sticky?.map(({ body }) => body)).toEqual([
    expect.stringMatching(/\n```text\n[^`]+ missing in acme\/digits\n[^`]+\n```\n\n\*\*What was/),
  ]);
  const alerts = slack.messages.filter(({ text }) => text.startsWith(':sos:'));
  expect(alerts.map(({ text }) => text)).toEqual([
    expect.stringMatching(
      /needs a person: .*house-rules \/ licence.* \(the diagnosis is on <http\S+\|pull request 1>\)$/,
    ),
  ]);
  const ticket = jira.issues.find(({ key }) => key === 'NUM-8');
  const told = ticket?.comments.filter(({ body }) =>
    JSON.stringify(body).includes('A person is needed'),
  );
  expect(told).toHaveLength(1);
});
