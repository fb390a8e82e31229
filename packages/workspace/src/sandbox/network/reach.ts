import { join } from 'node:path';
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
  await using proxy = await openEgressProxy(join(command.scratch, 'egress'), hosts);
  const [node, bridge, socket] = ['node', 'bridge', 'egress'].map((name) => `${INSIDE}/${name}`);
  return work({
    files: [
      [process.execPath, `${node}`],
      [fileURLToPath(new URL('./bridge/', import.meta.url)), `${bridge}`],
      [proxy.socket, `${socket}`],
    ],
    around: (inner) => [
      `${node}`,
      '--disable-warning=ExperimentalWarning',
      '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON',
      `${bridge}/main.ts`,
      `${socket}`,
      ...inner,
    ],
  });
}
