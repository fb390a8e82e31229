/**
 * What it takes to run Patchwright's TypeScript on a machine that has git, npm and any Node from 20:
 * the dependencies, and a Node that runs TypeScript as it is. Plain JavaScript without dependencies,
 * since nothing is installed yet when it runs.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The folder of the whole project. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const OLDEST_STARTER = 20;
const OLDEST_RUNNER = 24;
const LOCK_PATIENCE_MS = 15 * 60_000;

/** A thing that is missing on this machine, said so that a person knows what to do. */
export class MachineNotReady extends Error {
  name = 'MachineNotReady';
}

/**
 * Runs a TypeScript file of the project with these arguments and answers its exit code.
 *
 * @param {string} script absolute, or from the root of the project
 * @param {readonly string[]} args
 * @param {{ dev: boolean }} needs whether the tools of development are needed too
 * @returns {Promise<number>}
 * @throws {MachineNotReady}
 */
export async function runScript(script, args, needs) {
  checkStarter();
  await install(needs);
  return run(findNode(), ['--disable-warning=ExperimentalWarning', resolve(ROOT, script), ...args]);
}

/** Refuses a Node that is too old to install with, and a machine without git. */
export function checkStarter() {
  if (majorOf(process.version) < OLDEST_STARTER) {
    throw new MachineNotReady(
      `This is Node ${process.version}. Patchwright needs Node ${OLDEST_STARTER} or newer to start, and brings its own Node ${OLDEST_RUNNER}.`,
    );
  }
  if (spawnSync('git', ['--version'], { stdio: 'ignore' }).status !== 0) {
    throw new MachineNotReady(
      'git is not installed, or not on the PATH. Patchwright works on git repositories: install it first.',
    );
  }
}

/**
 * Installs what package-lock.json says, unless it is there already.
 *
 * @param {{ dev: boolean }} needs
 * @throws {MachineNotReady}
 */
export async function install(needs) {
  if (isInstalled(ROOT, needs)) return;
  const unlock = await lock(join(ROOT, '.patchwright'));
  try {
    if (isInstalled(ROOT, needs)) return;
    const began = Date.now();
    process.stderr.write('patchwright: installing dependencies (once; a minute or so)…\n');
    // `ci` begins by deleting everything: only right where there is nothing yet.
    const verb = existsSync(join(ROOT, 'node_modules')) ? ['install', '--no-save'] : ['ci'];
    const args = [...verb, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    if (!needs.dev) args.push('--omit=dev');
    await npm(args);
    process.stderr.write(
      `patchwright: installed in ${Math.round((Date.now() - began) / 1000)} s\n`,
    );
  } finally {
    unlock();
  }
}

/**
 * Whether everything in package-lock.json is in node_modules in that version.
 * npm writes what it has installed into node_modules as its last step, so half an installation is none.
 *
 * @param {string} root
 * @param {{ dev: boolean }} needs
 */
export function isInstalled(root, needs) {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === undefined)
    throw new MachineNotReady('package-lock.json is missing from the clone.');
  if (installed === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.startsWith('node_modules/') || entry.optional || entry.devOptional) return true;
    if (entry.dev && !needs.dev) return true;
    const there = installed[path];
    if (there === undefined) return false;
    return entry.link ? there.link === true : there.version === entry.version;
  });
}

/**
 * A Node that runs TypeScript as it is: this one, or the one that came with the dependencies.
 *
 * @returns {string} its path
 * @throws {MachineNotReady}
 */
export function findNode() {
  if (majorOf(process.version) >= OLDEST_RUNNER) return process.execPath;
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  for (const path of [
    join(ROOT, 'node_modules', '.bin', name),
    join(ROOT, 'node_modules', `node-win-${process.arch}`, 'bin', name),
  ]) {
    if (!existsSync(path)) continue;
    const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
    if (status === 0 && majorOf(stdout) >= OLDEST_RUNNER) return path;
  }
  throw new MachineNotReady(
    `This is Node ${process.version}, and no Node ${OLDEST_RUNNER} came with the dependencies for ${process.platform} on ${process.arch}. Install Node ${OLDEST_RUNNER} (https://nodejs.org) and start again with it.`,
  );
}

/** Runs `node` with these arguments; signals are passed on, and what it exits with is answered. */
function run(node, args) {
  const bin = join(ROOT, 'node_modules', '.bin');
  const child = spawn(node, args, {
    stdio: 'inherit',
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // Ctrl-C on a terminal reaches the child by itself; twice would mean: at once.
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    });
  }
  return new Promise((answer, fail) => {
    child.once('error', fail);
    child.once('exit', (code, signal) => answer(code ?? 128 + constants.signals[signal]));
  });
}

function npm(args) {
  // What npm prints is talk: it goes to stderr, for stdout belongs to the program that is started.
  const child = spawn('npm', args, {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  return new Promise((answer, fail) => {
    child.once('error', () =>
      fail(new MachineNotReady('npm is not installed, or not on the PATH.')),
    );
    child.once('exit', (code) => {
      if (code === 0) answer();
      else fail(new MachineNotReady(`npm ${args[0]} failed; what it said is above.`));
    });
  });
}

/** Takes the lock of the installation, waiting for whoever holds it; answers how to give it back. */
async function lock(folder) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'install.lock');
  const deadline = Date.now() + LOCK_PATIENCE_MS;
  for (;;) {
    try {
      writeFileSync(openSync(path, 'wx'), String(process.pid));
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (holderIsGone(path)) rmSync(path, { force: true });
    else if (Date.now() > deadline) throw new MachineNotReady(`Another start holds ${path}.`);
    else await pause(250);
  }
}

function holderIsGone(path) {
  try {
    const holder = Number(readFileSync(path, 'utf8'));
    if (holder) process.kill(holder, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

function packagesOf(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function majorOf(version) {
  return Number(/\d+/.exec(version)?.[0] ?? 0);
}
