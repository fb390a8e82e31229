import { createHash } from 'node:crypto';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf } from '@patchwright/faults';
import type { NatsEnvironment } from '../nats/index.ts';
import { findProgram } from './find-program.ts';
import { run } from './run-command.ts';

/** A Python in which the packages that a story names can be imported, or why there is none. */
export type PythonEnvironment =
  | {
      readonly kind: 'ready';
      /** The folder of `python3` and the packages' own commands. */
      readonly bin: string;
      /** For example `Python 3.12 with pytest of this machine`. */
      readonly how: string;
    }
  | { readonly kind: 'missing'; readonly reason: string };

// A newer major version may read the stories' tests otherwise.
const REQUIREMENTS: Readonly<Record<string, string>> = {
  pytest: 'pytest>=8,<10',
  ruff: 'ruff>=0.6,<1',
  black: 'black>=24,<27',
  isort: 'isort>=5,<8',
};

const INSTALL_WITHIN_MS = 3 * 60_000;

interface Interpreter {
  readonly executable: string;
  readonly version: string;
}

/**
 * Finds Python, and makes a virtual environment with these packages once, in the cache: out of what the machine has where that
 * suffices, else from the package index.
 */
export async function preparePython(
  packages: readonly string[],
  environment: NatsEnvironment,
  onNotice: (notice: string) => void = () => undefined,
): Promise<PythonEnvironment> {
  const env = { ...environment.clientVariables, PYTHONDONTWRITEBYTECODE: '1' };
  try {
    const interpreter = await findPython(environment.searchPath, env);
    if (interpreter === undefined)
      return { kind: 'missing', reason: 'there is no python3 on the PATH' };
    const wanted = packages.map((name) => REQUIREMENTS[name] ?? name).sort();
    const id = digest([interpreter.executable, interpreter.version, ...wanted]);
    const folder = join(environment.cacheDir, 'python', id);
    const isThere = await stat(join(folder, 'complete')).catch(() => undefined);
    if (isThere === undefined) {
      onNotice(`making a Python environment with ${wanted.join(', ') || 'nothing more'} (once)`);
      await make(folder, interpreter, packages, wanted, env);
    }
    const named = packages.length === 0 ? '' : ` with ${packages.join(', ')}`;
    return {
      kind: 'ready',
      bin: join(folder, 'bin'),
      how: `Python ${interpreter.version}${named}`,
    };
  } catch (error) {
    return { kind: 'missing', reason: messageOf(error).split('\n')[0] ?? '' };
  }
}

async function findPython(
  searchPath: string,
  env: Readonly<Record<string, string>>,
): Promise<Interpreter | undefined> {
  const program = await findProgram('python3', searchPath);
  if (program === undefined) return undefined;
  const script = 'import sys; print(sys.executable); print("%d.%d.%d" % sys.version_info[:3])';
  const [executable = '', version = ''] = (await run(program, ['-c', script], { env })).split('\n');
  return { executable: executable.trim(), version: version.trim() };
}

async function make(
  folder: string,
  interpreter: Interpreter,
  packages: readonly string[],
  wanted: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const { executable } = interpreter;
  // Built beside its place and moved there, so that two starts at once do not disturb each other.
  const draft = `${folder}.${process.pid}`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  if (await has(executable, packages, env)) {
    await run(executable, ['-m', 'venv', '--system-site-packages', '--without-pip', draft], {
      env,
    });
  } else {
    await run(executable, ['-m', 'venv', draft], { env, timeoutMs: INSTALL_WITHIN_MS });
    const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...wanted];
    const python = join(draft, 'bin', 'python3');
    await run(python, args, { env, timeoutMs: INSTALL_WITHIN_MS });
  }
  await writeFile(join(draft, 'complete'), `${wanted.join('\n')}\n`);
  await rename(draft, folder).catch(async (error: unknown) => {
    await rm(draft, { recursive: true, force: true });
    if ((await stat(folder).catch(() => undefined)) === undefined) throw error;
  });
}

async function has(
  executable: string,
  packages: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<boolean> {
  const script = 'import sys, importlib.metadata as m; [m.version(name) for name in sys.argv[1:]]';
  return run(executable, ['-c', script, ...packages], { env }).then(
    () => true,
    () => false,
  );
}

function digest(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 16);
}
