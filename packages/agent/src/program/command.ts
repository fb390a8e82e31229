import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelChoice } from '../providers/provider.ts';
import { claudeReader } from './claude-reader.ts';
import { cursorReader } from './cursor-reader.ts';
import type { ProgramSettings } from './settings.ts';
import type { ProgramStart } from './start-program.ts';
import type { ToolDesk } from './tool-desk.ts';
import { SERVER, type TurnReader } from './turn.ts';

/** What one start of a program is for. */
export interface Errand {
  readonly system: string;
  readonly prompt: string;
  readonly choice: ModelChoice;
  readonly desk: Pick<ToolDesk, 'url' | 'token'>;
  /** Names our files of this conversation. */
  readonly name: string;
  /** The program's own name of a conversation that is to go on. */
  readonly resume?: string;
}

/** A program's command line and the reader of its output. */
export interface ProgramCommand {
  readonly start: ProgramStart;
  readonly reader: TurnReader;
}

const MOST_TURNS = 200;
const MOST_USD = 20;
const A_DAY_MS = 86_400_000;

/** The command line of an errand. Writes the files that it names; they can be read by nobody else. */
export async function commandOf(
  settings: ProgramSettings,
  errand: Errand,
): Promise<ProgramCommand> {
  // The same for every errand, since programs keep their conversations by the folder they are started in.
  const cwd = join(settings.home, 'desk');
  const files = join(settings.home, 'errands', errand.name);
  for (const folder of [cwd, files]) await mkdir(folder, { recursive: true, mode: 0o700 });
  return settings.kind === 'claude-code'
    ? claudeCommand(settings, errand, cwd, files)
    : cursorCommand(settings, errand, cwd);
}

async function claudeCommand(
  settings: ProgramSettings,
  { system, prompt, choice, desk, resume }: Errand,
  cwd: string,
  files: string,
): Promise<ProgramCommand> {
  const [systemFile, mcpFile] = [join(files, 'system.md'), join(files, 'mcp.json')];
  await writeFile(systemFile, system, { mode: 0o600 });
  await writeFile(mcpFile, serversOf(desk), { mode: 0o600 });
  const args = [
    '-p',
    '--output-format=stream-json',
    '--verbose',
    '--include-partial-messages',
    `--model=${choice.model}`,
    `--system-prompt-file=${systemFile}`,
    // No tool of its own, and of servers ours alone: whatever it does goes through our tools.
    '--tools=',
    `--allowedTools=mcp__${SERVER}`,
    `--mcp-config=${mcpFile}`,
    '--strict-mcp-config',
    '--setting-sources=',
    '--disable-slash-commands',
    '--permission-mode=dontAsk',
    `--max-turns=${settings.mostTurns ?? MOST_TURNS}`,
    `--max-budget-usd=${settings.mostUsd ?? MOST_USD}`,
    ...(choice.effort === undefined ? [] : [`--effort=${choice.effort}`]),
    ...(resume === undefined ? [] : [`--resume=${resume}`]),
  ];
  const env = {
    ...ownHome(settings),
    CLAUDE_CONFIG_DIR: join(settings.home, 'config'),
    ANTHROPIC_API_KEY: settings.apiKey,
    ...(settings.baseUrl === undefined ? {} : { ANTHROPIC_BASE_URL: settings.baseUrl }),
    ...(choice.thinkingTokens === undefined
      ? {}
      : { MAX_THINKING_TOKENS: String(choice.thinkingTokens) }),
    // Tools wait for suites of tests.
    MCP_TOOL_TIMEOUT: String(A_DAY_MS),
    // Overloads are ours to sit out, or to pass on.
    CLAUDE_CODE_MAX_RETRIES: '1',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
    DISABLE_TELEMETRY: '1',
    DISABLE_ERROR_REPORTING: '1',
    ENABLE_TOOL_SEARCH: 'false',
  };
  const start = { command: settings.program, args, env, cwd, stdin: prompt };
  return { start, reader: claudeReader() };
}

async function cursorCommand(
  settings: ProgramSettings,
  { system, prompt, choice, desk, resume, name }: Errand,
  cwd: string,
): Promise<ProgramCommand> {
  // It reads its servers and its rights from files of its folder, so each conversation has one.
  const folder = join(cwd, name);
  const own = join(folder, '.cursor');
  await mkdir(own, { recursive: true, mode: 0o700 });
  await writeFile(join(own, 'mcp.json'), serversOf(desk), { mode: 0o600 });
  const permissions = {
    allow: [`Mcp(${SERVER}:*)`],
    deny: ['Shell(*)', 'Read(**)', 'Write(**)', 'WebFetch(*)'],
  };
  await writeFile(join(own, 'cli.json'), JSON.stringify({ version: 1, permissions }), {
    mode: 0o600,
  });
  const args = [
    '-p',
    '--output-format=stream-json',
    '--trust',
    '--approve-mcps',
    `--model=${choice.model}`,
    ...(resume === undefined ? [] : [`--resume=${resume}`]),
  ];
  const env = { ...ownHome(settings), CURSOR_API_KEY: settings.apiKey };
  // There is no other place for instructions.
  const stdin = resume === undefined ? `${system}\n\n${prompt}` : prompt;
  return {
    start: { command: settings.program, args, env, cwd: folder, stdin },
    reader: cursorReader(),
  };
}

function ownHome({ home, path }: ProgramSettings): Readonly<Record<string, string>> {
  return { HOME: home, PATH: path, LANG: 'C.UTF-8' };
}

function serversOf({ url, token }: Errand['desk']): string {
  const headers = { authorization: `Bearer ${token}` };
  return JSON.stringify({ mcpServers: { [SERVER]: { type: 'http', url, headers } } });
}
