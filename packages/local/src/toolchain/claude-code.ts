import { access, constants, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '@patchwright/faults';
import { type NatsEnvironment, natsEnvironment } from '../nats/index.ts';
import { findProgram } from './find-program.ts';
import { run } from './run-command.ts';

/** The version of Claude Code that this version of Patchwright was tried with. */
export const CLAUDE_CODE_VERSION = '2.1.330';

const FETCH_MS = 10 * 60_000;

/**
 * The program of Claude Code: from the cache, or fetched into it from npm, which runs no script of the package. The package of this
 * platform alone is fetched: it is the program itself. Throws an Error that says what to do when there is none for this machine.
 */
export async function findClaudeCode(
  options: {
    readonly environment?: NatsEnvironment;
    readonly onProgress?: ((message: string) => void) | undefined;
  } = {},
): Promise<string> {
  const environment = options.environment ?? natsEnvironment();
  const name = packageName(process.platform, process.arch);
  const home = join(environment.cacheDir, 'claude-code', CLAUDE_CODE_VERSION);
  const binary = process.platform === 'win32' ? 'claude.exe' : 'claude';
  const program = join(home, 'node_modules', name, binary);
  if (await isThere(program)) return program;
  options.onProgress?.(`fetching Claude Code ${CLAUDE_CODE_VERSION} from npm, once`);
  await mkdir(join(home, '..'), { recursive: true });
  const folder = await mkdtemp(join(home, '..', 'incoming-'));
  try {
    await fetchInto(folder, `${name}@${CLAUDE_CODE_VERSION}`, environment);
    // Somebody else may have fetched it meanwhile, which is as good.
    await rename(folder, home).catch(() => undefined);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  if (await isThere(program)) return program;
  throw new Error(
    `${name} came without ${binary}; name the program yourself with PATCHWRIGHT_CLAUDE_CODE`,
  );
}

/** The npm package of a platform. Musl is told from glibc by what Node says of itself. */
export function packageName(platform: NodeJS.Platform, architecture: string): string {
  const report = process.report.getReport() as { readonly header?: Record<string, unknown> };
  const isMusl = platform === 'linux' && report.header?.glibcVersionRuntime === undefined;
  return `@anthropic-ai/claude-code-${platform}-${architecture}${isMusl ? '-musl' : ''}`;
}

async function fetchInto(folder: string, spec: string, environment: NatsEnvironment) {
  const npm = await findProgram('npm', environment.searchPath);
  const advice = 'Install Claude Code yourself and name its program with PATCHWRIGHT_CLAUDE_CODE.';
  if (npm === undefined) throw new Error(`npm is not on the PATH. ${advice}`);
  const args = ['install', '--prefix', folder, '--ignore-scripts', '--no-save', '--no-audit', spec];
  try {
    await run(npm, [...args, '--no-fund'], {
      env: environment.clientVariables,
      timeoutMs: FETCH_MS,
    });
  } catch (thrown) {
    throw new Error(`Claude Code could not be fetched: ${messageOf(thrown)}. ${advice}`);
  }
}

async function isThere(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
