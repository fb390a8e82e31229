import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { NeedsHuman } from '@patchwright/faults';
import { DEFAULT_LIMITS, type Tools } from '../config.ts';
import { bubblewrapSandbox } from './bubblewrap-sandbox.ts';
import { findProgram } from './find-program.ts';
import { gvisorSandbox } from './gvisor-sandbox.ts';
import type { ClusterSettings } from './kubernetes/job-manifest.ts';
import { kubernetesSandbox } from './kubernetes/kubernetes-sandbox.ts';
import { processSandbox } from './process-sandbox.ts';
import { type ResourceGroups, resourceGroups } from './resource-group.ts';
import { findRuntime, runtimeSandbox } from './runtime-sandbox.ts';
import type { Sandbox, SandboxKind } from './sandbox.ts';

/** Which sandbox is wanted: `required` takes the first that works on this machine, a name that one; neither falls back. Only `none` confines nothing. */
export type SandboxChoice = 'required' | SandboxKind;

/** What sandboxes are made with. */
export interface SandboxCircumstances {
  readonly tools: Tools;
  /** A folder for what is tried out; need not exist. */
  readonly scratch: string;
  /** Where jobs of a cluster run; needed for `kubernetes` only. */
  readonly cluster?: ClusterSettings;
}

interface Making extends SandboxCircumstances {
  readonly groups: ResourceGroups | undefined;
}

/** Makes a sandbox of a kind, or says in a few words why it cannot. */
type Maker = (making: Making) => Promise<Sandbox | string>;

/** How a person comes by a sandbox on this platform. */
export const HOW_TO_GET_ONE =
  process.platform === 'linux'
    ? 'Install bubblewrap (Debian and Ubuntu: apt-get install bubblewrap; Fedora: dnf install bubblewrap), or gVisor’s runsc.'
    : 'Install the npm package @anthropic-ai/sandbox-runtime next to Patchwright, or run it in a Linux machine with bubblewrap.';

const MAKERS: Readonly<Record<Exclude<SandboxKind, 'none'>, Maker>> = {
  async bubblewrap({ tools, groups }) {
    const program = await findProgram(tools, 'bwrap');
    if (program === undefined) return 'bwrap was not found';
    return bubblewrapSandbox(program, tools, groups, `bwrap works here (${program})`);
  },
  async gvisor({ tools, groups }) {
    const program = await findProgram(tools, 'runsc');
    if (program === undefined) return 'runsc was not found';
    return gvisorSandbox(program, tools, groups, `runsc works here (${program})`);
  },
  async 'sandbox-runtime'({ tools, groups }) {
    const program = findRuntime();
    if (program === undefined) return '@anthropic-ai/sandbox-runtime is not installed';
    // It leaves root its number and its capabilities, with which the kernel's settings can be written.
    if (process.platform === 'linux' && process.getuid?.() === 0) {
      return 'sandbox-runtime does not hold back root';
    }
    return runtimeSandbox(program, tools, groups, 'sandbox-runtime works here');
  },
  async kubernetes({ tools, cluster }) {
    if (cluster === undefined) return 'no cluster is configured';
    const program = await findProgram(tools, 'kubectl');
    if (program === undefined) return 'kubectl was not found';
    return kubernetesSandbox(program, tools, cluster, `jobs in ${cluster.namespace}`);
  },
};

// Of a cluster nothing can be told from here: it is taken when a person names it. So is, on Linux, the runtime: it stands
// on bubblewrap, too, and sets fewer limits.
const ORDER: readonly Exclude<SandboxKind, 'none'>[] =
  process.platform === 'linux' ? ['bubblewrap', 'gvisor'] : ['sandbox-runtime'];

// What runs outside has to run inside too: a sandbox without its tools would fail every test.
const PROBE =
  'for tool in node python3; do if command -v $tool; then $tool --version || exit 1; fi; done; echo probed > probed';

async function refusalOf(sandbox: Sandbox, scratch: string): Promise<string | undefined> {
  const folder = join(scratch, randomUUID().slice(0, 8));
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
    const said = result.output.trim().slice(0, 500);
    return result.exitCode === 0 ? undefined : said || `exit code ${result.exitCode}`;
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Makes a sandbox of this kind and tries it; answers why not, in a few words, when it does not work on this machine. */
export async function trySandbox(
  kind: Exclude<SandboxKind, 'none'>,
  circumstances: SandboxCircumstances,
): Promise<Sandbox | string> {
  const groups = await resourceGroups();
  const made = await MAKERS[kind]({ ...circumstances, groups });
  if (typeof made === 'string') return made;
  const refusal = await refusalOf(made, circumstances.scratch);
  return refusal === undefined ? made : `${kind} does not work here: ${refusal}`;
}

/**
 * The sandbox that the choice comes to on this machine. It fails closed: what is demanded and does not work is never
 * replaced by something weaker.
 *
 * @throws NeedsHuman when none that may be taken works here, saying why and how to get one.
 */
export async function chooseSandbox(
  choice: SandboxChoice,
  circumstances: SandboxCircumstances,
): Promise<Sandbox> {
  if (choice === 'none') {
    const groups = await resourceGroups();
    return processSandbox(circumstances.tools, groups, 'chosen by the configuration');
  }
  const reasons: string[] = [];
  for (const kind of choice === 'required' ? ORDER : [choice]) {
    const tried = await trySandbox(kind, circumstances);
    if (typeof tried !== 'string') return tried;
    reasons.push(tried);
  }
  throw new NeedsHuman(
    `Nothing of a repository is run, since there is no sandbox to run it in: ${reasons.join('; ')}. ${HOW_TO_GET_ONE}`,
  );
}
