import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSitter, type Sitter } from './sitter.ts';
import { stubborn } from './stubborn.ts';
import { prepareTools } from './tools.ts';

let sitter: Sitter;

beforeAll(async () => {
  sitter = await openSitter(await prepareTools());
});
afterAll(() => sitter[Symbol.asyncDispose]());

describe('what no tool mends is handed to a person, with a diagnosis', () => {
  test.each(stubborn)('$name', { timeout: 120_000 }, async (row) => {
    const { task, facts, stored } = await sitter.sit(row);

    expect(facts).toMatchObject([
      { type: 'ci_failed', data: { failures: [{ category: row.category }] } },
      { type: 'task_escalated' },
    ]);
    const [comment, ...others] = stored().comments;
    expect(others).toEqual([]);
    const words = ['CI needs a person', 'Likely cause: ', 'What was tried', 'What to do next'];
    for (const word of [...words, ...row.told]) expect(comment?.body).toMatch(word);
    expect(comment?.body).toContain(task.diagnosis);
    // Nothing was pushed, and nothing run again but what may be.
    const [run, ...more] = stored().workflowRuns;
    expect(more).toEqual([]);
    expect(run).toMatchObject({ headSha: task.head, attempt: 1 + (row.reruns ?? 0) });
  });
});
