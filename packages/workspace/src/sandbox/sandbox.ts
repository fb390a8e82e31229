import type { Limits } from '../config.ts';

/** A command as a sandbox is given it. */
export interface SandboxCommand {
  /** One line or more of POSIX shell. */
  readonly command: string;
  /** The work tree; the command starts in it and may write it. */
  readonly cwd: string;
  /** An empty folder for HOME and temporary files; may be written. */
  readonly scratch: string;
  /** A name by which leftovers of this command are known. */
  readonly mark: string;
  readonly limits: Limits;
  readonly signal: AbortSignal;
  /** Called on every piece of output. */
  readonly progress: () => void;
  /** Added to the command's otherwise empty environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folders for the front of its PATH. */
  readonly path?: readonly string[];
  /** Hosts that it may reach through a proxy: `host`, `host:port` or `*.domain`. Without any there is no network at all. */
  readonly hosts?: readonly string[];
  /** A folder of downloaded packages, and whether this command may add to it. */
  readonly cache?: { readonly path: string; readonly writable: boolean };
}

/** What the command came to. */
export interface SandboxResult {
  /** 128 + the signal's number when it was killed by one, as shells say. */
  readonly exitCode: number;
  readonly timedOut: boolean;
  /** Which limit ended it, in words for people, when one other than time did. */
  readonly stoppedBy?: string;
  /** Both streams in the order written, as UTF-8; the middle is left out when it is longer than the limit. */
  readonly output: string;
  readonly durationMs: number;
}

/** The sandboxes there are, by name. `none` is a plain process, which confines nothing. */
export const SANDBOX_KINDS = [
  'bubblewrap',
  'gvisor',
  'sandbox-runtime',
  'kubernetes',
  'none',
] as const;

/** The name of a sandbox. */
export type SandboxKind = (typeof SANDBOX_KINDS)[number];

/** Where commands run that nobody has looked at: no secrets around them, limits on them, nothing of them left afterwards. */
export interface Sandbox {
  readonly kind: SandboxKind;
  /** Why this kind was taken, for logs and for `doctor`. */
  readonly reason: string;
  /** Runs a command to its end, its time limit or the signal. Throws the signal's reason when aborted. */
  run(command: SandboxCommand): Promise<SandboxResult>;
}
