import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallContext, Port } from '@patchwright/faults';
import {
  directoryCheckpoints,
  type WorkspaceConfig,
  type WorkspacePort,
  workspacePort,
} from '../src/index.ts';
import { type GitHost, startGitHost } from './git-host.ts';

/** A host, a folder of checkpoints, and as many workspaces as a test wants on empty roots of their own. */
export interface Bench extends AsyncDisposable {
  readonly host: GitHost;
  readonly folder: string;
  readonly outputs: Map<string, string>;
  /** A workspace on an empty root: another machine, which shares only host and checkpoints. */
  machine(name: string, config?: Partial<WorkspaceConfig>): Machine;
}

/** A workspace as a service's world shows it, unrecorded. */
export interface Machine extends Port<WorkspacePort> {
  readonly root: string;
  readonly port: WorkspacePort;
}

export { startGitHost } from './git-host.ts';

export const REPOSITORY = 'acme/shop';

/** A context that is never aborted. */
export function context(signal = new AbortController().signal): CallContext {
  return { signal, progress: () => undefined };
}

function direct(port: WorkspacePort): Port<WorkspacePort> {
  const reads = Object.entries(port.reads).map(([name, read]) => [
    name,
    (input: never) => read(input, context()),
  ]);
  const { push } = port.writes;
  return Object.fromEntries([
    ...reads,
    ['push', (input: Parameters<typeof push.perform>[0]) => push.perform(input, context())],
  ]);
}

/** Opens a bench; everything of it is gone when it is disposed of. */
export async function openBench(): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'pw-workspace-'));
  const host = await startGitHost(join(folder, 'host'));
  const outputs = new Map<string, string>();
  return {
    host,
    folder,
    outputs,
    machine(name, config = {}) {
      const root = join(folder, name);
      const port = workspacePort({
        root,
        remote: () => ({ url: host.url, authorization: { token: host.token } }),
        blobs: {
          async put(bytes, mediaType) {
            const ref = createHash('sha256').update(bytes).digest('hex');
            outputs.set(ref, Buffer.from(bytes).toString('utf8'));
            return { ref, size: bytes.length, mediaType };
          },
        },
        checkpoints: directoryCheckpoints(join(folder, 'checkpoints')),
        tools: { path: [join(process.execPath, '..')] },
        sandbox: 'none',
        ...config,
      });
      return { root, port, ...direct(port) };
    },
    async [Symbol.asyncDispose]() {
      await host[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
