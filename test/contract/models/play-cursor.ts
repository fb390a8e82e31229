import { appendFileSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

/**
 * Stands for Cursor's program: plays a recording of its output line by line, and really makes the calls of tools that stand in it, of the
 * server that `.cursor/mcp.json` names. `play-cursor.ts FOLDER ARGUMENT…`; what it was started with goes to FOLDER/starts.jsonl.
 */

interface Call {
  readonly toolName: string;
  readonly args: Record<string, unknown>;
  readonly toolCallId: string;
}
interface Line {
  readonly type: string;
  readonly subtype?: string;
  readonly tool_call?: { readonly mcpToolCall: { readonly args: Call } };
}

const [folder = '', ...args] = process.argv.slice(2);
const prompt = await text(process.stdin);
appendFileSync(
  `${folder}/starts.jsonl`,
  `${JSON.stringify({ args, prompt, env: process.env, cwd: process.cwd() })}\n`,
);
const isResumed = args.some((word) => word.startsWith('--resume='));
const name = isResumed ? 'resumed' : (/^Play: (.+)$/m.exec(prompt)?.[1] ?? 'plan');
const recording = new URL(`./recordings/cursor-${name}.jsonl`, import.meta.url);

const { mcpServers } = JSON.parse(readFileSync('.cursor/mcp.json', 'utf8')) as {
  mcpServers: { patchwright: { url: string; headers: Record<string, string> } };
};
const { url, headers } = mcpServers.patchwright;
const client = new Client({ name: 'cursor', version: '1' });
await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));

const under = new Map<string, Promise<unknown>>();
for (const line of readFileSync(recording, 'utf8').trim().split('\n')) {
  const { type, subtype, tool_call } = JSON.parse(line) as Line;
  const call = type === 'tool_call' ? tool_call?.mcpToolCall.args : undefined;
  if (call !== undefined && subtype === 'completed') {
    const result = await under.get(call.toolCallId);
    process.stdout.write(
      `${line.replace('"(as it came)"', () => JSON.stringify(JSON.stringify(result)))}\n`,
    );
    continue;
  }
  process.stdout.write(`${line}\n`);
  if (call === undefined) continue;
  under.set(call.toolCallId, client.callTool({ name: call.toolName, arguments: call.args }));
}
await client.close();
if (name === 'cut') {
  process.stderr.write('ActionRequiredError: You have hit your usage limit\n');
  process.exitCode = 1;
}
