import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixable } from './broken.ts';
import { ownTool } from './own-tool.ts';
import { BOT, openSitter, type Sitter } from './sitter.ts';
import { prepareTools } from './tools.ts';

let sitter: Sitter;

beforeAll(async () => {
  sitter = await openSitter(await prepareTools());
});
afterAll(() => sitter[Symbol.asyncDispose]());

describe('a check that is red is made green by the tool that it runs', () => {
  test.each(fixable)('$name', { timeout: 120_000 }, async (row) => {
    const { task, facts, stored, file } = await sitter.sit(row);

    expect(facts.map(({ type }) => type)).toEqual([
      'ci_failed',
      'commit_recorded',
      'ci_fix_pushed',
      'ci_passed',
      'pull_request_readied',
      'task_completed',
    ]);
    const [failed, , pushed] = facts;
    const { fix, folder } = row;
    expect(failed).toMatchObject({ data: { failures: [folder ? { fix, folder } : { fix }] } });
    const command = folder ? `cd ${folder} && ${fix}` : fix;
    expect(pushed).toMatchObject({ data: { commands: [command], files: [row.mended[0]] } });
    const [path, text] = row.mended;
    expect(await file(path)).toEqual(typeof text === 'string' ? text : expect.stringMatching(text));
    // The App pushed it, so the workflow ran again: red at the first commit, green at ours.
    const runs = stored().workflowRuns.filter(({ headSha }) => headSha !== task.base?.sha);
    expect(runs.map(({ conclusion, actor }) => [conclusion, actor])).toEqual([
      ['failure', BOT],
      ['success', BOT],
    ]);
    expect(runs[1]?.headSha).toBe(task.head);
    expect(stored().pullRequests).toMatchObject([{ draft: false }]);
  });
});

test('a fix runs with the version of the tool that its package has, once that is installed', {
  timeout: 120_000,
}, async () => {
  // Nothing listens there, and nothing is asked of it: both versions lie in the repository.
  await using installing = await openSitter(await prepareTools(), ['127.0.0.1:9']);
  const { task, facts, file } = await installing.sit(ownTool);

  expect(task.status).toBe('completed');
  expect(facts[2]).toMatchObject({
    data: {
      commands: ['cd packages/web && npx prettier --write .'],
      files: ['packages/web/total.js'],
    },
  });
  expect(await file('packages/web/total.js')).toBe(ownTool.files['packages/web/total.js']);
});
