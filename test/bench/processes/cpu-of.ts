import { readFile } from 'node:fs/promises';

/** Linux counts it in hundredths of a second. */
const TICK_US = 10_000;

/** Processor time that a process has used since its start, in microseconds; `undefined` where the system does not tell. */
export async function cpuUsOf(pid: number): Promise<number | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13);
    return (Number(user) + Number(system)) * TICK_US;
  } catch {
    return undefined;
  }
}
