import { NeedsHuman, type Port, Retryable } from '@patchwright/faults';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import {
  type Assignment,
  type anthropicModel,
  type Model,
  type ModelAnswer,
  type ModelRequest,
  type RunAgent,
  runAgent,
} from '../src/index.ts';

type Said = Partial<Omit<ModelAnswer, 'usage'>> & {
  readonly usage?: Partial<ModelAnswer['usage']>;
};

/** A model that says these turns, and then the last one for ever. */
function scripted(...turns: readonly Said[]) {
  const requests: ModelRequest[] = [];
  return {
    requests,
    async complete(request: ModelRequest): Promise<ModelAnswer> {
      // As the recorder does: what a call was made with does not change afterwards.
      requests.push(structuredClone(request));
      const said = turns[requests.length - 1] ?? turns.at(-1) ?? {};
      const calls = said.content?.some((block) => block.type === 'tool_use') ?? false;
      return {
        content: [],
        stopReason: calls ? 'tool_use' : 'end_turn',
        model: 'scripted',
        ...said,
        usage: { inputTokens: 100, outputTokens: 10, costUsd: 0.01, ...said.usage },
      };
    },
  };
}

function call(name: string, input: unknown, id = `${name}-1`): Said {
  return { content: [{ type: 'tool_use', id, name, input }] };
}

const submitted = call('submit', { answer: 42 });
let read: string[] = [];

function assignment(more: Partial<Assignment<{ answer: number }>> = {}) {
  read = [];
  return {
    role: 'planner',
    instructions: 'Find the answer.',
    prompt: 'What is it?',
    tools: [
      {
        name: 'read_file',
        description: 'Reads a file.',
        input: z.object({ path: z.string() }),
        run: async ({ path }: { path: string }) => {
          read.push(path);
          if (path === 'none') throw new Error('there is no file none');
          if (path === 'gone') throw new Retryable('the disk is away');
          if (path === 'bug') throw new TypeError('a bug');
          return `content of ${path}`;
        },
      },
    ],
    submit: {
      name: 'submit',
      description: 'Hands in the answer.',
      schema: z.object({ answer: z.number().int() }),
    },
    budget: { turns: 10, tokens: 100_000, costUsd: 10 },
    ...more,
  } satisfies Assignment<{ answer: number }>;
}

function lastMessage(model: ReturnType<typeof scripted>) {
  return model.requests.at(-1)?.messages.at(-1);
}

test('the loop and the port keep their contracts', () => {
  expectTypeOf(runAgent).toExtend<RunAgent>();
  expectTypeOf<Port<ReturnType<typeof anthropicModel>>>().toExtend<Model>();
});

describe('an agent', () => {
  test('reads with its tools and hands in its result', async () => {
    const model = scripted(call('read_file', { path: 'a.ts' }), submitted);
    const outcome = await runAgent(model, assignment());

    expect(outcome).toEqual({
      kind: 'submitted',
      result: { answer: 42 },
      turns: 2,
      spent: { tokens: 220, costUsd: 0.02 },
    });
    expect(model.requests[0]?.system).toBe("You are Patchwright's planner.\n\nFind the answer.");
    expect(model.requests[0]?.tools.map((tool) => tool.name)).toEqual(['read_file', 'submit']);
    expect(model.requests[0]?.tools[0]?.inputSchema).toMatchObject({
      type: 'object',
      required: ['path'],
    });
    expect(JSON.stringify(lastMessage(model))).toContain('content of a.ts');
  });

  test('runs the calls of one turn in their order, up to the result', async () => {
    const blocks = ['b', 'a'].flatMap((path) => call('read_file', { path }, path).content ?? []);
    const after = call('read_file', { path: 'never' }).content ?? [];
    const model = scripted({ content: [...blocks, ...(submitted.content ?? []), ...after] });
    const outcome = await runAgent(model, assignment());

    expect(outcome.kind).toBe('submitted');
    expect(read).toEqual(['b', 'a']);
  });

  test('keeps thinking as it came', async () => {
    const thinking = { type: 'thinking', thinking: 'hm', signature: 'sig' } as const;
    const hidden = { type: 'redacted_thinking', data: 'xyz' } as const;
    const tool = call('read_file', { path: 'a' }).content ?? [];
    const model = scripted({ content: [thinking, hidden, ...tool] }, submitted);
    await runAgent(model, assignment());

    expect(model.requests[1]?.messages[1]?.content.slice(0, 2)).toEqual([thinking, hidden]);
  });

  test('asks the same questions again when it is given the same answers', async () => {
    const turns = [call('read_file', { path: 'a' }), { content: [] }, submitted];
    const first = scripted(...turns);
    const second = scripted(...turns);
    await runAgent(first, assignment());
    await runAgent(second, assignment());

    expect(second.requests).toEqual(first.requests);
  });
});

describe('a call that does not work is told to the model', () => {
  test.each([
    ['an unknown tool', call('delete_everything', {}), 'There is no tool delete_everything'],
    ['an input that does not fit', call('read_file', { path: 7 }), 'The input does not fit'],
    ['a plain error', call('read_file', { path: 'none' }), 'there is no file none'],
  ])('%s', async (_what, wrong, told) => {
    const model = scripted(wrong, submitted);
    const outcome = await runAgent(model, assignment());

    expect(outcome.kind).toBe('submitted');
    expect(lastMessage(model)?.content[0]).toMatchObject({
      type: 'tool_result',
      isError: true,
      content: expect.stringContaining(told),
    });
  });

  test.each([
    ['a fault', 'gone', Retryable],
    ['a bug', 'bug', TypeError],
  ])('%s is not: it ends the loop', async (_what, path, kind) => {
    const model = scripted(call('read_file', { path }), submitted);

    await expect(runAgent(model, assignment())).rejects.toBeInstanceOf(kind);
  });

  test('neither is a fault of the model', async () => {
    const fault = new NeedsHuman('the key was refused');
    const model = { complete: () => Promise.reject(fault) };

    await expect(runAgent(model, assignment())).rejects.toBe(fault);
  });
});

