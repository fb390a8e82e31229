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
import { startRegistry } from './registries.ts';
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

/** The folders in which commands find the rows' programs; what a machine lacks is told, and never passed over. */
async function programsOf(rows: readonly Row[], links: string): Promise<readonly string[]> {
  const searchPath = [join(PROJECT, 'node_modules', '.bin'), natsEnvironment().searchPath];
  const folders = new Set<string>([links]);
  const linked = new Set<string>();
  await mkdir(links, { recursive: true });
  for (const { name, programs = {} } of rows) {
    for (const [program, advice] of Object.entries(programs)) {
      const found = await findProgram(program, searchPath.join(delimiter));
      if (found === undefined) {
        throw new Error(`${name} cannot be played here, since there is no ${program}: ${advice}`);
      }
      if (program === 'cargo') folders.add(await rustFolder(found));
      else if (!linked.has(program)) await symlink(await realpath(found), join(links, program));
      linked.add(program);
    }
  }
  return [...folders];
}

/** Where cargo really lies: rustup's stands for the toolchain that it would choose by its own settings. */
async function rustFolder(cargo: string): Promise<string> {
  const { stdout } = await run(join(dirname(cargo), 'rustc'), ['--print', 'sysroot']);
  return join(stdout.trim(), 'bin');
}

/** Plays every row from its ticket to green checks, side by side over one mesh. */
export async function playRows(
  folder: string,
  rows: readonly Row[],
): Promise<ReadonlyMap<string, PlayedRow>> {
  const toolPath = await programsOf(rows, join(folder, 'programs'));
  await using registries = new AsyncDisposableStack();
  const hosts: string[] = [];
  const asked: Row[] = [];
  for (const row of rows) {
    const started = await startRegistry(join(folder, 'registries', row.name), row);
    asked.push(started?.row ?? row);
    if (started !== undefined) hosts.push(registries.use(started.registry).host);
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
  // All at once: while the executors have their hands full with some, others are thought about or watched by CI.
  await Promise.all(
    stories.map(async (story, position) => {
      const row = rows[position];
      if (row === undefined) return;
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
    }),
  );
  return results;
}
