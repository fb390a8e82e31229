import { messageOf } from '@patchwright/faults';
import { HOW_TO_GET_ONE, type SandboxKind, type Tools, trySandbox } from '@patchwright/workspace';
import type { NatsEnvironment } from '../nats/config.ts';
import { fetchBubblewrap, keptBubblewrap } from './fetch-bubblewrap.ts';

/** What commands of a mesh on this machine run in. */
export interface LocalSandbox {
  readonly kind: SandboxKind;
  /** Folders that have to be on the tools' path for it. */
  readonly path: readonly string[];
  /** Why it is this one, or why it is none. */
  readonly reason: string;
}

/**
 * Finds a sandbox that works on this machine; where there is no bubblewrap, it is fetched. Where none can be had the
 * answer is `none`: whoever asked decides whether to go on, and says so.
 */
export async function prepareSandbox(options: {
  readonly tools: Tools;
  /** A folder for what is tried out. */
  readonly scratch: string;
  readonly environment: Pick<NatsEnvironment, 'cacheDir' | 'clientVariables'>;
  /** `false` takes only what is there, without fetching anything. */
  readonly mayFetch?: boolean;
}): Promise<LocalSandbox> {
  const { tools, scratch, environment, mayFetch = true } = options;
  const reasons: string[] = [];
  async function attempt(
    kind: Exclude<SandboxKind, 'none'>,
    path: readonly string[],
  ): Promise<LocalSandbox | undefined> {
    const tried = await trySandbox(kind, {
      tools: { ...tools, path: [...tools.path, ...path] },
      scratch,
    });
    if (typeof tried !== 'string') return { kind, path, reason: tried.reason };
    reasons.push(tried);
    return undefined;
  }
  const installed = await attempt('bubblewrap', []);
  if (installed !== undefined) return installed;
  if (process.platform === 'linux') {
    try {
      const folder = await (mayFetch ? fetchBubblewrap : keptBubblewrap)(environment);
      const fetched = folder === undefined ? undefined : await attempt('bubblewrap', [folder]);
      if (fetched !== undefined) return fetched;
    } catch (error) {
      reasons.push(`it could not be fetched either (${messageOf(error)})`);
    }
  }
  const others =
    process.platform === 'linux' ? (['gvisor'] as const) : (['sandbox-runtime'] as const);
  for (const kind of others) {
    const other = await attempt(kind, []);
    if (other !== undefined) return other;
  }
  return { kind: 'none', path: [], reason: reasons.join('; ') };
}

/** What people are told about the sandbox of a mesh, loudly where there is none. */
export function sandboxNotice(sandbox: LocalSandbox): string {
  return sandbox.kind === 'none'
    ? `WARNING: there is no sandbox here. Commands of the stories' repositories run as plain processes of yours, which can read your files and reach your network. ${HOW_TO_GET_ONE} (${sandbox.reason})`
    : `sandbox ${sandbox.kind}: ${sandbox.reason}`;
}
