import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Tool } from '../agent.ts';
import { clean } from '../clean.ts';
import type { Mcp, McpToolInfo } from './mcp-port.ts';

/** What an agent is offered, and on whose behalf. */
export interface McpGrant {
  /** `server/tool` names one tool; `server/*` all of a server that only read. A tool that writes is offered only by its own name. */
  readonly allow: readonly string[];
  /** Offers nothing that may change something, even if it is named. */
  readonly readOnly?: boolean;
  /** Names the effects of the calls: the same in each execution of the same run, for example `shop-42/executor/3`. */
  readonly key: string;
}

/** The tools of an agent, and why some are missing. */
export interface McpOffer {
  readonly tools: readonly Tool<Record<string, unknown>>[];
  readonly problems: readonly string[];
}

/** The tools of an agent that may have been granted none: without servers or an allow-list nobody is asked. */
export async function grantedTools(
  { mcp }: { readonly mcp?: Mcp },
  {
    allow = [],
    ...grant
  }: Omit<McpGrant, 'allow'> & { readonly allow?: readonly string[] | undefined },
): Promise<McpOffer['tools']> {
  if (mcp === undefined || allow.length === 0) return [];
  return (await mcpTools(mcp, { ...grant, allow })).tools;
}

/** What the Messages API takes as a name. */
const LONGEST_NAME = 64;

/** The tools of MCP servers as the loop knows tools, in a fixed order. Their answers are fenced by the loop like those of all tools. */
export async function mcpTools(mcp: Mcp, { allow, key, readOnly }: McpGrant): Promise<McpOffer> {
  const servers = [...new Set(allow.map((entry) => entry.split('/')[0] ?? ''))].sort();
  const tools: Tool<Record<string, unknown>>[] = [];
  const problems: string[] = [];
  let effects = 0;

  function nextKey(): string {
    effects += 1;
    return `${key}/${effects}`;
  }

  for (const server of servers) {
    const { tools: listed, problem } = await mcp.listTools({ server });
    if (problem !== null) problems.push(`${server}: ${problem}`);
    const offered = listed.filter(
      (tool) => isOffered(server, tool, allow) && !(readOnly === true && tool.writes),
    );
    tools.push(...offered.map((tool) => toolOf(mcp, server, tool, nextKey)));
    if (problem === null) problems.push(...missing(server, listed, allow));
  }
  return { tools, problems };
}

/** Whether an allow-list offers a tool. */
export function isOffered(
  server: string,
  tool: Pick<McpToolInfo, 'name' | 'writes'>,
  allow: readonly string[],
): boolean {
  if (allow.includes(`${server}/${tool.name}`)) return true;
  return !tool.writes && allow.includes(`${server}/*`);
}

function missing(
  server: string,
  listed: readonly McpToolInfo[],
  allow: readonly string[],
): readonly string[] {
  return allow
    .filter((entry) => entry.startsWith(`${server}/`) && !entry.endsWith('/*'))
    .map((entry) => entry.slice(server.length + 1))
    .filter((name) => !listed.some((tool) => tool.name === name))
    .map((name) => `${server}: there is no tool ${name}`);
}

function toolOf(
  mcp: Mcp,
  server: string,
  tool: McpToolInfo,
  nextKey: () => string,
): Tool<Record<string, unknown>> {
  return {
    name: nameOf(server, tool.name),
    description: clean(tool.description),
    input: inputOf(tool.inputSchema),
    async run(input) {
      const answer = await mcp.call({
        server,
        tool: tool.name,
        arguments: input,
        ...(tool.writes ? { key: nextKey() } : {}),
      });
      // A plain Error is what the model sees as a failed call.
      if (answer.isError) throw new Error(answer.text);
      return answer.text;
    },
  };
}

/** `github__get_repo`; the end of a long one is a digest, so that no two become one. */
function nameOf(server: string, tool: string): string {
  const plain = `${server}__${tool}`;
  const safe = plain.replace(/[^A-Za-z0-9_-]/g, '_');
  if (safe === plain && plain.length <= LONGEST_NAME) return plain;
  const digest = createHash('sha256').update(plain).digest('hex').slice(0, 8);
  return `${safe.slice(0, LONGEST_NAME - 9)}_${digest}`;
}

/** An object whose schema is shown as the server states it. The server itself checks what it is given. */
function inputOf(schema: Readonly<Record<string, unknown>>): z.ZodType<Record<string, unknown>> {
  // By these a schema is known elsewhere; here it has no other place than its own.
  const { $schema: _dialect, $id: _address, id: _name, ...shown } = schema;
  return z.looseObject({}).meta({ properties: {}, ...shown, type: 'object' });
}
