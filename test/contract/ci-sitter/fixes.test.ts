import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixable } from './broken.ts';
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