describe('a result that does not fit', () => {
  test('is asked for again, with what is wrong', async () => {
    const model = scripted(call('submit', { answer: 'many' }), submitted);
    const outcome = await runAgent(model, assignment());

    expect(outcome).toMatchObject({ kind: 'submitted', turns: 2 });
    expect(JSON.stringify(lastMessage(model))).toMatch(/does not fit.*answer/);
  });

  test('is asked for again at most twice', async () => {
    const model = scripted(call('submit', { answer: 'many' }));
    const outcome = await runAgent(model, assignment());

    expect(outcome).toMatchObject({ kind: 'stopped', why: 'misfit', turns: 3 });
  });

  test('may be refused for a reason that no schema knows', async () => {
    const { submit } = assignment();
    const refuse = ({ answer }: { answer: number }) =>
      answer === 41 ? 'it is one too small' : undefined;
    const model = scripted(call('submit', { answer: 41 }), submitted);
    const outcome = await runAgent(model, assignment({ submit: { ...submit, refuse } }));

    expect(outcome).toMatchObject({ kind: 'submitted', result: { answer: 42 } });
    expect(JSON.stringify(lastMessage(model))).toContain('it is one too small');
  });
});

describe('an agent is stopped', () => {
  /** Reads another file in each turn, so that it is in no circle. */
  function busy(usage: Partial<ModelAnswer['usage']> = {}) {
    return scripted(
      ...Array.from({ length: 50 }, (_, index) => ({
        ...call('read_file', { path: `file-${index}` }),
        usage,
      })),
    );
  }

  test.each([
    ['turns', { turns: 4 }, {}, 4],
    ['tokens', { tokens: 350 }, {}, 4],
    ['cost', { costUsd: 0.03 }, {}, 3],
    ['cost', { costUsd: 1 }, { costUsd: 7 }, 1],
  ] as const)('within one call of its budget of %s', async (why, cap, usage, turns) => {
    const model = busy(usage);
    const budget = { turns: 100, tokens: 1_000_000, costUsd: 100, ...cap };
    const outcome = await runAgent(model, assignment({ budget }));

    expect(outcome).toMatchObject({ kind: 'stopped', why, turns });
    expect(model.requests).toHaveLength(turns);
  });

  test('before its first call when there is no budget at all', async () => {
    const model = busy();
    const budget = { turns: 10, tokens: 0, costUsd: 1 };

    expect(await runAgent(model, assignment({ budget }))).toMatchObject({
      why: 'tokens',
      turns: 0,
    });
    expect(model.requests).toEqual([]);
  });

  test('when it makes the same call with the same result three times in a row', async () => {
    const outcome = await runAgent(scripted(call('read_file', { path: 'a' })), assignment());

    expect(outcome).toMatchObject({ kind: 'stopped', why: 'circle', turns: 3 });
  });

  test('when it makes the same calls together three times in a row', async () => {
    const content = ['a', 'b'].flatMap((path) => call('read_file', { path }, path).content ?? []);
    const outcome = await runAgent(scripted({ content }), assignment());

    expect(outcome).toMatchObject({ kind: 'stopped', why: 'circle', turns: 3 });
  });

  test('not when the results differ', async () => {
    let count = 0;
    const counting = {
      ...assignment().tools[0],
      run: async () => {
        count += 1;
        return `answer ${count}`;
      },
    } as Assignment<unknown>['tools'][number];
    const turn = call('read_file', { path: 'a' });
    const model = scripted(turn, turn, turn, turn, submitted);

    expect((await runAgent(model, assignment({ tools: [counting] }))).kind).toBe('submitted');
  });

  test('when it is silent after one reminder', async () => {
    const model = scripted({ content: [{ type: 'text', text: 'I think I am done.' }] });
    const outcome = await runAgent(model, assignment());

    expect(outcome).toMatchObject({ why: 'silent', turns: 2, detail: 'I think I am done.' });
    expect(JSON.stringify(lastMessage(model))).toContain('Call submit');
  });

  test('when it is cut off twice; the same cap is never tried again', async () => {
    const model = scripted({
      stopReason: 'max_tokens',
      content: [{ type: 'text', text: 'Half a' }],
    });
    const outcome = await runAgent(model, assignment({ maxTokens: 1_000 }));

    expect(outcome).toMatchObject({ kind: 'stopped', why: 'truncated', turns: 2 });
    expect(model.requests.map((request) => request.maxTokens)).toEqual([1_000, 2_000]);
    expect(model.requests[1]?.messages).toHaveLength(1);
  });

  test('when it refuses, or ends for a reason that nobody knows', async () => {
    const refusing = scripted({ stopReason: 'refusal', content: [{ type: 'text', text: 'No.' }] });
    const strange = scripted({ stopReason: 'other' });

    expect(await runAgent(refusing, assignment())).toMatchObject({ why: 'refusal', detail: 'No.' });
    expect(await runAgent(strange, assignment())).toMatchObject({ why: 'truncated' });
  });
});
