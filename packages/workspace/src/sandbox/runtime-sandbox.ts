import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Tools } from '../config.ts';
import { commandEnvironment, limitedShell } from './command-environment.ts';
import { readableFolders, SYSTEM_SETTINGS } from './readable-folders.ts';
import type { ResourceGroups } from './resource-group.ts';
import type { Sandbox, SandboxCommand } from './sandbox.ts';
import { supervise } from './supervise.ts';

const PACKAGE = '@anthropic-ai/sandbox-runtime';

/** The program of the optional package `@anthropic-ai/sandbox-runtime`; `undefined` when it is not installed. */
export function findRuntime(): string | undefined {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(PACKAGE)), 'cli.js');
  } catch {
    return undefined;
  }
}

/** The settings of the runtime for a command: everything is unreadable but what is named, and only its own folders may be written. */
export function runtimeSettings(
  program: string,
  readable: readonly string[],
  command: SandboxCommand,
) {
  const { cwd, scratch, cache } = command;
  const own = [cwd, join(scratch, 'home'), join(scratch, 'tmp')];
  return {
    network: {
      allowedDomains: (command.hosts ?? []).map((host) => host.replace(/:\d+$/, '')),
      deniedDomains: [],
    },
    filesystem: {
      denyRead: ['/'],
      allowRead: [
        ...['/usr', '/bin', '/sbin', '/lib', '/lib64', '/dev', '/proc', ...SYSTEM_SETTINGS],
        ...['/System', '/Library', '/private/var/db'],
        dirname(dirname(program)),
        ...readable,
        ...(cache === undefined ? [] : [cache.path]),
        ...own,
      ],
      allowWrite: [...own, ...(cache?.writable === true ? [cache.path] : [])],
      denyWrite: [],
    },
  };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Commands by Anthropic's sandbox-runtime: Seatbelt on macOS, bubblewrap with a seccomp filter on Linux. */
export async function runtimeSandbox(
  program: string,
  tools: Tools,
  groups: ResourceGroups | undefined,
  reason: string,
): Promise<Sandbox> {
  const readable = await readableFolders(tools);
  return {
    kind: 'sandbox-runtime',
    reason,
    async run(command) {
      const settings = join(command.scratch, 'settings.json');
      await writeFile(settings, JSON.stringify(runtimeSettings(program, readable, command)));
      const env = commandEnvironment(tools, command);
      const reaches = (command.hosts ?? []).length > 0;
      const line = [
        // The runtime tells the way to its proxy by variables; without hosts there is nothing to tell.
        ...(reaches ? ['env'] : ['env', '-i']),
        ...Object.entries(env).map(([name, value]) => quoted(`${name}=${value}`)),
        ...[
          '/bin/sh',
          '-c',
          quoted(limitedShell(command.limits, process.platform === 'linux')),
          'sh',
        ],
        quoted(command.command),
      ].join(' ');
      return supervise(
        {
          file: process.execPath,
          args: [program, '--settings', settings, '-c', `exec ${line}`],
          env: { PATH: env.PATH ?? '', HOME: env.HOME ?? '', TMPDIR: env.TMPDIR ?? '' },
        },
        command,
        groups,
      );
    },
  };
}
