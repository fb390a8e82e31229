import { describe, expect, it } from 'vitest';
import { parseModelScript, ScriptFault } from '../src/model/index.ts';

function problemsOf(text: string) {
  try {
    parseModelScript(text, 'model.yaml');
  } catch (error) {
    if (error instanceof ScriptFault) return error.problems;
    throw error;
  }
  return [];
}

describe('a script of the scripted model', () => {
  it('is read with its defaults', () => {
    const script = parseModelScript(
      'conversations:\n  - role: planner\n    about: SHOP-42\n    step: 2\n    turns:\n      - text: done\n',
      'model.yaml',
    );
    expect(script.conversations[0]).toEqual({
      role: 'planner',
      about: 'SHOP-42',
      step: '2',
      again: false,
      turns: [{ text: 'done', calls: [], expect: [] }],
    });
  });

  it('names the line of a word that is not in the format', () => {
    const problems = problemsOf(
      'conversations:\n  - role: planner\n    about: SHOP-42\n    turns:\n      - text: hello\n        call: []\n',
    );
    expect(problems).toEqual([
      expect.objectContaining({
        file: 'model.yaml',
        line: 5,
        message: expect.stringContaining('call'),
      }),
    ]);
  });

  it('names the line of a value of the wrong kind', () => {
    const problems = problemsOf(
      'conversations:\n  - role: planner\n    about: SHOP-42\n    turns:\n      - calls:\n          - tool: read_file\n            input: src/cart.ts\n',
    );
    expect(problems[0]).toMatchObject({ line: 7, column: 20 });
  });

  it('names the line where the text stops being YAML', () => {
    const problems = problemsOf('conversations:\n  - role: "planner\n    about: x\n');
    expect(problems[0]?.line).toBeGreaterThanOrEqual(2);
  });

  it('refuses a turn that says and calls nothing', () => {
    const problems = problemsOf(
      'conversations:\n  - role: planner\n    about: SHOP-42\n    turns:\n      - usage: { input: 1, output: 1 }\n',
    );
    expect(problems[0]).toMatchObject({ line: 5, message: expect.stringContaining('needs text') });
  });

  it('refuses an empty file', () => {
    expect(problemsOf('')[0]).toMatchObject({ line: 1 });
  });
});
