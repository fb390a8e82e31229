import { z } from 'zod';
import { expand, type Variables } from './expand.ts';

const ServerName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,30}$/, 'is no name of a server: letters, digits, _ and -');
const AllowEntry = z
  .string()
  .regex(/^[A-Za-z0-9_-]+\/(\*|[^\s*/]+)$/, 'has the form server/tool, or server/*');

const Common = {
  /** Not started, and none of its tools offered. */
  disabled: z.boolean().default(false),
  /** Time limit of one call without a sign of progress, in milliseconds. */
  timeoutMs: z.number().int().positive().max(3_600_000).default(60_000),
  /** Time limit of starting it and shaking hands, in milliseconds. */
  startTimeoutMs: z.number().int().positive().max(600_000).default(30_000),
  /** Characters of one answer; more are cut off. */
  maxCharacters: z.number().int().min(100).max(1_000_000).default(40_000),
  /** The only tools that anybody is offered, by name; all without it. */
  tools: z.array(z.string()).exactOptional(),
};
const Stdio = z.strictObject({
  type: z.literal('stdio').default('stdio'),
  command: z.string().min(1),
  args: z.array(z.string()).default([]),
  /** The program's whole environment, beside the PATH by which it is found. */
  env: z.record(z.string(), z.string()).default({}),
  cwd: z.string().min(1).exactOptional(),
  ...Common,
});
const Http = z.strictObject({
  type: z.enum(['http', 'streamable-http']).default('http'),
  url: z.string().min(1),
  headers: z.record(z.string(), z.string()).default({}),
  ...Common,
});
const File = z.strictObject({
  $schema: z.string().exactOptional(),
  mcpServers: z.record(ServerName, z.unknown()),
  /** What each agent is offered, by its name. Who is not named is offered nothing. */
  agents: z.record(z.string(), z.array(AllowEntry)).default({}),
});

/** How one MCP server is reached. */
export type McpServerSettings = (z.infer<typeof Stdio> | z.infer<typeof Http>) & {
  /** Texts that came by way of variables and headers and that nobody is to see. */
  readonly secrets: readonly string[];
};

/** What an `mcp.json` declares. */
export interface McpConfig {
  readonly servers: Readonly<Record<string, McpServerSettings>>;
  /** By agent: the tools that it is offered, as `server/tool`, or `server/*` for all that only read. */
  readonly agents: Readonly<Record<string, readonly string[]>>;
  /** Where programs are found that are named without a folder. */
  readonly path: string;
}

/**
 * Reads an `mcp.json` as other MCP clients know it, with `agents` beside `mcpServers`. `${NAME}` and `${NAME:-otherwise}` are
 * replaced from `variables`, and from nothing else. Throws an Error that names the place, and shows no value.
 */
export function readMcpFile(text: string, variables: Variables): McpConfig {
  const file = fitting(File, jsonOf(text), []);
  const servers = Object.entries(file.mcpServers).map(([name, declared]) => {
    const server = fitting(schemaOf(declared), declared, ['mcpServers', name]);
    if (server.disabled) return [name, { ...server, secrets: [] }] as const;
    const expanded = expand(server, variables, `mcpServers.${name}`);
    if ('url' in expanded.value) checkAddress(expanded.value.url, name);
    return [name, { ...expanded.value, secrets: expanded.secrets }] as const;
  });
  return {
    servers: Object.fromEntries(servers),
    agents: file.agents,
    path: variables.PATH ?? '/usr/local/bin:/usr/bin:/bin',
  };
}

function schemaOf(declared: unknown): z.ZodType<z.infer<typeof Stdio> | z.infer<typeof Http>> {
  const isHttp = typeof declared === 'object' && declared !== null && 'url' in declared;
  return isHttp ? Http : Stdio;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new Error(`mcp.json is no JSON: ${(thrown as Error).message}`);
  }
}

function fitting<T>(schema: z.ZodType<T>, value: unknown, place: readonly string[]): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const said = parsed.error.issues.map((issue) => {
    const why = issue.code === 'invalid_key' ? issue.issues : [issue];
    return `${[...place, ...issue.path].join('.')}: ${why.map(({ message }) => message).join(', ')}`;
  });
  throw new Error(`mcp.json does not fit: ${said.join('; ')}`);
}

function checkAddress(url: string, name: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const fits = parsed?.protocol === 'https:' || parsed?.protocol === 'http:';
  if (!fits || parsed.username !== '' || parsed.password !== '') {
    throw new Error(
      `mcp.json does not fit: mcpServers.${name}.url: an http or https address without a password is expected`,
    );
  }
}
