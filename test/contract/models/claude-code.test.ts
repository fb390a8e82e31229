import { rm } from 'node:fs/promises';
import { type ModelRequest, type ProgramStart, runAgent } from '@patchwright/agent';
import { startProgram } from '@patchwright/workspace';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { assignment, type House, KEY, openHouse, opening } from './house.ts';

let house: House;
let started: ProgramStart[] = [];

beforeAll(async () => {
  house = await openHouse('claude-code');
}, 300_000);
afterEach(() => {
  started = [];
  vi.unstubAllEnvs();
});
afterAll(async () => {
  await house?.[Symbol.asyncDispose]();
});

/** The port, with a look at how the program is started. */
function open() {
  return house.open({
    startProgram(start) {
      started.push(start);
      return startProgram(start);
    },
  });
}

function asked(ticket: string, ...more: ModelRequest['messages']): ModelRequest {
  const text = `Task: t-1\nTicket: ${ticket}`;
  return { ...opening, messages: [{ role: 'user', content: [{ type: 'text', text }] }, ...more] };
}

/** The conversation after its first answer, the way a run comes back with what its tools said. */
async function afterFirst(model: ReturnType<typeof open>): Promise<ModelRequest> {
  const { content } = await model.complete(asked('SHOP-45'));
  const results = content.flatMap((block) =>
    block.type === 'tool_use'
      ? [{ type: 'tool_result' as const, toolUseId: block.id, content: 'const a', isError: false }]
      : [],
  );
  return asked('SHOP-45', { role: 'assistant', content }, { role: 'user', content: results });
}

describe('Claude Code', () => {
  test('has our tools and none of its own', async () => {
    await using model = open();
    const fault = await runAgent(model, assignment('SHOP-44')).catch((thrown: Error) => thrown);

    expect(String(fault)).toContain('expected the tool Bash to be offered');
    expect(String(fault)).toMatch(
      /came the tools mcp__patchwright__read_file, mcp__patchwright__submit_plan\./,
    );
  });

  test('is started in a home of ours, with nothing of our environment, and no secret among its arguments', async () => {
    vi.stubEnv('CANARY', 'canary-of-the-environment');
    await using model = open();
    await model.complete(opening);
    const [start] = started;

    expect(start?.env).toMatchObject({ HOME: house.home, ANTHROPIC_API_KEY: KEY });
    expect(JSON.stringify(start?.env)).not.toContain('canary');
    expect(start?.args.join(' ')).not.toContain(KEY);
    expect(start?.args.join(' ')).not.toContain('Bearer');
    expect(start?.args).toEqual(
      expect.arrayContaining([
        '--tools=',
        '--strict-mcp-config',
        '--permission-mode=dontAsk',
        '--max-turns=200',
        '--max-budget-usd=20',
      ]),
    );
  });

  test('goes on in the same process as long as its run comes back to it', async () => {
    await using model = open();
    await model.complete(await afterFirst(model));

    expect(started).toHaveLength(1);
  });

  test('takes its conversation up again after its process was lost', async () => {
    const before = open();
    const request = await afterFirst(before);
    await before[Symbol.asyncDispose]();
    await using model = open();
    const answer = await model.complete(request);

    // It writes its conversation down now and then; what it had not yet, it is told anew.
    const summary = expect.stringMatching(/^(Taken up again|Told anew)$/);
    expect(answer.content).toMatchObject([{ name: 'submit_plan', input: { summary } }]);
    expect(started[1]?.args.some((word) => word.startsWith('--resume='))).toBe(true);
    expect(started.at(-1)?.stdin).toContain('const a');
  });

  test('is told everything anew where nothing of the conversation was kept', async () => {
    const before = open();
    const request = await afterFirst(before);
    await before[Symbol.asyncDispose]();
    await rm(house.home, { recursive: true, force: true });
    await using model = open();
    const answer = await model.complete(request);

    expect(answer.content).toMatchObject([
      { name: 'submit_plan', input: { summary: 'Told anew' } },
    ]);
    expect(started[1]?.args.some((word) => word.startsWith('--resume='))).toBe(false);
  });
});
