import { McpServer, type ServerContext, type ToolAnnotations } from '@modelcontextprotocol/server';
import { isFault, messageOf } from '@patchwright/faults';
import { answerText, refusalText } from './answer.ts';
import type { Effect, ToolCall } from './tool.ts';
import type { BoundTool, ToolServer } from './tool-server.ts';

/** The name under which a client may name an effect in a call's `_meta`: under the same name nothing is done twice. */
export const KEY_META = 'dev.patchwright/key';

/** How a tool server is served. */
export interface Presentation {
  readonly version: string;
  /** Takes secrets out of a text. Whatever a tool says goes through it. */
  readonly redact: (text: string) => string;
  /** Told of what a tool threw that is no fault and no plain refusal. */
  readonly onBug: (tool: string, thrown: unknown) => void;
}

const ANNOTATIONS: Readonly<Record<Effect, ToolAnnotations>> = {
  reads: { readOnlyHint: true },
  adds: { readOnlyHint: false, destructiveHint: false, idempotentHint: false },
  settles: { readOnlyHint: false, destructiveHint: false, idempotentHint: true },
  replaces: { readOnlyHint: false, destructiveHint: true, idempotentHint: true },
};
const MOST_INPUT_ELEMENTS = 1_000;
const LONGEST_KEY = 300;
const PROGRESS_EVERY_MS = 1_000;

/** A server of the protocol over a set of tools: one for each connection or request, since it keeps nothing. */
export function createMcpServer(tools: ToolServer, presentation: Presentation): McpServer {
  const server = new McpServer(
    { name: `patchwright-${tools.name}`, title: tools.title, version: presentation.version },
    { instructions: tools.instructions, maxToolInputElements: MOST_INPUT_ELEMENTS },
  );
  for (const tool of tools.tools) {
    const { name, title, description, input: inputSchema, effect } = tool;
    const annotations = { title, openWorldHint: tools.openWorld, ...ANNOTATIONS[effect] };
    const config = { title, description, inputSchema, annotations };
    server.registerTool(name, config, (input, context) =>
      answer(tool, input, context, presentation),
    );
  }
  return server;
}

async function answer(
  tool: BoundTool,
  input: unknown,
  context: ServerContext,
  { redact, onBug }: Presentation,
) {
  try {
    const value = await tool.call(input, callOf(context));
    return { content: [{ type: 'text' as const, text: redact(answerText(value)) }] };
  } catch (thrown) {
    if (!isFault(thrown) && !isPlain(thrown)) onBug(tool.name, redact(messageOf(thrown)));
    return {
      content: [{ type: 'text' as const, text: redact(refusalText(thrown)) }],
      isError: true,
    };
  }
}

/** Refusals are plain Errors; bugs have classes of their own. */
function isPlain(thrown: unknown): boolean {
  return thrown instanceof Error && Object.getPrototypeOf(thrown) === Error.prototype;
}

function callOf({ mcpReq }: ServerContext): ToolCall {
  const token = mcpReq._meta?.progressToken;
  const key = mcpReq._meta?.[KEY_META];
  let steps = 0;
  let last = 0;
  return {
    signal: mcpReq.signal,
    key: typeof key === 'string' && key !== '' ? key.slice(0, LONGEST_KEY) : undefined,
    progress() {
      steps += 1;
      const now = performance.now();
      if (token === undefined || now - last < PROGRESS_EVERY_MS) return;
      last = now;
      const params = { progressToken: token, progress: steps };
      // A client that hung up is told nothing; its call is aborted anyway.
      void mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined);
    },
  };
}
