import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Io, runCommand } from '@patchwright/cli';
import { fakeIo, type Ran } from '@patchwright/cli/fake-io';
import { type Mesh, startMesh, writeMeshRecord } from '@patchwright/local';

/** A command that goes on by itself. */
export interface Going {
  /** All of its data up to now. */
  readonly stdout: () => string;
  /** Ends it as Ctrl-C would, and answers what it left behind. */
  readonly stop: () => Promise<Ran>;
}

/** A real gateway, projector and broker, found by the command line through the file that a mesh writes; gone at the end. */
export interface Laptop extends AsyncDisposable {
  readonly mesh: Mesh;
  /** The working directory of the commands. */
  readonly folder: string;
  readonly run: (words: readonly string[], more?: Partial<Io>) => Promise<Ran>;
  readonly begin: (words: readonly string[]) => Going;
}

/** The services that would take tasks further by themselves are left out, so that a task stays where a test puts it. */
const ABSENT = [
  'scheduler',
  'discovery',
  'planner',
  'executor',
  'cicd',
  'sentry-monitor',
  'notifier',
];

/** Starts it; takes seconds. */
export async function startLaptop(): Promise<Laptop> {
  const folder = await mkdtemp(join(tmpdir(), 'cli-'));
  const mesh = await startMesh({
    stateDir: join(folder, '.patchwright', 'dev'),
    replicas: Object.fromEntries(ABSENT.map((name) => [name, 0])),
  });
  await writeMeshRecord(folder, mesh);

  function begin(words: readonly string[], more: Partial<Io> = {}) {
    const stop = new AbortController();
    const io = fakeIo({
      environment: { PATH: process.env.PATH },
      cwd: folder,
      stop: stop.signal,
      ...more,
    });
    const ended = runCommand(words, io).then(io.ran);
    return {
      ended,
      stdout: () => io.ran().stdout,
      stop: () => {
        stop.abort();
        return ended;
      },
    };
  }

  return {
    mesh,
    folder,
    run: (words, more) => begin(words, more).ended,
    begin,
    async [Symbol.asyncDispose]() {
      await mesh.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
