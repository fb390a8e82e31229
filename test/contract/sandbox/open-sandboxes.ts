import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fetchBubblewrap, findProgram, natsEnvironment } from '@patchwright/local';
import {
  type Sandbox,
  type SandboxCommand,
  type SandboxKind,
  type SandboxResult,
  trySandbox,
} from '@patchwright/workspace';

/** What a command may use in these tests. */
export const LIMITS = {
  timeoutMs: 20_000,
  outputBytes: 200_000,
  memoryMb: 512,
  processes: 128,
  fileMb: 32,
  diskMb: 64,
  scratchMb: 32,
} as const;

/** A sandbox of this machine with folders to run in. */
export interface OpenSandbox {
  readonly kind: SandboxKind;
  readonly folder: string;
  /** The work tree of the next run. */
  readonly tree: string;
  run(command: string, more?: Partial<SandboxCommand>): Promise<SandboxResult>;
}

const KINDS = ['bubblewrap', 'gvisor', 'sandbox-runtime'] as const;

/** Folders with this Node and with what sandboxes are made by, and with nothing else: they are visible inside. */
async function programFolders(root: string): Promise<readonly string[]> {
  const environment = natsEnvironment();
  const links = join(root, 'programs');
  await mkdir(links, { recursive: true });
  for (const name of ['bwrap', 'runsc']) {
    const program = await findProgram(name, environment.searchPath);
    if (program !== undefined) await symlink(program, join(links, name));
  }
  const fetched = await fetchBubblewrap(environment).catch(() => undefined);
  return [dirname(process.execPath), links, ...(fetched === undefined ? [] : [fetched])];
}

function opened(sandbox: Sandbox, folder: string): OpenSandbox {
  const tree = join(folder, 'tree');
  return {
    kind: sandbox.kind,
    folder,
    tree,
    async run(command, more = {}) {
      for (const name of ['tree', 'home', 'tmp']) {
        await mkdir(join(folder, name), { recursive: true });
      }
      return sandbox.run({
        command,
        cwd: tree,
        scratch: folder,
        mark: randomUUID(),
        limits: LIMITS,
        signal: new AbortController().signal,
        progress: () => undefined,
        ...more,
      });
    },
  };
}

/** Every sandbox that works on this machine, and why the others do not. */
export async function openSandboxes() {
  const root = await mkdtemp(join(tmpdir(), 'pw-sandbox-'));
  const tools = { path: await programFolders(root) };
  const sandboxes: OpenSandbox[] = [];
  const missing = new Map<string, string>();
  for (const kind of KINDS) {
    const found = await trySandbox(kind, { tools, scratch: join(root, 'probe') });
    if (typeof found === 'string') missing.set(kind, found);
    else sandboxes.push(opened(found, join(root, kind)));
  }
  return {
    sandboxes,
    missing,
    tools,
    root,
    async [Symbol.asyncDispose]() {
      await rm(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
