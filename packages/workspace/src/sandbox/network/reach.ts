import { mkdtemp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OwnFile } from '../account-files.ts';
import type { SandboxCommand } from '../sandbox.ts';
import { openEgressProxy } from './egress-proxy.ts';

const INSIDE = '/run/patchwright';

/** How a command inside gets at the proxy outside. */
export interface Reach {
  /** What has to be seen inside, besides all else: the proxy's socket, and the program that leads to it. */
  readonly files: readonly OwnFile[];
  /** The command line that starts another one with the proxy in its environment. */
  readonly around: (command: readonly string[]) => readonly string[];
}

/** Does something while the hosts that a command may reach are open to it; with none, `undefined` stands for no reach at all. */
export async function withReach<Result>(
  command: SandboxCommand,
  work: (reach: Reach | undefined) => Promise<Result>,
): Promise<Result> {
  const hosts = command.hosts ?? [];
  if (hosts.length === 0) return work(undefined);
  const folder = await mkdtemp(join(command.scratch, 'way-'));
  await using proxy = await openEgressProxy(join(folder, 'egress'), hosts);
  const [node, bridge, way] = ['node', 'bridge', 'way'].map((name) => `${INSIDE}/${name}`);
  return await work({
    files: [
      [process.execPath, `${node}`],
      [fileURLToPath(new URL('./bridge/', import.meta.url)), `${bridge}`],
      // A folder, since not every sandbox can show a socket by itself.
      [dirname(proxy.socket), `${way}`],
    ],
    around: (inner) => [
      `${node}`,
      '--disable-warning=ExperimentalWarning',
      '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON',
      `${bridge}/main.ts`,
      `${way}/egress`,
      ...inner,
    ],
  });
}
