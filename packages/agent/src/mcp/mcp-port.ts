import { type CallContext, definePort, messageOf } from '@patchwright/faults';
import { type Connection, connectionTo } from './connection.ts';
import type { McpConfig, McpServerSettings } from './mcp-file.ts';
import { cut, resultText } from './result-text.ts';
import { strike } from './strike.ts';

/** A tool as its server states it. */
export interface McpToolInfo {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of an object. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
  /** Whether it may change something: every tool that does not say of itself that it only reads. */
  readonly writes: boolean;
}

/** What a server offers; `problem` says why it offers nothing. */
export interface McpToolList {
  readonly tools: readonly McpToolInfo[];
  readonly problem: string | null;
}

/** What a call of a tool came to. */
export interface McpAnswer {
  readonly text: string;
  readonly isError: boolean;
}

/** MCP servers as an agent's world sees them. Whatever goes wrong at a server is an answer, so that it is recorded as one. */
export interface Mcp {
  listTools(input: { readonly server: string }): Promise<McpToolList>;
  call(input: {
    readonly server: string;
    readonly tool: string;
    readonly arguments: Readonly<Record<string, unknown>>;
    /** Names the effect of a call that writes. Servers that understand it do nothing twice under the same name. */
    readonly key?: string;
  }): Promise<McpAnswer>;
}

/** The name under which an effect is named in a call's `_meta`; our own servers know it. */
export const KEY_META = 'dev.patchwright/key';
const LONGEST_DESCRIPTION = 4_000;

/**
 * The servers of an `mcp.json` as a port. Both methods are reads: their answers are recorded, and served from the record when a
 * run is executed again. Servers are started, or contacted, by the first call; disposing of the port stops them.
 */
export function mcpPort(config: McpConfig) {
  const connections = new Map<string, Connection>();

  function settingsOf(name: string): McpServerSettings | undefined {
    const server = Object.hasOwn(config.servers, name) ? config.servers[name] : undefined;
    return server?.disabled ? undefined : server;
  }

  function connectionOf(name: string, server: McpServerSettings): Connection {
    const known = connections.get(name) ?? connectionTo(name, server, config.path);
    connections.set(name, known);
    return known;
  }

  async function listTools(
    { server: name }: Parameters<Mcp['listTools']>[0],
    context: CallContext,
  ): Promise<McpToolList> {
    context.signal.throwIfAborted();
    const server = settingsOf(name);
    if (server === undefined) return { tools: [], problem: unknown(name) };
    try {
      const listed = await connectionOf(name, server).tools(context);
      const tools = listed
        .filter((tool) => server.tools === undefined || server.tools.includes(tool.name))
        .map((tool) => ({
          name: tool.name,
          description: cut(strike(tool.description ?? '', server.secrets), LONGEST_DESCRIPTION),
          inputSchema: tool.inputSchema,
          writes: tool.annotations?.readOnlyHint !== true,
        }))
        .sort((one, other) => (one.name < other.name ? -1 : 1));
      return { tools, problem: null };
    } catch (thrown) {
      context.signal.throwIfAborted();
      return { tools: [], problem: strike(messageOf(thrown), server.secrets) };
    }
  }

  async function call(
    { server: name, tool, arguments: input, key }: Parameters<Mcp['call']>[0],
    context: CallContext,
  ): Promise<McpAnswer> {
    context.signal.throwIfAborted();
    const server = settingsOf(name);
    if (server === undefined) return { text: unknown(name), isError: true };
    if (server.tools !== undefined && !server.tools.includes(tool)) {
      return { text: `${name} offers no tool ${tool} here`, isError: true };
    }
    try {
      const result = await connectionOf(name, server).call(
        {
          tool,
          arguments: input,
          repeatable: key === undefined,
          ...(key === undefined ? {} : { meta: { [KEY_META]: key } }),
        },
        context,
      );
      const text = strike(resultText(result, server.maxCharacters), server.secrets);
      return { text, isError: result.isError === true };
    } catch (thrown) {
      context.signal.throwIfAborted();
      return { text: strike(messageOf(thrown), server.secrets), isError: true };
    }
  }

  function unknown(name: string): string {
    return `there is no MCP server ${name}, or it is disabled`;
  }

  return {
    ...definePort({ name: 'mcp', reads: { listTools, call }, writes: {} }),
    async [Symbol.asyncDispose]() {
      const open = [...connections.values()];
      connections.clear();
      await Promise.all(open.map((connection) => connection[Symbol.asyncDispose]()));
    },
  };
}
