import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { natsEnvironment, prepareSandbox } from '@patchwright/local';
import type { Io } from '../io.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

/** Chosen to have none: by setting, or since nobody said that there must be one. */
const NONE = 'none';

/** Tries to run something in a sandbox here, as an executor would; nothing is fetched or left behind. */
export async function checkSandbox(io: Io): Promise<Finding> {
  const name = 'sandbox';
  const { PATH = '', PATCHWRIGHT_SANDBOX: wanted = '' } = io.environment;
  if (wanted === NONE) {
    return warn(
      name,
      'none, by PATCHWRIGHT_SANDBOX: commands of repositories run as plain processes',
      'unset PATCHWRIGHT_SANDBOX unless each repository is trusted',
    );
  }
  const scratch = await mkdtemp(join(tmpdir(), 'patchwright-doctor-'));
  try {
    const found = await prepareSandbox({
      // As a mesh does: our own Node, the system's folders, and where a sandbox is. Whatever else a person has there is not taken along.
      tools: { path: [dirname(process.execPath), ...(await foldersOf(PROGRAMS, PATH))] },
      scratch,
      environment: natsEnvironment(io.environment),
      mayFetch: false,
    });
    if (found.kind !== NONE) return ok(name, `${found.kind}: ${found.reason}`);
    const mend = `${HOW_TO_MEND} A laptop's mesh fetches bubblewrap by itself where it can.`;
    // Who demands one gets no executor without it; a laptop goes on, and says so.
    return wanted === '' ? warn(name, found.reason, mend) : fail(name, found.reason, mend);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

const PROGRAMS = ['bwrap', 'runsc'];

/** The folders of a search path that have one of these programs. */
async function foldersOf(names: readonly string[], path: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const folder of path.split(delimiter).filter((one) => one !== '')) {
    for (const name of names) {
      const isThere = access(join(folder, name)).then(
        () => true,
        () => false,
      );
      if (await isThere) found.push(folder);
    }
  }
  return [...new Set(found)];
}

const HOW_TO_MEND =
  process.platform === 'linux'
    ? 'Install bubblewrap (apt-get install bubblewrap, dnf install bubblewrap) and allow user namespaces, or install gVisor’s runsc.'
    : 'Install the npm package @anthropic-ai/sandbox-runtime, or run Patchwright in a Linux machine with bubblewrap.';
