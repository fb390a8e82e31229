import { join } from 'node:path';
import { type Limits, SYSTEM_PATH, type Tools } from '../config.ts';
import { MARK_VARIABLE } from './leftovers.ts';
import type { SandboxCommand } from './sandbox.ts';

/** The whole environment of a command: where tools are, where it may write, and nothing of ours. */
export function commandEnvironment(
  tools: Tools,
  command: Pick<SandboxCommand, 'cwd' | 'scratch' | 'mark' | 'env' | 'path'>,
): Readonly<Record<string, string>> {
  return {
    PATH: [...(command.path ?? []), ...tools.path, ...SYSTEM_PATH].join(':'),
    HOME: join(command.scratch, 'home'),
    TMPDIR: join(command.scratch, 'tmp'),
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    CI: 'true',
    // Compiled files are told from stale ones by second and size only: an edit right after a run would go unseen.
    PYTHONDONTWRITEBYTECODE: '1',
    npm_config_update_notifier: 'false',
    npm_config_fund: 'false',
    // A work tree has no `.git`; git must not find the one of a project above it.
    GIT_CEILING_DIRECTORIES: join(command.cwd, '..'),
    GIT_CONFIG_NOSYSTEM: '1',
    ...tools.env,
    ...command.env,
    [MARK_VARIABLE]: command.mark,
  };
}

/**
 * The shell lines that set the limits of a process and then become the command, with both streams in one.
 * Processes are counted for the whole user, so their limit is set only where the user is the sandbox's own.
 */
export function limitedShell(limits: Limits, ownUser: boolean): string {
  const lines = ['exec 2>&1', 'ulimit -c 0'];
  if (limits.memoryMb > 0) lines.push(`ulimit -d ${limits.memoryMb * 1024} 2>/dev/null`);
  // In blocks of 512 bytes, as POSIX counts them; bash counts in KiB, which is twice as generous.
  if (limits.fileMb > 0) lines.push(`ulimit -f ${limits.fileMb * 2048} 2>/dev/null`);
  // bash and most others say -u, dash says -p.
  if (limits.processes > 0 && ownUser) {
    lines.push(
      `ulimit -u ${limits.processes} 2>/dev/null || ulimit -p ${limits.processes} 2>/dev/null`,
    );
  }
  return [...lines, 'exec /bin/sh -c "$1"'].join('\n');
}
