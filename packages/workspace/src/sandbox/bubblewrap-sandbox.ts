import { dirname, join } from 'node:path';
import type { Tools } from '../config.ts';
import { type OwnFile, SANDBOX_USER, writeAccountFiles } from './account-files.ts';
import { commandEnvironment, limitedShell } from './command-environment.ts';
import { kernelSettings } from './kernel-settings.ts';
import { type Reach, withReach } from './network/reach.ts';
import { readableFolders, SYSTEM_SETTINGS } from './readable-folders.ts';
import type { ResourceGroups } from './resource-group.ts';
import type { Sandbox, SandboxCommand } from './sandbox.ts';
import { supervise } from './supervise.ts';

const MIB = 1024 * 1024;

/** A memory disk of limited size. */
function memoryDisk(place: string, mib: number): readonly string[] {
  return [...(mib > 0 ? ['--size', String(mib * MIB)] : []), '--tmpfs', place];
}

/** The arguments of bwrap for a command: what it sees, what it may write, and the command itself. */
function bubblewrapArguments(
  tools: Tools,
  seen: { readonly readable: readonly string[]; readonly settings: readonly string[] },
  command: SandboxCommand,
  own: readonly OwnFile[],
  reach: Reach | undefined,
): readonly string[] {
  const env = commandEnvironment(tools, command);
  const { cwd, scratch, cache, limits } = command;
  const shell = ['/bin/sh', '-c', limitedShell(limits, true), 'sh', command.command];
  return [
    // A new network has nothing but its own loopback, so tests that serve and ask themselves still run.
    '--unshare-all',
    '--unshare-user',
    '--disable-userns',
    ...['--uid', String(SANDBOX_USER), '--gid', String(SANDBOX_USER)],
    ...['--cap-drop', 'ALL'],
    ...['--hostname', 'sandbox'],
    '--new-session',
    '--die-with-parent',
    '--clearenv',
    ...Object.entries(env).flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--ro-bind', '/usr', '/usr'],
    ...['/bin', '/sbin', '/lib', '/lib64', ...SYSTEM_SETTINGS].flatMap((path) => [
      '--ro-bind-try',
      path,
      path,
    ]),
    ...own.flatMap(([source, seenAs]) => ['--ro-bind', source, seenAs]),
    ...['--proc', '/proc'],
    ...seen.settings.flatMap((path) => ['--ro-bind', path, path]),
    ...['--dev', '/dev'],
    ...memoryDisk('/dev/shm', limits.scratchMb),
    ...['--remount-ro', '/dev'],
    ...memoryDisk('/tmp', limits.scratchMb),
    ...seen.readable.flatMap((folder) => ['--ro-bind-try', folder, folder]),
    ...(cache === undefined
      ? []
      : [cache.writable ? '--bind' : '--ro-bind', cache.path, cache.path]),
    ...['home', 'tmp'].flatMap((name) => ['--bind', join(scratch, name), join(scratch, name)]),
    ...['--bind', cwd, cwd],
    ...(reach?.files ?? []).flatMap(([source, seenAs]) => ['--ro-bind', source, seenAs]),
    ...(tools.nodeModules === undefined
      ? []
      : ['--symlink', tools.nodeModules, join(dirname(cwd), 'node_modules')]),
    ...['--remount-ro', '/'],
    ...['--chdir', cwd],
    ...(reach?.around(shell) ?? shell),
  ];
}

/** Commands in namespaces of their own: they see the system, their tools and their work tree, and no network but loopback. */
export async function bubblewrapSandbox(
  program: string,
  tools: Tools,
  groups: ResourceGroups | undefined,
  reason: string,
): Promise<Sandbox> {
  const seen = { readable: await readableFolders(tools), settings: await kernelSettings() };
  return {
    kind: 'bubblewrap',
    reason,
    async run(command) {
      const own = await writeAccountFiles(command.scratch);
      return withReach(command, (reach) =>
        supervise(
          {
            file: program,
            args: bubblewrapArguments(tools, seen, command, own, reach),
            env: {},
          },
          command,
          groups,
        ),
      );
    },
  };
}
