import { statfs } from 'node:fs/promises';
import { messageOf } from '@patchwright/faults';
import { askProgram, findNatsServer, MINIMUM_VERSION, natsEnvironment } from '@patchwright/local';
import type { Io } from '../io.ts';
import { checkSandbox } from './check-sandbox.ts';
import { type Finding, fail, isFrom, ok, warn } from './finding.ts';

const GIBIBYTE = 1024 ** 3;
const LITTLE_ROOM = 2;
const NO_ROOM = 0.5;

/** Looks at this machine, all at once; nothing is fetched or changed. */
export function checkMachine(io: Io): readonly Promise<Finding>[] {
  const searchPath = io.environment.PATH ?? '';
  return [
    Promise.resolve(checkNode(process.versions.node)),
    checkGit(searchPath),
    checkNatsServer(io),
    checkPython(searchPath),
    checkSandbox(io),
    checkDisk(io.cwd),
  ];
}

/** Node runs TypeScript as it is from 24 on. */
export function checkNode(version: string): Finding {
  return isFrom(version, 24)
    ? ok('node', version)
    : fail('node', `${version}, which is too old`, 'install Node 24 or newer, or start by npm run');
}

async function checkGit(searchPath: string): Promise<Finding> {
  const mend = 'install git 2.30 or newer: https://git-scm.com/downloads';
  const git = await askProgram('git', ['--version'], searchPath);
  if (git === undefined) return fail('git', 'there is none on the PATH', mend);
  const version = /\d+\.\d+(\.\d+)?/.exec(git.said)?.[0] ?? '0';
  const found = `${version} (${git.path})`;
  return isFrom(version, 2, 30) ? ok('git', found) : fail('git', `${found} is too old`, mend);
}

async function checkNatsServer(io: Io): Promise<Finding> {
  const name = 'nats-server';
  try {
    const environment = natsEnvironment(io.environment);
    // No sources: the doctor looks, and fetches nothing.
    const { version, how, path } = await findNatsServer({ environment, sources: [] });
    return ok(name, `${version} from ${how} (${path})`);
  } catch (error) {
    const isAsked = Boolean(io.environment.NATS_SERVER);
    const why = messageOf(error)
      .split('\n')
      .slice(1)
      .filter((line) => line.startsWith('  - '))
      .map((line) => line.slice(4));
    const found = why
      .filter((line) => !line.startsWith('install') && !line.startsWith('point'))
      .slice(0, 2)
      .join('; ');
    return isAsked
      ? fail(
          name,
          found,
          `point NATS_SERVER at a nats-server ${MINIMUM_VERSION} or newer, or unset it`,
        )
      : warn(name, found || 'there is none yet', 'it is fetched by itself at the first start');
  }
}

async function checkPython(searchPath: string): Promise<Finding> {
  const mend =
    'install Python 3 with venv; without it the demonstration takes its story in JavaScript';
  const python = await askProgram('python3', ['--version'], searchPath);
  if (python === undefined) return warn('python3', 'there is none on the PATH', mend);
  const venv = await askProgram('python3', ['-c', 'import venv, ensurepip'], searchPath);
  const found = `${python.said.replace(/^Python /, '')} (${python.path})`;
  return venv === undefined ? warn('python3', `${found} has no venv`, mend) : ok('python3', found);
}

async function checkDisk(folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder);
  const free = (bavail * bsize) / GIBIBYTE;
  const found = `${free.toFixed(1)} GiB free in ${folder}`;
  const mend = 'make room: the log, work trees and caches need some GiB';
  if (free < NO_ROOM) return fail('disk', found, mend);
  return free < LITTLE_ROOM ? warn('disk', found, mend) : ok('disk', found);
}
