import { type RecordedCall, renderConversation, runAgent } from '@patchwright/agent';
import { NeedsHuman, Retryable } from '@patchwright/faults';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { thrownBy } from '../outside/calls.ts';
import { assignment, type House, KEY, KINDS, MODEL, openHouse, opening } from './house.ts';

describe.each(KINDS)('a model through %s', (kind) => {
  let house: House;
  let open: ReturnType<House['open']> | undefined;

  beforeAll(async () => {
    house = await openHouse(kind);
  }, 300_000);
  afterEach(async () => {
    await open?.[Symbol.asyncDispose]();
    open = undefined;
  });
  afterAll(async () => {
    await house?.[Symbol.asyncDispose]();
  });

  test('plays an assignment to its result: tools, their failures, a result that does not fit', async () => {
    open = house.open();
    const outcome = await runAgent(open, assignment());

    expect(outcome).toMatchObject({ kind: 'submitted', result: { summary: 'Mend it' }, turns: 3 });
    expect(outcome.spent.tokens).toBeGreaterThan(1_800);
  });

  test('can be read afterwards as a conversation: who answered, how long it took, what it cost', async () => {
    open = house.open();
    const calls: RecordedCall[] = [];
    const { complete } = open;
    await runAgent(
      {
        ...open,
        async complete(input) {
          const answer = await complete(input);
          calls.push({ input, answer });
          return answer;
        },
      },
      assignment(),
    );
    const text = renderConversation(calls);

    expect(text).toContain('## planner begins (call 1)');
    expect(text).toContain('> I will look.');
    expect(text).toContain('Calls `read_file`');
    expect(text).toContain('export const total = 1;');
    expect(text).toContain('there is no file src/none.ts');
    const bill = new RegExp(
      `Answered \\(${MODEL} by ${kind}, [0-9.]+ s, 1700 tokens in, 100 out, \\$0`,
    );
    expect(text).toMatch(bill);
    expect(text.match(/Answered \(/g)).toHaveLength(3);
  });

  test('is reminded of its result once it ends without one', async () => {
    open = house.open();
    const outcome = await runAgent(open, assignment('SHOP-43'));

    expect(outcome).toMatchObject({
      kind: 'submitted',
      result: { summary: 'Now really' },
      turns: 2,
    });
  });

  test('tells what a call used, what it cost, who gave the answer, and when', async () => {
    open = house.open();
    const answer = await open.complete(opening);

    expect(answer).toMatchObject({
      content: [
        { type: 'text', text: 'I will look.' },
        { type: 'tool_use', name: 'read_file', input: { path: 'src/cart.ts' } },
        { type: 'tool_use', name: 'read_file', input: { path: 'src/none.ts' } },
      ],
      stopReason: 'tool_use',
      model: MODEL,
      provider: kind,
      usage: { inputTokens: 1_700, outputTokens: 100 },
    });
    // Chat completions do not tell what was written to a cache.
    const written = kind === 'openai' ? 200 * 2 : 200 * 2.5;
    const dollars = 1_000 * 2 + 100 * 10 + 500 * 0.1 + written;
    expect(answer.usage.costUsd).toBeCloseTo(dollars / 1e6, 10);
    expect(Date.parse(answer.ended ?? '')).toBeGreaterThanOrEqual(Date.parse(answer.began ?? ''));
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
  });

  test('an overload may pass', async () => {
    open = house.open();
    house.stand.failNext(
      Array.from({ length: kind === 'claude-code' ? 2 : 1 }, () => '529' as const),
    );
    const fault = await thrownBy(open.complete(opening));

    expect(fault).toBeInstanceOf(Retryable);
  });

  test('what was refused for the moment is asked for again, and no sooner than the other side said', async () => {
    open = house.open({ retries: 2 });
    house.stand.failNext([{ kind: '429', retryAfter: 1 }]);
    const began = performance.now();
    const answer = await open.complete(opening);

    expect(answer.stopReason).toBe('tool_use');
    expect(performance.now() - began).toBeGreaterThan(900);
  });

  test('a refused key needs a person, and is not in the message', async () => {
    open = house.open({ apiKey: 'sk-ant-wrong-wrong-wrong' });
    const fault = await thrownBy(open.complete(opening));

    expect(fault).toBeInstanceOf(NeedsHuman);
    expect(`${fault.message} ${fault.stack}`).not.toContain('sk-ant-wrong');
    expect(`${fault.message} ${fault.stack}`).not.toContain(KEY);
  });

  test('a conversation that leaves the script needs a person, and nobody else is asked', async () => {
    open = house.open();
    const fault = await thrownBy(runAgent(open, assignment('SHOP-99')));

    expect(fault).toBeInstanceOf(NeedsHuman);
    expect((fault as NeedsHuman).diagnosis).toContain('left the script');
  });

  test('a call ends with the run that made it', async () => {
    const run = new AbortController();
    open = house.open({ signal: run.signal });
    house.stand.failNext([{ kind: 'slow', ms: 20_000 }]);
    const reason = new Error('the run was overtaken');
    const call = thrownBy(open.complete(opening));
    setTimeout(() => run.abort(reason), 300);

    expect(await call).toBe(reason);
  });
});
