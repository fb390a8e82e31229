import { execa } from 'execa';

/** What a git command gave; `code` is only other than 0 where that was allowed. */
export interface GitOutput {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** How a git command is run. */
export interface GitCall {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes besides 0 that are an answer and no failure. */
  readonly allow?: readonly number[];
}

/** The real git with an environment of its own. */
export interface Git {
  /** Runs git in a repository. Rejects with git's own words on another exit code. */
  (gitDir: string, args: readonly string[], call?: GitCall): Promise<GitOutput>;
  /**
   * Like a plain call, for what its arguments decide for ever, since they name every object by its full sha: it is run
   * once and its answer remembered. An answer other than 0 is asked for again.
   */
  lasting(gitDir: string, args: readonly string[], call?: GitCall): Promise<GitOutput>;
  /** The bytes a git command writes; undefined when it fails. */
  bytes(gitDir: string, args: readonly string[]): Promise<Buffer | undefined>;
  /** The environment git gets: nothing of the person's own configuration. */
  readonly env: Readonly<Record<string, string>>;
}

/** Answers remembered at once; the oldest go first. */
const MOST_REMEMBERED = 2_000;

/** Makes the runner; `path` are the entries of PATH, `home` an own folder without configuration. */
export function createGit(path: readonly string[], home: string): Git {
  const env = {
    PATH: path.join(':'),
    HOME: home,
    LANG: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
  };
  async function git(gitDir: string, args: readonly string[], call: GitCall = {}) {
    const result = await execa('git', ['-C', gitDir, ...args], {
      env: { ...env, ...call.env },
      extendEnv: false,
      stripFinalNewline: false,
      reject: false,
      maxBuffer: 256 * 1024 * 1024,
      ...(call.input === undefined ? { stdin: 'ignore' as const } : { input: call.input }),
    });
    const code = result.exitCode ?? -1;
    if (code !== 0 && !call.allow?.includes(code)) {
      throw new Error(`git ${args[0] ?? ''}: ${result.stderr || result.shortMessage || code}`);
    }
    return { stdout: result.stdout, stderr: result.stderr, code };
  }
  async function bytes(gitDir: string, args: readonly string[]) {
    const result = await execa('git', ['-C', gitDir, ...args], {
      env,
      extendEnv: false,
      encoding: 'buffer',
      stripFinalNewline: false,
      reject: false,
      stdin: 'ignore',
    });
    return result.exitCode === 0 ? Buffer.from(result.stdout) : undefined;
  }
  const remembered = new Map<string, Promise<GitOutput>>();
  function lasting(gitDir: string, args: readonly string[], call?: GitCall) {
    const key = [gitDir, ...args].join('\0');
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const asked = git(gitDir, args, call);
    remembered.set(key, asked);
    const forget = () => remembered.delete(key);
    asked.then(({ code }) => code !== 0 && forget(), forget);
    for (const oldest of remembered.keys()) {
      if (remembered.size <= MOST_REMEMBERED) break;
      remembered.delete(oldest);
    }
    return asked;
  }
  return Object.assign(git, { bytes, lasting, env });
}
