import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toNodeHandler } from '@modelcontextprotocol/node';
import {
  type CallToolResult,
  createMcpHandler,
  type JSONValue,
  Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { digestOf } from '../digest.ts';
import type { ToolResultBlock, ToolSpec } from '../model.ts';

/** A call that an agent program makes of one of our tools. */
export interface DeskCall {
  /** The model's own name of the call, where the program tells it. */
  readonly id: string | undefined;
  readonly name: string;
  readonly input: unknown;
}

/** An MCP server for one conversation of an agent program: each call of a tool waits until its result is laid down. */
export interface ToolDesk extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  /** Lays down the result of a call that the model named so, now or before the program asks for it. */
  readonly lay: (result: ToolResultBlock, call: DeskCall) => void;
}

const PROGRESS_EVERY_MS = 10_000;
/** Under this name Claude Code tells which call of its model it makes. */
const CALL_META = 'claudecode/toolUseId';

/** Opens a desk on loopback. `onCall` is told of each call as it comes. */
export async function openToolDesk(
  tools: readonly ToolSpec[],
  onCall: (call: DeskCall) => void,
): Promise<ToolDesk> {
  const token = randomBytes(24).toString('base64url');
  const laid = new Map<string, ToolResultBlock[]>();
  const waiting = new Map<string, ((result: ToolResultBlock) => void)[]>();

  function lay(result: ToolResultBlock, call: DeskCall): void {
    for (const slot of [
      slotOf({ ...call, id: result.toolUseId }),
      slotOf({ ...call, id: undefined }),
    ]) {
      const next = waiting.get(slot)?.shift();
      if (next === undefined) continue;
      next(result);
      return;
    }
    // The program asks for it later, by the one name or the other.
    const slot = slotOf({ ...call, id: result.toolUseId });
    laid.set(slot, [...(laid.get(slot) ?? []), result]);
  }

  function pick(call: DeskCall): Promise<ToolResultBlock> {
    const slot = slotOf(call);
    const there = laid.get(slot)?.shift();
    if (there !== undefined) return Promise.resolve(there);
    return new Promise((resolve) => {
      waiting.set(slot, [...(waiting.get(slot) ?? []), resolve]);
      onCall(call);
    });
  }

  const handler = createMcpHandler(() => serverOf(tools, pick));
  const handle = toNodeHandler(handler);
  const http = createServer((request, response) => {
    if (!isBearer(request.headers.authorization, token)) {
      response.writeHead(401).end();
      return;
    }
    void handle(request as Parameters<typeof handle>[0], response);
  });
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    token,
    lay,
    async [Symbol.asyncDispose]() {
      await handler.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

function serverOf(
  tools: readonly ToolSpec[],
  pick: (call: DeskCall) => Promise<ToolResultBlock>,
): Server {
  const server = new Server({ name: 'patchwright', version: '1' }, { capabilities: { tools: {} } });
  server.setRequestHandler('tools/list', async () => ({
    tools: tools.map(({ name, description, inputSchema }) => ({
      name,
      description,
      inputSchema: { ...(inputSchema as Record<string, JSONValue>), type: 'object' as const },
    })),
  }));
  server.setRequestHandler('tools/call', async ({ params }, context): Promise<CallToolResult> => {
    const id = context.mcpReq._meta?.[CALL_META];
    using _progress = keepProgressing(context);
    const result = await pick({
      id: typeof id === 'string' ? id : undefined,
      name: params.name,
      input: params.arguments ?? {},
    });
    return { content: [{ type: 'text', text: result.content }], isError: result.isError };
  });
  return server;
}

/** A tool may take long; without a sign of life a client gives up. */
function keepProgressing({ mcpReq }: ServerContext): Disposable {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return { [Symbol.dispose]() {} };
  let progress = 0;
  const timer = setInterval(() => {
    progress += 1;
    const params = { progressToken, progress };
    mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined);
  }, PROGRESS_EVERY_MS);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

function slotOf({ id, name, input }: DeskCall): string {
  return id ?? digestOf([name, input]);
}

function isBearer(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
