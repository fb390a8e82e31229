import { mkdtemp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OwnFile } from '../account-files.ts';
import type { SandboxCommand, SandboxResult } from '../sandbox.ts';
import { openEgressProxy } from './egress-proxy.ts';

const INSIDE = '/run/patchwright';

/** How a command inside gets at the proxy outside. */
export interface Reach {
  /** What has to be seen inside, besides all else: the proxy's socket, and the program that leads to it. */
  readonly files: readonly OwnFile[];
  /** The command line that starts another one with the proxy in its environment. */
  readonly around: (command: readonly string[]) => readonly string[];
}

/**
 * Runs a command while the hosts that it may reach are open to it; with none, `undefined` stands for no reach at all.
 * Hosts that it asked for in vain are named at the end of its output.
 */
export async function withReach(
  command: SandboxCommand,
  work: (reach: Reach | undefined) => Promise<SandboxResult>,
): Promise<SandboxResult> {
  const hosts = command.hosts ?? [];
  if (hosts.length === 0) return work(undefined);
  const folder = await mkdtemp(join(command.scratch, 'way-'));
  const refused = new Set<string>();
  await using proxy = await openEgressProxy(join(folder, 'egress'), hosts, (host) => {
    refused.add(host);
  });
  const [node, bridge, way] = ['node', 'bridge', 'way'].map((name) => `${INSIDE}/${name}`);
  const result = await work({
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
  if (refused.size === 0) return result;
  const note = `(the policy of the sandbox does not let through: ${[...refused].join(', ')})`;
  return { ...result, output: `${result.output}\n${note}\n` };
}
