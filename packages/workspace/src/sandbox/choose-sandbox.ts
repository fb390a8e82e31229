import { randomUUID } from 'node:crypto';
import { access, constants, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { NeedsHuman } from '@patchwright/faults';
import { DEFAULT_LIMITS, SYSTEM_PATH, type Tools } from '../config.ts';
import { bubblewrapSandbox } from './bubblewrap-sandbox.ts';
import { processSandbox } from './process-sandbox.ts';
import type { Sandbox } from './sandbox.ts';

/** Which sandbox is wanted: `auto` takes bubblewrap where it works and plain processes elsewhere; a name takes that one or fails. */
export type SandboxChoice = 'auto' | 'bubblewrap' | 'process';

async function findProgram(tools: Tools, name: string): Promise<string | undefined> {
  for (const folder of [...tools.path, ...SYSTEM_PATH]) {
    const file = join(folder, name);
    const there = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (there) return file;
  }
  return undefined;
}

// What runs outside has to run inside too: a sandbox without its tools would fail every test.
const PROBE =
  'for tool in node python3; do if command -v $tool; then $tool --version || exit 1; fi; done';

async function probe(sandbox: Sandbox, scratch: string): Promise<string | undefined> {
  const folder = join(scratch, randomUUID());
  const cwd = join(folder, 'tree');
  for (const name of ['tree', 'home', 'tmp']) await mkdir(join(folder, name), { recursive: true });
  try {
    const result = await sandbox.run({
      command: PROBE,
      cwd,
      scratch: folder,
      mark: randomUUID(),
      limits: { ...DEFAULT_LIMITS, timeoutMs: 20_000 },
      signal: new AbortController().signal,
      progress: () => undefined,
    });
    return result.exitCode === 0 ? undefined : result.output.trim().slice(0, 500);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The sandbox that the choice comes to on this machine.
 *
 * @throws NeedsHuman when bubblewrap is demanded and does not work here.
 */
export async function chooseSandbox(
  choice: SandboxChoice,
  tools: Tools,
  scratch: string,
): Promise<Sandbox> {
  if (choice === 'process') return processSandbox(tools, 'chosen by the configuration');
  const program = await findProgram(tools, 'bwrap');
  let reason = 'bwrap was not found';
  if (program !== undefined) {
    const sandbox = await bubblewrapSandbox(program, tools, `bwrap works here (${program})`);
    const refusal = await probe(sandbox, scratch);
    if (refusal === undefined) return sandbox;
    reason = `bwrap does not work here: ${refusal}`;
  }
  if (choice === 'auto') return processSandbox(tools, reason);
  throw new NeedsHuman(`The configuration demands bubblewrap, but ${reason}.`);
}
