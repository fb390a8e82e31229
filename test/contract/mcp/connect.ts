import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import {
  DEFAULT_INHERITED_ENV_VARS,
  StdioClientTransport,
} from '@modelcontextprotocol/client/stdio';

/** The program that serves our tools. */
export const PROGRAM = join(import.meta.dirname, '../../../packages/mcp-servers/src/main.ts');

/** An MCP client that is connected to one of our servers. */
export interface Connected extends AsyncDisposable {
  readonly client: Client;
  /** Calls a tool; answers what it said. */
  readonly call: (
    tool: string,
    input?: Record<string, unknown>,
    meta?: Record<string, unknown>,
  ) => Promise<{ readonly text: string; readonly isError: boolean }>;
  /** Calls a tool; answers what it said as JSON, and fails when the call did. */
  readonly ask: (tool: string, input?: Record<string, unknown>) => Promise<unknown>;
}

/** Starts one of our servers as its users do, with exactly this environment, and connects to it over stdio. */
export async function connect(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Connected> {
  const nothing = Object.fromEntries(DEFAULT_INHERITED_ENV_VARS.map((name) => [name, '']));
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [PROGRAM, ...words],
    env: { ...nothing, PATH: process.env.PATH ?? '', ...env },
  });
  const client = new Client({ name: 'contract', version: '1.0.0' });
  await client.connect(transport);

  async function call(
    tool: string,
    input: Record<string, unknown> = {},
    meta?: Record<string, unknown>,
  ) {
    const params = { name: tool, arguments: input };
    const result = await client.callTool(meta === undefined ? params : { ...params, _meta: meta });
    const text = result.content.map((block) => (block.type === 'text' ? block.text : '')).join('');
    return { text, isError: result.isError === true };
  }

  return {
    client,
    call,
    async ask(tool, input) {
      const { text, isError } = await call(tool, input);
      if (isError) throw new Error(`${tool} failed: ${text}`);
      return JSON.parse(text);
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}
