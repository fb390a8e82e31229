import {
  type StreamableHTTPClientTransport as HttpTransport,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';
import {
  DEFAULT_INHERITED_ENV_VARS,
  StdioClientTransport,
} from '@modelcontextprotocol/client/stdio';
import type { McpServerSettings } from './mcp-file.ts';

/** The line to a server, and what its program said beside it. */
export interface Line {
  readonly transport: StdioClientTransport | HttpTransport;
  /** The last that a program wrote to its error output; empty over HTTP. */
  readonly lastWords: () => string;
}

const LAST_WORDS = 2_000;

/** A line to a server: a program begun with nothing of our own environment, or an address. Not open yet. */
export function lineTo(server: McpServerSettings, path: string): Line {
  if ('url' in server) {
    const transport = new StreamableHTTPClientTransport(new URL(server.url), {
      requestInit: { headers: server.headers },
    });
    return { transport, lastWords: () => '' };
  }
  const transport = new StdioClientTransport({
    command: server.command,
    args: server.args,
    env: { ...NOTHING_INHERITED, PATH: path, ...server.env },
    stderr: 'pipe',
    ...(server.cwd === undefined ? {} : { cwd: server.cwd }),
  });
  let words = '';
  transport.stderr?.on('data', (piece: Buffer) => {
    words = (words + piece.toString('utf8')).slice(-LAST_WORDS);
  });
  return { transport, lastWords: () => words.trim() };
}

/** The SDK lets some variables through by itself; without a value they are not handed on. */
const NOTHING_INHERITED = Object.fromEntries(
  DEFAULT_INHERITED_ENV_VARS.map((name) => [name, undefined]),
) as unknown as Readonly<Record<string, string>>;
