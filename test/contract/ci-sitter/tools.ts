import { execFile } from 'node:child_process';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findProgram, natsEnvironment, PROJECT } from '@patchwright/local';

const run = promisify(execFile);

/** Pinned, so that what they print and mend stays what it is. */
const PYTHON = [
  'bandit==1.9.4',
  'black==26.10.1',
  'isort==9.0.2',
  'mypy==2.4.1',
  'pytest==9.2.0',
  'ruff==0.17.5',
] as const;

const INSTALL_WITHIN_MS = 90_000;

/** Where the real tools lie. */
export interface Tools {
  readonly path: readonly string[];
  readonly nodeModules: string;
  /** Folders that a closed sandbox has to let them read. */
  readonly folders: readonly string[];
}

/**
 * The tools of the languages, each a real one: those of npm from the project's own packages, those of Python installed once into the
 * cache, Go's and Rust's of this machine. Throws an Error that names what cannot be had.
 */
export async function prepareTools(): Promise<Tools> {
  const nodeModules = join(PROJECT, 'node_modules');
  const python = await pythonTools();
  const go = join(await printed('go', ['env', 'GOROOT']), 'bin');
  const rust = await printed('rustc', ['--print', 'sysroot']);
  return {
    path: [join(process.execPath, '..'), python, go, join(rust, 'bin'), join(nodeModules, '.bin')],
    nodeModules,
    folders: [rust],
  };
}

async function pythonTools(): Promise<string> {
  const { cacheDir, clientVariables: env } = natsEnvironment();
  const name = `ci-sitter-${PYTHON.join('-').replaceAll(/[^\w-]/g, '')}`;
  const folder = join(cacheDir, 'python', name);
  const bin = join(folder, 'bin');
  const complete = join(folder, 'complete');
  if ((await stat(complete).catch(() => undefined)) !== undefined) return bin;
  const python = await found('python3');
  await using _ = await alone(folder);
  if ((await stat(complete).catch(() => undefined)) !== undefined) return bin;
  try {
    await rm(folder, { recursive: true, force: true });
    await run(python, ['-m', 'venv', folder], { env });
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PYTHON];
    await run(join(bin, 'python3'), install, { env });
    await writeFile(complete, '');
  } catch (thrown) {
    throw new Error(`${PYTHON.join(', ')} cannot be installed: ${String(thrown).slice(0, 500)}`);
  }
  return bin;
}

/** Waits until no other process makes this folder: scripts in it name its place, so it is made where it stays. */
async function alone(folder: string): Promise<AsyncDisposable> {
  const lock = `${folder}.making`;
  await mkdir(dirname(folder), { recursive: true });
  for (const deadline = Date.now() + INSTALL_WITHIN_MS; ; ) {
    const mine = await mkdir(lock).then(
      () => true,
      () => false,
    );
    if (mine || Date.now() > deadline) break;
    await pause(200);
  }
  return { [Symbol.asyncDispose]: () => rm(lock, { recursive: true, force: true }) };
}

async function printed(program: string, args: readonly string[]): Promise<string> {
  const { clientVariables: env } = natsEnvironment();
  const { stdout } = await run(await found(program), [...args], { env });
  return stdout.trim();
}

async function found(program: string): Promise<string> {
  const path = await findProgram(program, natsEnvironment().searchPath);
  if (path === undefined) throw new Error(`${program} is not on the PATH, and these tests run it`);
  return path;
}
