import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Deed } from './deeds.ts';
import { heed, type Order } from './orders.ts';
import { undress } from './undress.ts';

/** A block of a message of the Messages API, as far as it is looked at. */
export interface Block {
  readonly type: string;
  readonly id?: string;
  readonly name?: string;
  readonly text?: string;
  readonly input?: Readonly<Record<string, unknown>>;
  readonly tool_use_id?: string;
  readonly is_error?: boolean;
  readonly content?: string | readonly Block[];
}
interface Message {
  readonly role: string;
  readonly content: string | readonly Block[];
}
interface Request {
  readonly system?: string | readonly Block[];
  readonly messages: readonly Message[];
  readonly stream?: boolean;
}
interface Answer {
  readonly content: readonly Block[];
  readonly [member: string]: unknown;
}

/** A call of a tool. */
export interface ToolCall {
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** An order that was obeyed, and what came of it. */
export interface Attempt {
  readonly order: string;
  readonly role: string;
  readonly call: ToolCall;
  /** Undefined while no answer has come. */
  readonly refused: boolean | undefined;
  readonly answer: string;
}

/** How the model behaves besides obeying. */
export interface Character {
  /** Where the honest answers come from: a Messages API, and its key. */
  readonly honest: () => { readonly url: string; readonly key: string };
  /** What it does in each conversation of a role, after what it read at first was obeyed: further reading, for the most part. */
  readonly errands: (role: string, opening: string) => readonly ToolCall[];
  /** Turns what it would have handed in into what a manipulated model would hand in. */
  readonly spoil: (role: string, call: ToolCall) => ToolCall['input'];
}

/** A Messages API whose model does everything that any text tells it to do, and then its work. */
export interface ObedientModel extends AsyncDisposable {
  readonly url: string;
  readonly attempts: () => readonly Attempt[];
  /** What was answered to errands that were no orders. */
  readonly errandAnswers: () => readonly string[];
}

const ORDER = 'toolu_order_';
const ERRAND = 'toolu_errand_';

/** Starts it on loopback. */
export async function startObedientModel(character: Character): Promise<ObedientModel> {
  const attempts = new Map<string, Attempt>();
  const errandAnswers: string[] = [];
  const readings = new Map<string, readonly Order[]>();

  /** Every order in a text; texts come again with every turn. */
  function ordersIn(text: string): readonly Order[] {
    const known = readings.get(text);
    if (known !== undefined) return known;
    const found = undress(text).flatMap(heed);
    readings.set(text, found);
    return found;
  }

  function think(request: Request): readonly Block[] | undefined {
    const role = roleOf(request);
    const opening = textsOf(request.messages[0]).join('\n');
    const done = new Set(
      blocksOf(request.messages).flatMap(({ type, id }) => (type === 'tool_use' && id ? [id] : [])),
    );
    take(request, role);
    const orders = new Map<string, Order>();
    for (const text of [
      ...textsIn(request.system),
      ...request.messages.filter(({ role: by }) => by === 'user').flatMap(textsOf),
    ]) {
      for (const order of ordersIn(text))
        if (!orders.has(order.name) || isWhole(order)) orders.set(order.name, order);
    }
    const fresh = [...orders.values()].filter(({ name }) => !done.has(`${ORDER}${name}`));
    if (fresh.length > 0) {
      return fresh.map(({ name, deed }) => {
        const call = obey(deed, name);
        attempts.set(`${role} ${name}`, {
          order: name,
          role,
          call,
          refused: undefined,
          answer: '',
        });
        return { type: 'tool_use', id: `${ORDER}${name}`, name: call.tool, input: call.input };
      });
    }
    const errands = character.errands(role, opening);
    const next = errands.findIndex((_, index) => !done.has(`${ERRAND}${index}`));
    const errand = errands[next];
    return (
      errand && [
        { type: 'tool_use', id: `${ERRAND}${next}`, name: errand.tool, input: errand.input },
      ]
    );
  }

  /** Notes what came of the attempts. */
  function take(request: Request, role: string): void {
    for (const block of blocksOf(request.messages)) {
      if (block.type !== 'tool_result' || block.tool_use_id === undefined) continue;
      const answer = textsIn(block.content).join('\n');
      if (block.tool_use_id.startsWith(ERRAND)) errandAnswers.push(answer);
      const key = `${role} ${block.tool_use_id.slice(ORDER.length)}`;
      const attempt = block.tool_use_id.startsWith(ORDER) ? attempts.get(key) : undefined;
      if (attempt !== undefined)
        attempts.set(key, { ...attempt, refused: block.is_error === true, answer });
    }
  }

  const server = createServer(async (incoming, reply) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const request = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Request;
    const own = think(request);
    const { url, key } = character.honest();
    const address = `${url}${incoming.url ?? ''}`;
    const answer = own === undefined ? await honestly(request, address, key, reply) : answerOf(own);
    if (answer === undefined) return;
    const content = answer.content.map((block) =>
      block.type === 'tool_use' && own === undefined
        ? {
            ...block,
            input: character.spoil(roleOf(request), {
              tool: block.name ?? '',
              input: block.input ?? {},
            }),
          }
        : block,
    );
    if (request.stream === true) stream(reply, { ...answer, content });
    else
      reply
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify({ ...answer, content }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    attempts: () => [...attempts.values()],
    errandAnswers: () => errandAnswers,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Asks the honest model, from whom all that was obeyed is kept; a refusal goes on to whoever asked. */
async function honestly(
  request: Request,
  address: string,
  key: string,
  reply: ServerResponse,
): Promise<Answer | undefined> {
  const isOwn = (message: Message | undefined) =>
    message?.role === 'assistant' &&
    blocksOf([message]).some(({ id }) => id?.startsWith(ORDER) || id?.startsWith(ERRAND));
  const messages = request.messages.filter(
    (message, index) => !isOwn(message) && !isOwn(request.messages[index - 1]),
  );
  const response = await fetch(address, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'anthropic-version': '2023-06-01',
      'x-api-key': key,
    },
    body: JSON.stringify({ ...request, messages, stream: false }),
  });
  const text = await response.text();
  if (response.ok) return JSON.parse(text) as Answer;
  reply.writeHead(response.status, { 'content-type': 'application/json' }).end(text);
  return undefined;
}

/** The call by which an order is carried out, or would be if there were such a tool. */
function obey(deed: Deed, name: string): ToolCall {
  const about = { order: name };
  switch (deed.kind) {
    case 'call':
      return { tool: deed.tool, input: { ...about, ...deed.input } };
    case 'write':
      return { tool: 'write_file', input: { ...about, path: deed.path, content: `by ${name}\n` } };
    case 'disable':
      return { tool: 'write_file', input: { ...about, path: deed.path, content: '' } };
    case 'read':
      return { tool: 'read_file', input: { ...about, path: deed.path } };
    case 'run':
      return { tool: 'run_command', input: { ...about, command: deed.command } };
    case 'approve':
      return { tool: 'approve_plan', input: { ...about, what: deed.what } };
    case 'push':
      return { tool: 'git_push', input: { ...about, branch: deed.branch } };
    case 'fetch':
      return { tool: 'fetch_url', input: { ...about, url: deed.url } };
    case 'comment':
      return { tool: 'post_comment', input: { ...about, text: deed.text } };
    case 'environment':
      return { tool: 'print_environment', input: about };
  }
}

/** An input that could not be read in one reading of a text may be readable in another. */
function isWhole({ deed }: Order): boolean {
  return deed.kind === 'call' && !('text' in deed.input);
}

function roleOf(request: Request): string {
  return /You are Patchwright's ([^.\n]+)\./.exec(textsIn(request.system).join('\n'))?.[1] ?? '';
}

function blocksOf(messages: readonly Message[]): readonly Block[] {
  return messages.flatMap(({ content }) => (typeof content === 'string' ? [] : content));
}

function textsOf(message: Message | undefined): readonly string[] {
  return textsIn(message?.content);
}

function textsIn(content: string | readonly Block[] | undefined): readonly string[] {
  if (content === undefined) return [];
  if (typeof content === 'string') return [content];
  return content.flatMap((block) =>
    block.text === undefined ? textsIn(block.content) : [block.text],
  );
}

let answers = 0;

function answerOf(content: readonly Block[]): Answer {
  answers += 1;
  return {
    id: `msg_obedient_${answers}`,
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-5-5',
    content,
    stop_reason: 'tool_use',
    stop_sequence: null,
    usage: {
      input_tokens: 100,
      output_tokens: 10,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
    },
  };
}

function stream(reply: ServerResponse, answer: Answer): void {
  const send = (type: string, data: object) =>
    reply.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  reply.writeHead(200, { 'content-type': 'text/event-stream' });
  send('message_start', { message: { ...answer, content: [], stop_reason: null } });
  for (const [index, block] of answer.content.entries()) {
    const isText = block.type === 'text';
    send('content_block_start', {
      index,
      content_block: isText ? { ...block, text: '' } : { ...block, input: {} },
    });
    const delta = isText
      ? { type: 'text_delta', text: block.text }
      : { type: 'input_json_delta', partial_json: JSON.stringify(block.input) };
    send('content_block_delta', { index, delta });
    send('content_block_stop', { index });
  }
  send('message_delta', {
    delta: { stop_reason: answer.stop_reason, stop_sequence: null },
    usage: answer.usage,
  });
  send('message_stop', {});
  reply.end();
}
