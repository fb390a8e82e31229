import { serveStdio as serve } from '@modelcontextprotocol/server/stdio';
import { createMcpServer, type Presentation } from './mcp-server.ts';
import type { ToolServer } from './tool-server.ts';

/** Serves tools to the one client at the other end of this process's input and output, until it hangs up. */
export function serveStdio(tools: ToolServer, presentation: Presentation): AsyncDisposable {
  const handle = serve(() => createMcpServer(tools, presentation));
  return { [Symbol.asyncDispose]: () => handle.close() };
}
