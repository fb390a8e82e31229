import { modelPort, runAgent } from '@patchwright/agent';
import { Retryable } from '@patchwright/faults';
import { afterEach, describe, expect, test } from 'vitest';
import { context } from '../outside/calls.ts';
import { type Protocol, type Reply, startAwkwardModel } from './awkward-model.ts';
import { assignment } from './house.ts';

const good: Reply = {
  says: '',
  calls: [{ name: 'submit_plan', arguments: '{"summary":"Mend it"}' }],
};
const unreadable: Reply = {
  says: '',
  calls: [{ name: 'submit_plan', arguments: '{"summary":7.5e}' }],
};
const wrong: Reply = { says: '', calls: [{ name: 'submit_plan', arguments: '{"summary":[1]}' }] };
const half: Reply = {
  says: '',
  calls: [{ name: 'submit_plan', arguments: '{"summary":"Me' }],
  cutOff: true,
};
const unknown: Reply = { says: '', calls: [{ name: 'deploy', arguments: '{"to":"production"}' }] };
const overloaded: Reply = { refuses: 529, type: 'overloaded_error' };
const prose: Reply = { says: 'I think that it is done.' };
const empty: Reply = { says: '' };

/** Different pages for ever, so that it is no circle. */
const endless: readonly Reply[] = Array.from({ length: 20 }, (_, page) => ({
  says: '',
  calls: [{ name: 'read_file', arguments: `{"path":"page-${page}"}` }],
}));

const handedIn = { kind: 'submitted', result: { summary: 'Mend it' } };
const stopped = (why: string) => ({ kind: 'stopped', why });

/** What a model does, what that comes to, and how often it was asked. */
const rows: readonly {
  readonly name: string;
  readonly replies: readonly Reply[];
  readonly comesTo: object;
  readonly asked: number;
}[] = [
  {
    name: 'an answer cut off once',
    replies: [{ ...prose, cutOff: true }, good],
    comesTo: handedIn,
    asked: 2,
  },
  { name: 'answers cut off', replies: [half], comesTo: stopped('truncated'), asked: 2 },
  { name: 'a result cut off once', replies: [half, good], comesTo: handedIn, asked: 2 },
  { name: 'prose once', replies: [prose, good], comesTo: handedIn, asked: 2 },
  { name: 'nothing but prose', replies: [prose], comesTo: stopped('silent'), asked: 2 },
  { name: 'an empty answer', replies: [empty, good], comesTo: handedIn, asked: 2 },
  { name: 'empty answers', replies: [empty], comesTo: stopped('silent'), asked: 2 },
  { name: 'a tool that there is not', replies: [unknown, good], comesTo: handedIn, asked: 2 },
  { name: 'the same for ever', replies: [unknown], comesTo: stopped('circle'), asked: 3 },
  { name: 'tools for ever', replies: endless, comesTo: stopped('turns'), asked: 6 },
  { name: 'a result that does not fit', replies: [wrong, good], comesTo: handedIn, asked: 2 },
  { name: 'three that do not fit', replies: [wrong], comesTo: stopped('misfit'), asked: 3 },
  { name: 'arguments that are no JSON', replies: [unreadable, good], comesTo: handedIn, asked: 2 },
  { name: 'an overload that passes', replies: [overloaded, good], comesTo: handedIn, asked: 2 },
  { name: 'a broken connection', replies: ['breaks off', good], comesTo: handedIn, asked: 2 },
  {
    name: 'a fault of theirs that passes',
    replies: [{ refuses: 500, type: 'api_error' }, good],
    comesTo: handedIn,
    asked: 2,
  },
];

/** What stays so, and that it may be tried again later. */
const faults: readonly { readonly name: string; readonly reply: Reply; readonly asked: number }[] =
  [
    { name: 'an overload that stays', reply: overloaded, asked: 3 },
    { name: 'a limit that stays', reply: { refuses: 429, type: 'rate_limit_error' }, asked: 3 },
    { name: 'connections that break off', reply: 'breaks off', asked: 3 },
    { name: 'silence', reply: 'is silent', asked: 3 },
    {
      name: 'a limit that lasts an hour, which is not sat out',
      reply: { refuses: 429, type: 'rate_limit_error', retryAfter: 3_600 },
      asked: 1,
    },
  ];

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one[Symbol.asyncDispose]();
});

async function meet(protocol: Protocol, replies: readonly Reply[]) {
  const model = await startAwkwardModel(protocol, replies);
  const reached = { baseUrl: model.url, apiKey: 'made-up', timeoutMs: 400 };
  const port = modelPort({
    providers: { awkward: { kind: protocol, ...reached } },
    roles: { default: [{ provider: 'awkward', model: 'awkward' }] },
    prices: {},
  });
  open.push(model, port);
  const ask = () =>
    runAgent({ complete: (request) => port.reads.complete(request, context()) }, assignment());
  return { model, ask };
}

describe.each(['anthropic', 'openai'] as const)('over the protocol of %s', (protocol) => {
  test.each(rows)('$name: asked $asked times', async ({ replies, comesTo, asked }) => {
    const { model, ask } = await meet(protocol, replies);

    expect(await ask()).toMatchObject(comesTo);
    expect(model.asked).toHaveLength(asked);
  });

  test.each(faults)('$name: asked $asked times, and then left for later', async (row) => {
    const { model, ask } = await meet(protocol, [row.reply]);
    const fault = await ask().catch((thrown: unknown) => thrown);

    expect(fault).toBeInstanceOf(Retryable);
    expect(model.asked).toHaveLength(row.asked);
  });

  test('what was cut off is never asked for again with the same cap', async () => {
    const { model, ask } = await meet(protocol, [half]);
    await ask();

    const [first = 0, second] = model.asked.map(({ cap }) => cap);
    expect(second).toBe(2 * first);
  });

  test('a limit that names its time is waited for, and no shorter', async () => {
    const limit: Reply = { refuses: 429, type: 'rate_limit_error', retryAfter: 1 };
    const { model, ask } = await meet(protocol, [limit, good]);

    expect(await ask()).toMatchObject(handedIn);
    const [first, second] = model.asked;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(1_000);
  });

  test('a model is told what was wrong with its call', async () => {
    const { model, ask } = await meet(protocol, [unknown, wrong, good]);
    await ask();

    expect(model.asked[1]?.body).toMatch(/there is no tool deploy/i);
    expect(model.asked[2]?.body).toContain('does not fit');
  });
});
