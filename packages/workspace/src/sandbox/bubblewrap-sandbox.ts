import { readdir, readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SYSTEM_PATH, type Tools } from '../config.ts';
import { commandEnvironment, limitedShell } from './command-environment.ts';
import type { Sandbox, SandboxCommand } from './sandbox.ts';
import { supervise } from './supervise.ts';

const RUNTIMES = ['node', 'python3', 'python', 'go', 'cargo', 'java', 'ruby', 'php', 'dotnet'];

/**
 * Folders besides the system's that a command has to be able to read: those on its PATH, the homes of the runtimes
 * found there through links, and what the configuration names.
 */
async function readableFolders(tools: Tools): Promise<readonly string[]> {
  const folders = new Set<string>(tools.folders ?? []);
  if (tools.nodeModules !== undefined) folders.add(tools.nodeModules);
  for (const entry of [...tools.path, ...SYSTEM_PATH]) {
    if (tools.path.includes(entry)) folders.add(entry);
    const above = dirname(entry);
    const environment = await readFile(join(above, 'pyvenv.cfg'), 'utf8').catch(() => undefined);
    if (environment !== undefined) folders.add(above);
    for (const runtime of RUNTIMES) {
      const program = await realpath(join(entry, runtime)).catch(() => undefined);
      // A runtime brings its libraries along in the folder above its own `bin`.
      if (program !== undefined && /\/bin\/[^/]+$/.test(program))
        folders.add(dirname(dirname(program)));
    }
  }
  // Debian keeps the settings of each Java outside its home.
  const settings = await readdir('/etc').catch(() => []);
  for (const name of settings) if (name.startsWith('java-')) folders.add(join('/etc', name));
  return [...folders]
    .filter((folder) => folder !== '/' && folder !== '/usr' && !folder.startsWith('/usr/'))
    .sort();
}

/** The arguments of bwrap for a command: what it sees, what it may write, and the command itself. */
function bubblewrapArguments(
  tools: Tools,
  readable: readonly string[],
  command: SandboxCommand,
): readonly string[] {
  const env = commandEnvironment(tools, command);
  const systemLinks = ['bin', 'sbin', 'lib', 'lib64'].flatMap((name) => [
    '--ro-bind-try',
    `/${name}`,
    `/${name}`,
  ]);
  const etc = [
    'ssl',
    'alternatives',
    'ld.so.cache',
    'ld.so.conf',
    'ld.so.conf.d',
    'localtime',
    'hosts',
    'nsswitch.conf',
  ];
  return [
    // A new network has nothing but its own loopback, so tests that serve and ask themselves still run.
    '--unshare-all',
    '--unshare-user',
    '--disable-userns',
    '--uid',
    '1000',
    '--gid',
    '1000',
    '--cap-drop',
    'ALL',
    '--new-session',
    '--die-with-parent',
    '--clearenv',
    ...Object.entries(env).flatMap(([name, value]) => ['--setenv', name, value]),
    '--ro-bind',
    '/usr',
    '/usr',
    ...systemLinks,
    ...etc.flatMap((name) => ['--ro-bind-try', `/etc/${name}`, `/etc/${name}`]),
    '--proc',
    '/proc',
    '--dev',
    '/dev',
    '--tmpfs',
    '/tmp',
    ...readable.flatMap((folder) => ['--ro-bind-try', folder, folder]),
    '--bind',
    command.scratch,
    command.scratch,
    '--bind',
    command.cwd,
    command.cwd,
    ...(tools.nodeModules === undefined
      ? []
      : ['--symlink', tools.nodeModules, join(dirname(command.cwd), 'node_modules')]),
    '--chdir',
    command.cwd,
    '/bin/sh',
    '-c',
    limitedShell(command.limits),
    'sh',
    command.command,
  ];
}

/** Commands in namespaces of their own: they see the system, their tools and their work tree, and no network but loopback. */
export async function bubblewrapSandbox(
  program: string,
  tools: Tools,
  reason: string,
): Promise<Sandbox> {
  const readable = await readableFolders(tools);
  return {
    kind: 'bubblewrap',
    reason,
    run(command) {
      return supervise(
        { file: program, args: bubblewrapArguments(tools, readable, command), env: {} },
        command,
      );
    },
  };
}
