import type { CheckpointStore } from './git/checkpoint-store.ts';
import type { Remote, RemoteUse } from './git/remote.ts';
import type { SandboxChoice } from './sandbox/choose-sandbox.ts';
import type { ClusterSettings } from './sandbox/kubernetes/job-manifest.ts';
import type { OutputRef } from './workspace.ts';

/** Where outputs go that are too long for an answer. */
export interface OutputStore {
  put(bytes: Uint8Array, mediaType: string): Promise<OutputRef>;
}

/** What commands find around the work tree. */
export interface Tools {
  /** Folders of the command's PATH, in order. The system's own (`/usr/local/bin`, `/usr/bin`, `/bin`) follow them. */
  readonly path: readonly string[];
  /** A `node_modules` folder made visible above the work trees, so that `npx` and imports find it by walking up. */
  readonly nodeModules?: string;
  /** Further folders that a closed sandbox may read, for example a toolchain outside `/usr`. */
  readonly folders?: readonly string[];
  /** Added to the command's otherwise empty environment. Never put a secret here. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What one command may use at most. */
export interface Limits {
  /** Milliseconds, when the call names none. Default 10 minutes. */
  readonly timeoutMs: number;
  /** Bytes of output kept: the head and the tail. Default 2 MiB. */
  readonly outputBytes: number;
  /** MiB of memory: of the command as a whole where control groups can be made, of each of its processes elsewhere. Default 4096; 0 sets no limit. */
  readonly memoryMb: number;
  /** Processes and threads at once. Default 2048; 0 sets no limit. A plain process is held to it only where control groups can be made. */
  readonly processes: number;
  /** MiB of one file that a command writes. Default 1024; 0 sets no limit. */
  readonly fileMb: number;
  /** MiB that a command may have on disk: its work tree, home and temporary files. Default 8192; 0 sets no limit. */
  readonly diskMb: number;
  /** MiB of each memory disk (`/tmp`, `/dev/shm`) of a closed sandbox. Default 512. */
  readonly scratchMb: number;
}

/** Whom a commit is made by, beside its author. */
export interface Identity {
  readonly name: string;
  readonly email: string;
}

/** Everything that the workspace is built from. */
export interface WorkspaceConfig {
  /** Folder for mirrors and work trees. Several processes may share it. It should lie outside any project, since tools look for their configuration upwards. */
  readonly root: string;
  /** The address of a repository (`owner/name`), and how to be let in. Asked again for each call, so tokens may be short-lived; `use` is `write` for pushes only. */
  readonly remote: (repository: string, use: RemoteUse) => Remote | Promise<Remote>;
  readonly blobs: OutputStore;
  readonly checkpoints: CheckpointStore;
  readonly tools: Tools;
  /** Default `required`: a sandbox that works on this machine, or nothing runs. */
  readonly sandbox?: SandboxChoice;
  /** Where jobs run, for the sandbox `kubernetes`. */
  readonly cluster?: ClusterSettings;
  readonly limits?: Partial<Limits>;
  /** MiB that the mirrors may have on disk together; those that were used longest ago go first. Default 20480; 0 sets no limit. */
  readonly mirrorsMb?: number;
  /** MB, as the remote says its size, up to which a repository's mirror has the contents of all files that it ever had; of a larger one only those that are worked on are fetched. Default 500; 0 sets no limit. */
  readonly wholeUpToMb?: number;
  /** Hosts that package managers reach while they install: `host`, `host:port` or `*.domain`. Default none, and then nothing is installed. */
  readonly registries?: readonly string[];
  /** Repositories (`owner/name`, `owner/*`) whose packages may run their install scripts, without a network. Default none. */
  readonly installScripts?: readonly string[];
  /** Branch names, `*` standing for any text, that are never pushed to. Default: `main`, `master`, `develop`, `production`, `release/*`. */
  readonly protectedBranches?: readonly string[];
  /** Default `Patchwright <patchwright@localhost>`. */
  readonly committer?: Identity;
  /** Added to git's own environment: proxy and certificate settings of the network. */
  readonly gitEnv?: Readonly<Record<string, string>>;
  /** Distinguishes processes that share `root`. Default: host name and process id. */
  readonly worker?: string;
}

/** The limits where the configuration names none. */
export const DEFAULT_LIMITS: Limits = {
  timeoutMs: 10 * 60_000,
  outputBytes: 2 * 1024 * 1024,
  memoryMb: 4096,
  processes: 2048,
  fileMb: 1024,
  diskMb: 8192,
  scratchMb: 512,
};

/** MiB of all mirrors where the configuration names none. */
export const DEFAULT_MIRRORS_MB = 20_480;

/** MB up to which a repository is mirrored whole where the configuration names none. */
export const DEFAULT_WHOLE_MB = 500;

/** The branches that nobody pushes to where the configuration names none. */
export const DEFAULT_PROTECTED_BRANCHES: readonly string[] = [
  'main',
  'master',
  'develop',
  'production',
  'release/*',
];

/** The committer where the configuration names none. */
export const DEFAULT_COMMITTER: Identity = {
  name: 'Patchwright',
  email: 'patchwright@localhost',
};

/** Where the system's own commands lie; later than whatever the configuration names. */
export const SYSTEM_PATH: readonly string[] = [
  '/opt/homebrew/bin',
  '/usr/local/bin',
  '/usr/bin',
  '/bin',
];
