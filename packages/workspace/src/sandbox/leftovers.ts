import { readdir, readFile } from 'node:fs/promises';

/** The variable by which a process is known to have been started by a command, even after it left the command's group. */
export const MARK_VARIABLE = 'PATCHWRIGHT_SANDBOX';

async function marksOf(process: string): Promise<string | undefined> {
  const environment = await readFile(`/proc/${process}/environ`, 'utf8').catch(() => '');
  const entry = environment.split('\0').find((line) => line.startsWith(`${MARK_VARIABLE}=`));
  return entry?.slice(MARK_VARIABLE.length + 1);
}

/** Kills every process of this machine whose mark is accepted. Where processes cannot be looked into, nothing happens. */
export async function killMarked(accepts: (mark: string) => boolean): Promise<number> {
  const processes = await readdir('/proc').catch(() => []);
  let killed = 0;
  for (const name of processes) {
    if (!/^\d+$/.test(name) || name === String(process.pid)) continue;
    const mark = await marksOf(name);
    if (mark === undefined || !accepts(mark)) continue;
    try {
      process.kill(Number(name), 'SIGKILL');
      killed += 1;
    } catch {
      // It ended by itself in between.
    }
  }
  return killed;
}

/** Kills a process group and whatever carries the mark, until nothing of it is left. */
export async function killAll(group: number | undefined, mark: string): Promise<void> {
  if (group !== undefined) {
    try {
      process.kill(-group, 'SIGKILL');
    } catch {
      // The group is empty.
    }
  }
  // A process may fork while it is being looked for; a few rounds find its children.
  for (let round = 0; round < 5; round += 1) {
    if ((await killMarked((found) => found === mark)) === 0) return;
  }
}
