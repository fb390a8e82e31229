import { readFileSync } from 'node:fs';
import { messageOf } from '@patchwright/faults';
import type { Variables } from './expand.ts';
import { type McpConfig, readMcpFile } from './mcp-file.ts';

/**
 * The MCP servers of a process: those of the file that `PATCHWRIGHT_MCP_FILE` names, none without it. The file is the operator's:
 * one that lies in a repository is never read, since whoever writes there would choose which programs are started.
 * Throws an Error that names the file.
 */
export function readMcpSettings(environment: Variables): McpConfig {
  const file = environment.PATCHWRIGHT_MCP_FILE;
  if (!file) return readMcpFile('{"mcpServers":{}}', environment);
  try {
    return readMcpFile(readFileSync(file, 'utf8'), environment);
  } catch (thrown) {
    throw new Error(`PATCHWRIGHT_MCP_FILE (${file}): ${messageOf(thrown)}`);
  }
}
