import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { entryPath, roster } from '../roster.ts';
import { type Circumstances, serviceEnvironment } from './service-environment.ts';
import { NODE_FLAGS } from './start-mesh.ts';

/** What a service said of its re-execution of a task; see the chassis. */
export interface ServiceReplay {
  readonly service: string;
  /** One report for each of its recorded runs. */
  readonly reports: readonly unknown[];
  /** What it logged, when it could not do it at all. */
  readonly fault: string | undefined;
}

/**
 * Has each service of the roster execute a task's recorded runs again, from the record alone. Yields each service's answer as it
 * comes, in the order of the roster.
 */
export async function* replayServices(
  at: Circumstances,
  taskId: string,
): AsyncGenerator<ServiceReplay> {
  for (const entry of roster) {
    // A level that keeps faults: what it says is shown when it cannot be done.
    const env = { ...serviceEnvironment(entry, at), PATCHWRIGHT_LOG_LEVEL: 'error' };
    const args = [...NODE_FLAGS, entryPath(entry), '--replay', taskId];
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const reports: unknown[] = [];
    const logged: string[] = [];
    child.stderr.on('data', (chunk: Buffer) => logged.push(chunk.toString('utf8')));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.startsWith('{')) reports.push(JSON.parse(line));
    }
    const code = await ended;
    const disagreed = reports.some((report) => !(report as { agreed?: boolean }).agreed);
    const fault =
      code === 0 || disagreed ? undefined : logged.join('').trim() || `exit code ${code}`;
    yield { service: entry.name, reports, fault };
  }
}
