import { execFile } from 'node:child_process';
import { mkdir, realpath, symlink } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { isTaskEvent, type StoredEvent, type TaskEvent } from '@patchwright/events';
import {
  chooseStories,
  findProgram,
  natsEnvironment,
  type Played,
  PROJECT,
  playScenario,
  startMesh,
} from '@patchwright/local';
import { readOutside } from '../outside-state.ts';
import { asking, startMavenRegistry } from './maven-registry.ts';
import type { Row } from './row.ts';
import { projectOf, writeStory } from './write-story.ts';

/** What became of a row. */
export interface PlayedRow {
  readonly row: Row;
  readonly played: Played;
  readonly history: readonly StoredEvent<TaskEvent>[];
  /** What became of CI's runs. */
  readonly ci: readonly { readonly conclusion: string | null; readonly headSha: string }[];
}

const run = promisify(execFile);
const AT_ONCE = 2;

/** The folders in which commands find the rows' programs; what a machine lacks is told, and never passed over. */
async function programsOf(rows: readonly Row[], links: string): Promise<readonly string[]> {
  const searchPath = [join(PROJECT, 'node_modules', '.bin'), natsEnvironment().searchPath];
  const folders = new Set<string>([links]);
  await mkdir(links, { recursive: true });
  for (const { name, programs = {} } of rows) {
    for (const [program, advice] of Object.entries(programs)) {
      const found = await findProgram(program, searchPath.join(delimiter));
      if (found === undefined) {
        throw new Error(`${name} cannot be played here, since there is no ${program}: ${advice}`);
      }
      if (program === 'cargo') folders.add(await rustFolder(found));
      else await symlink(await realpath(found), join(links, program));
    }
  }
  return [...folders];
}

/** Where cargo really lies: rustup's stands for the toolchain that it would choose by its own settings. */
async function rustFolder(cargo: string): Promise<string> {
  const { stdout } = await run(join(dirname(cargo), 'rustc'), ['--print', 'sysroot']);
  return join(stdout.trim(), 'bin');
}

/** Plays every row from its ticket to green checks, two at a time, over one mesh. */
export async function playRows(
  folder: string,
  rows: readonly Row[],
): Promise<ReadonlyMap<string, PlayedRow>> {
  const toolPath = await programsOf(rows, join(folder, 'programs'));
  await using registries = new AsyncDisposableStack();
  const hosts: string[] = [];
  const asked: Row[] = [];
  for (const row of rows) {
    if (row.installs === undefined) {
      asked.push(row);
      continue;
    }
    const started = await startMavenRegistry(join(folder, 'registries', row.name), row);
    const { host } = registries.use(started);
    hosts.push(host);
    asked.push(asking(row, host));
  }
  const written = await Promise.all(
    asked.map((row, position) => writeStory(folder, row, projectOf(position))),
  );
  const stories = await chooseStories(written);
  await using mesh = await startMesh({
    stateDir: join(folder, 'state'),
    stories,
    toolPath,
    environment: { PATCHWRIGHT_REGISTRIES: hosts.join(',') },
  });
  const results = new Map<string, PlayedRow>();
  const waiting = rows.map((row, position) => ({ row, story: stories[position] }));
  async function work(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { row, story } = next;
      if (story === undefined) continue;
      const played = await playScenario(mesh, story);
      const id = played.result.task ?? '';
      const { events } = await mesh.bus.log.history({ kind: 'task', tenant: mesh.tenant, id });
      const { github } = await readOutside(mesh);
      const repository = github.repositories.find(
        ({ fullName }) => fullName === `acme/${row.name}`,
      );
      results.set(row.name, {
        row,
        played,
        history: events.filter(isTaskEvent),
        ci: repository?.workflowRuns ?? [],
      });
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}
