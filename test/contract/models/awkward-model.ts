import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call of a tool; `arguments` is its text as it goes over the wire, fit to be read or not. */
export interface SaidCall {
  readonly name: string;
  readonly arguments: string;
}

/** What a model does with one request. */
export type Reply =
  | {
      readonly says: string;
      readonly calls?: readonly SaidCall[];
      /** Cut off at its longest; otherwise it ends as its calls would have it. */
      readonly cutOff?: boolean;
    }
  | { readonly refuses: number; readonly type: string; readonly retryAfter?: number }
  /** The connection ends in the middle of an answer. */
  | 'breaks off'
  /** Nothing is ever heard. */
  | 'is silent';

/** The two protocols that models are asked by. */
export type Protocol = 'anthropic' | 'openai';

/** What was asked: the cap of the answer, and the whole body. */
export interface Asked {
  readonly cap: number;
  readonly body: string;
  /** Milliseconds of this process. */
  readonly at: number;
}

/** A model that answers as it is told to, reply by reply, and with the last one for ever. */
export async function startAwkwardModel(protocol: Protocol, replies: readonly Reply[]) {
  const asked: Asked[] = [];
  const server = createServer(async (incoming, outgoing) => {
    let body = '';
    for await (const piece of incoming) body += String(piece);
    const { max_tokens: cap } = JSON.parse(body) as { max_tokens: number };
    asked.push({ cap, body, at: performance.now() });
    const reply = replies[Math.min(asked.length, replies.length) - 1];
    if (reply !== undefined) give(outgoing, reply, protocol);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    asked,
    url: `http://127.0.0.1:${port}${protocol === 'openai' ? '/v1' : ''}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function give(outgoing: ServerResponse, reply: Reply, protocol: Protocol): void {
  if (reply === 'is silent') return;
  if (typeof reply === 'object' && 'refuses' in reply) {
    const { refuses, type, retryAfter } = reply;
    outgoing.writeHead(refuses, {
      'content-type': 'application/json',
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    });
    outgoing.end(JSON.stringify({ type: 'error', error: { type, message: `It is ${type}` } }));
    return;
  }
  outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
  if (reply === 'breaks off') {
    const [first = '', second = ''] = FRAMES[protocol]({ says: 'I will look at', calls: [] });
    outgoing.write(first + second, () => outgoing.destroy());
    return;
  }
  outgoing.end([...FRAMES[protocol](reply)].join(''));
}

type Said = Extract<Reply, { says: string }>;

const FRAMES = { anthropic: messagesFrames, openai: completionFrames } as const;

function messagesFrames({ says, calls = [], cutOff }: Said): readonly string[] {
  const usage = { input_tokens: 10, output_tokens: 5 };
  const message = { id: 'm', type: 'message', role: 'assistant', model: 'awkward', content: [] };
  const blocks = [
    ...(says === '' ? [] : [textBlock(says)]),
    ...calls.map((call, index) => callBlock(call, index)),
  ];
  const reason = cutOff ? 'max_tokens' : calls.length > 0 ? 'tool_use' : 'end_turn';
  return [
    { type: 'message_start', message: { ...message, stop_reason: null, usage } },
    ...blocks.flatMap(({ start, delta }, index) => [
      { type: 'content_block_start', index, content_block: start },
      { type: 'content_block_delta', index, delta },
      { type: 'content_block_stop', index },
    ]),
    { type: 'message_delta', delta: { stop_reason: reason, stop_sequence: null }, usage },
    { type: 'message_stop' },
  ].map((data) => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`);
}

function textBlock(text: string) {
  return { start: { type: 'text', text: '' }, delta: { type: 'text_delta', text } };
}

function callBlock(call: SaidCall, index: number) {
  return {
    start: { type: 'tool_use', id: `call_${index}`, name: call.name, input: {} },
    delta: { type: 'input_json_delta', partial_json: call.arguments },
  };
}

function completionFrames({ says, calls = [], cutOff }: Said): readonly string[] {
  const head = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'awkward' };
  const reason = cutOff ? 'length' : calls.length > 0 ? 'tool_calls' : 'stop';
  const piece = (delta: object, finish_reason: string | null = null) =>
    `data: ${JSON.stringify({ ...head, choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
  return [
    piece({ role: 'assistant', content: '' }),
    ...(says === '' ? [] : [piece({ content: says })]),
    ...calls.map((call, index) =>
      piece({
        tool_calls: [{ index, id: `call_${index}`, type: 'function', function: { ...call } }],
      }),
    ),
    piece({}, reason),
    'data: [DONE]\n\n',
  ];
}
