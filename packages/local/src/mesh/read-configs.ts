import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { PROJECT } from '../project.ts';
import { entryPath, type RosterEntry } from '../roster.ts';
import { NODE_FLAGS } from './start-mesh.ts';

/** What the reader of a service's settings makes of an environment. */
export type ServiceConfig =
  | { readonly service: string; readonly kind: 'read'; readonly config: unknown }
  | {
      readonly service: string;
      readonly kind: 'refused';
      readonly faults: readonly {
        readonly at?: string;
        readonly field?: string;
        readonly why: string;
      }[];
    };

const READER = join(PROJECT, 'packages/chassis/src/config-check/main.ts');

/**
 * Has each service's own reader read an environment, in a process that is given nothing else, and that starts no service. Yields what each
 * makes of it, secrets masked. Throws an Error with what the process said when it cannot be done.
 */
export async function* readConfigs(
  services: readonly RosterEntry[],
  environment: Readonly<Record<string, string>>,
  /** From where the environment names files. */
  cwd: string,
): AsyncGenerator<ServiceConfig> {
  const named = services.map(
    (entry) => `${entry.name}=${join(dirname(entryPath(entry)), 'config.ts')}`,
  );
  const child = spawn(process.execPath, [...NODE_FLAGS, READER, ...named], {
    env: environment,
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString('utf8')));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('{')) yield JSON.parse(line) as ServiceConfig;
  }
  const code = await ended;
  if (code !== 0) throw new Error(said.join('').trim() || `it ended with exit code ${code}`);
}
