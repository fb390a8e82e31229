import { randomUUID } from 'node:crypto';
import { lstat, mkdir, mkdtemp, readlink, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import type { Tools } from '../config.ts';
import { type OwnFile, writeAccountFiles } from './account-files.ts';
import { commandEnvironment, limitedShell } from './command-environment.ts';
import { type Reach, withReach } from './network/reach.ts';
import { readableFolders, SYSTEM_SETTINGS } from './readable-folders.ts';
import type { ResourceGroups } from './resource-group.ts';
import type { Sandbox, SandboxCommand } from './sandbox.ts';
import { supervise } from './supervise.ts';

/** A mount as the Open Container Initiative writes it. */
interface Mount {
  readonly destination: string;
  readonly type: string;
  readonly source: string;
  readonly options: readonly string[];
}

function bind(source: string, destination: string, how: 'ro' | 'rw'): Mount {
  return { destination, type: 'bind', source, options: ['rbind', how, 'nosuid', 'nodev'] };
}

/** The system's folders that are folders, and those that are links into another, as on every new system. */
async function systemFolders() {
  const mounts: Mount[] = [bind('/usr', '/usr', 'ro')];
  const links: (readonly [name: string, target: string])[] = [];
  for (const path of ['/bin', '/sbin', '/lib', '/lib64', ...SYSTEM_SETTINGS]) {
    const state = await lstat(path).catch(() => undefined);
    if (state === undefined) continue;
    if (state.isSymbolicLink()) links.push([path, await readlink(path)]);
    else mounts.push(bind(path, path, 'ro'));
  }
  return { mounts, links };
}

/** What a container of the sandbox is: the text of an OCI `config.json`, as data. */
export function containerConfig(order: {
  readonly mounts: readonly Mount[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly args: readonly string[];
}) {
  const none = { bounding: [], effective: [], permitted: [], inheritable: [], ambient: [] };
  return {
    ociVersion: '1.0.2',
    root: { path: 'rootfs', readonly: true },
    hostname: 'sandbox',
    process: {
      terminal: false,
      // Files keep their owner inside; without capabilities the number alone gives no power over others.
      user: { uid: process.getuid?.() ?? 1000, gid: process.getgid?.() ?? 1000 },
      cwd: order.cwd,
      env: Object.entries(order.env).map(([name, value]) => `${name}=${value}`),
      args: order.args,
      noNewPrivileges: true,
      capabilities: none,
    },
    mounts: order.mounts,
    linux: {
      namespaces: ['pid', 'network', 'ipc', 'uts', 'mount'].map((type) => ({ type })),
    },
  };
}

async function writeBundle(
  tools: Tools,
  readable: readonly string[],
  command: SandboxCommand,
  own: readonly OwnFile[],
  reach: Reach | undefined,
): Promise<string> {
  const { cwd, scratch, cache, limits } = command;
  const bundle = await mkdtemp(join(scratch, 'bundle-'));
  const rootfs = join(bundle, 'rootfs');
  const { mounts: system, links } = await systemFolders();
  const shell = ['/bin/sh', '-c', limitedShell(limits, true), 'sh', command.command];
  const size = limits.scratchMb > 0 ? [`size=${limits.scratchMb}m`] : [];
  const memory = (destination: string): Mount => ({
    destination,
    type: 'tmpfs',
    source: 'tmpfs',
    options: ['nosuid', 'nodev', 'mode=1777', ...size],
  });
  const mounts: readonly Mount[] = [
    ...system,
    { destination: '/proc', type: 'proc', source: 'proc', options: [] },
    memory('/tmp'),
    memory('/dev/shm'),
    ...readable.map((folder) => bind(folder, folder, 'ro')),
    ...own.map(([source, seenAs]) => bind(source, seenAs, 'ro')),
    ...(cache === undefined ? [] : [bind(cache.path, cache.path, cache.writable ? 'rw' : 'ro')]),
    ...['home', 'tmp'].map((name) => bind(join(scratch, name), join(scratch, name), 'rw')),
    bind(cwd, cwd, 'rw'),
    ...(reach?.files ?? []).map(([source, seenAs]) => bind(source, seenAs, 'ro')),
    ...(tools.nodeModules === undefined
      ? []
      : [bind(tools.nodeModules, join(dirname(cwd), 'node_modules'), 'ro')]),
  ];
  await mkdir(rootfs, { recursive: true });
  for (const [name, target] of links) {
    await mkdir(dirname(join(rootfs, name)), { recursive: true });
    await symlink(target, join(rootfs, name));
  }
  const env = commandEnvironment(tools, command);
  const args = reach?.around(shell) ?? shell;
  await writeFile(
    join(bundle, 'config.json'),
    JSON.stringify(containerConfig({ mounts, env, cwd, args })),
  );
  return bundle;
}

/** Commands behind gVisor, a kernel of their own in front of the machine's. */
export async function gvisorSandbox(
  program: string,
  tools: Tools,
  groups: ResourceGroups | undefined,
  reason: string,
): Promise<Sandbox> {
  const readable = await readableFolders(tools);
  const isRoot = process.getuid?.() === 0;
  return {
    kind: 'gvisor',
    reason,
    async run(command) {
      const own = await writeAccountFiles(command.scratch);
      return withReach(command, async (reach) => {
        const bundle = await writeBundle(tools, readable, command, own, reach);
        const name = `patchwright-${randomUUID().slice(0, 8)}`;
        const always = [
          `--root=${join(command.scratch, 'runsc')}`,
          '--network=none',
          // The machine's own groups hold the limits; the sandbox enters them as a whole.
          '--ignore-cgroups',
          ...(reach === undefined ? [] : ['--host-uds=open']),
          ...(isRoot ? [] : ['--rootless']),
        ];
        return supervise(
          {
            file: program,
            args: [...always, 'run', `--bundle=${bundle}`, name],
            env: {},
            async stop() {
              await execa(program, [...always, 'delete', '--force', name], { reject: false });
            },
          },
          command,
          groups,
        );
      });
    },
  };
}
