import {
  type CallToolResult,
  Client,
  ProtocolError,
  SdkError,
  SdkErrorCode,
  type Tool,
} from '@modelcontextprotocol/client';
import { type CallContext, messageOf } from '@patchwright/faults';
import packageJson from '../../package.json' with { type: 'json' };
import type { McpServerSettings } from './mcp-file.ts';
import { type Line, lineTo } from './transport.ts';

/** A call as a server is given it. */
export interface ServerCall {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly meta?: Readonly<Record<string, unknown>>;
  /** Whether it may be made again when the server died over it. */
  readonly repeatable: boolean;
}

/** A line to one server that is opened when it is needed, and again when the server died. */
export interface Connection extends AsyncDisposable {
  /** Both throw an Error that says why the server gave no answer, or the signal's reason. */
  tools(context: CallContext): Promise<readonly Tool[]>;
  call(call: ServerCall, context: CallContext): Promise<CallToolResult>;
}

/** A server that died is begun again once. When that one dies too, it rests for so long, in ms, and its tools answer errors. */
export const REST_MS = 10 * 60_000;
const STARTS = 2;
/** Progress prolongs a call, up to so many of its time limits. */
const MOST_LIMITS = 10;

/** Makes the line to a server. Nothing is started or contacted before the first call. */
export function connectionTo(
  name: string,
  server: McpServerSettings,
  path: string,
  now: () => number = () => performance.now(),
): Connection {
  let live: Promise<Client> | undefined;
  let deaths: readonly number[] = [];
  let lastWords = '';

  function buried(line: Line): void {
    live = undefined;
    deaths = [...deaths, now()];
    lastWords = line.lastWords();
  }

  async function connect(): Promise<Client> {
    const client = new Client(
      { name: 'patchwright', version: packageJson.version },
      // A program would be started twice only to learn which age it speaks.
      { versionNegotiation: { mode: 'url' in server ? 'auto' : 'legacy' } },
    );
    const line = lineTo(server, path);
    try {
      await client.connect(line.transport, { timeout: server.startTimeoutMs });
    } catch (thrown) {
      await client.close().catch(() => undefined);
      buried(line);
      throw thrown;
    }
    client.onclose = () => {
      if (clients.delete(client)) buried(line);
    };
    clients.add(client);
    return client;
  }
  /** Those that are not known to have ended. */
  const clients = new Set<Client>();

  function client(): Promise<Client> {
    deaths = deaths.filter((time) => now() - time < REST_MS);
    if (live === undefined && deaths.length >= STARTS) {
      throw new Error(`it died ${deaths.length} times and rests now`);
    }
    live ??= connect();
    return live;
  }

  /** Over HTTP nothing hangs up; a line that failed is given up all the same. */
  async function giveUp(dead: Client): Promise<void> {
    await dead.close().catch(() => undefined);
  }

  async function asking<T>(
    ask: (client: Client) => Promise<T>,
    repeatable: boolean,
    context: CallContext,
  ): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      let reached: Client | undefined;
      try {
        reached = await client();
        return await ask(reached);
      } catch (thrown) {
        context.signal.throwIfAborted();
        if (isAnswer(thrown)) throw new Error(`${name} refused: ${messageOf(thrown)}`);
        if (isTimeout(thrown)) {
          throw new Error(`${name} gave no answer within ${server.timeoutMs / 1000} s`);
        }
        if (reached !== undefined) await giveUp(reached);
        const again = attempt === 1 && (repeatable || reached === undefined);
        if (again && deaths.length < STARTS) continue;
        throw new Error(failure(thrown, reached !== undefined));
      }
    }
  }

  function failure(thrown: unknown, began: boolean): string {
    const words = lastWords === '' ? '' : `. The last it said: ${lastWords}`;
    const doubt = began ? ' Whether the call was done is not known.' : '';
    return `${name} is not there: ${messageOf(thrown)}${words}.${doubt}`;
  }

  return {
    async tools(context) {
      const { signal } = context;
      const options = { signal, timeout: server.timeoutMs, cacheMode: 'refresh' } as const;
      const listed = await asking((to) => to.listTools(undefined, options), true, context);
      context.progress();
      return listed.tools;
    },
    async call({ tool, arguments: input, meta, repeatable }, context) {
      const result = await asking(
        (to) =>
          to.callTool(
            { name: tool, arguments: { ...input }, ...(meta === undefined ? {} : { _meta: meta }) },
            {
              signal: context.signal,
              timeout: server.timeoutMs,
              maxTotalTimeout: server.timeoutMs * MOST_LIMITS,
              resetTimeoutOnProgress: true,
              onprogress: context.progress,
            },
          ),
        repeatable,
        context,
      );
      context.progress();
      return result;
    },
    async [Symbol.asyncDispose]() {
      const open = [...clients];
      clients.clear();
      live = undefined;
      await Promise.all(open.map(giveUp));
    },
  };
}

/** The server is there and says no: what it was asked, not the line, is wrong. */
function isAnswer(thrown: unknown): boolean {
  if (thrown instanceof ProtocolError) return true;
  return (
    thrown instanceof SdkError &&
    (thrown.code === SdkErrorCode.InvalidResult ||
      thrown.code === SdkErrorCode.UnsupportedResultType ||
      thrown.code === SdkErrorCode.CapabilityNotSupported)
  );
}

function isTimeout(thrown: unknown): boolean {
  return thrown instanceof SdkError && thrown.code === SdkErrorCode.RequestTimeout;
}
