import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { comments, endings } from './endings.ts';
import { openSitter, type Sitter } from './sitter.ts';
import { prepareTools } from './tools.ts';

let sitter: Sitter;

beforeAll(async () => {
  sitter = await openSitter(await prepareTools());
});
afterAll(() => sitter[Symbol.asyncDispose]());

describe('however checks end, the task goes on, waits, or a person is told', () => {
  test.each(endings)('$name', { timeout: 60_000 }, async (row) => {
    const sat = await sitter.sit(row);

    expect(sat.facts.map(({ type }) => type)).toEqual(row.comesTo);
    expect(comments(sat)).toHaveLength(row.told === undefined ? 0 : 1);
    for (const words of row.told ?? []) expect(comments(sat)[0]).toMatch(words);
    const [run] = sat.stored().workflowRuns.filter(({ headSha }) => headSha === sat.task.head);
    expect(run?.attempt).toBe(row.attempts ?? 1);
  });
});
