import { mkdir, readFile, realpath, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { NatsEnvironment } from '../nats/index.ts';
import { PROJECT } from '../project.ts';
import { findProgram } from './find-program.ts';
import type { PythonEnvironment } from './python.ts';

/** What commands of the workspace and of CI find besides the system's own. */
export interface Toolchain {
  /** Folders for the front of PATH. */
  readonly path: readonly string[];
  /** Node packages that are made visible above work trees. */
  readonly nodeModules: string;
  /** Folders outside the system's that the tools live in, for a sandbox that shows only what it must. */
  readonly folders: readonly string[];
}

/**
 * Puts the tools of stories into a folder: the Node that runs this, npm, git, the named packages of the project's own dependencies,
 * and Python where it is there. Throws when a package is not among the project's dependencies, or git is missing.
 */
export async function prepareToolchain(options: {
  readonly folder: string;
  readonly node: readonly string[];
  readonly python: PythonEnvironment | undefined;
  readonly environment: NatsEnvironment;
}): Promise<Toolchain> {
  const { folder, environment } = options;
  const bin = join(folder, 'bin');
  const nodeModules = join(folder, 'node_modules');
  await rm(folder, { recursive: true, force: true });
  await mkdir(bin, { recursive: true });
  await mkdir(join(nodeModules, '.bin'), { recursive: true });

  const folders = new Set<string>();
  await symlink(process.execPath, join(bin, 'node'));
  for (const name of ['npm', 'npx', 'git']) {
    const program = await findProgram(name, environment.searchPath);
    if (program === undefined && name === 'git') throw new Error('git is not on the PATH');
    if (program === undefined) continue;
    await symlink(program, join(bin, name));
    if (name !== 'git') folders.add(dirname(dirname(await realpath(program))));
  }
  for (const name of options.node) await addPackage(name, nodeModules);
  if (options.node.length > 0) folders.add(join(PROJECT, 'node_modules'));
  const python = options.python?.kind === 'ready' ? [options.python.bin] : [];
  return { path: [...python, bin], nodeModules, folders: [...folders] };
}

async function addPackage(name: string, nodeModules: string): Promise<void> {
  const folder = join(PROJECT, 'node_modules', name);
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
  if (text === undefined) {
    throw new Error(`the story asks for the node package ${name}, which the project does not have`);
  }
  const place = join(nodeModules, name);
  await mkdir(dirname(place), { recursive: true });
  await symlink(folder, place, 'dir');
  const { bin } = JSON.parse(text) as { readonly bin?: string | Readonly<Record<string, string>> };
  const commands =
    typeof bin === 'string' ? { [name.split('/').at(-1) ?? name]: bin } : (bin ?? {});
  for (const [command, file] of Object.entries(commands)) {
    await symlink(join(folder, file), join(nodeModules, '.bin', command));
  }
}
