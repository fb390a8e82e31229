import { NeedsHuman } from '@patchwright/faults';
import { execa } from 'execa';
import { strikeSecrets } from './strike-secrets.ts';

/** How git is called in this house: which environment, which settings. */
export interface GitSettings {
  /** The whole environment of every git process. */
  readonly env: Readonly<Record<string, string>>;
  /** Settings that hold for every call, whatever a repository says. */
  readonly config: readonly (readonly [key: string, value: string])[];
}

/** One call of git. */
export interface GitCall {
  readonly gitDir?: string;
  readonly workTree?: string;
  /** The index file; without it git's own is used. */
  readonly index?: string;
  readonly input?: string | Uint8Array;
  /** Settings for this call, handed over by environment so that no argument shows them. */
  readonly config?: readonly (readonly [key: string, value: string])[];
  readonly env?: Readonly<Record<string, string>>;
  /** Struck from every message. */
  readonly secrets?: readonly string[];
  readonly signal?: AbortSignal;
  /** Called whenever git says something on its way. */
  readonly progress?: () => void;
  /** Milliseconds. Default 2 minutes. */
  readonly timeoutMs?: number;
  /** Exit codes that are an answer rather than a failure. Default only 0. */
  readonly accept?: readonly number[];
}

/** What a call came to. */
export interface GitAnswer {
  readonly exitCode: number;
  readonly stdout: Buffer;
  /** Secrets struck. */
  readonly stderr: string;
}

/** A git call that ended otherwise than its caller accepts. `stderr` has its secrets struck. */
export class GitFailed extends Error {
  override readonly name = 'GitFailed';
  readonly exitCode: number | undefined;
  readonly stderr: string;
  readonly timedOut: boolean;

  constructor(
    command: string,
    answer: { exitCode: number | undefined; stderr: string; timedOut: boolean },
  ) {
    const how = answer.timedOut ? 'took too long' : `failed (${answer.exitCode ?? 'killed'})`;
    super(`git ${command} ${how}: ${answer.stderr.trim().slice(0, 2_000)}`);
    this.exitCode = answer.exitCode;
    this.stderr = answer.stderr;
    this.timedOut = answer.timedOut;
  }
}

const MAX_ANSWER_BYTES = 512 * 1024 * 1024;

function configEnvironment(
  config: readonly (readonly [string, string])[],
): Readonly<Record<string, string>> {
  const environment: Record<string, string> = { GIT_CONFIG_COUNT: String(config.length) };
  for (const [position, [key, value]] of config.entries()) {
    environment[`GIT_CONFIG_KEY_${position}`] = key;
    environment[`GIT_CONFIG_VALUE_${position}`] = value;
  }
  return environment;
}

/**
 * Calls git with an environment of its own.
 *
 * @throws GitFailed when it ends otherwise than accepted; NeedsHuman when there is no git;
 * the signal's reason when it was aborted.
 */
export async function git(
  settings: GitSettings,
  args: readonly string[],
  call: GitCall = {},
): Promise<GitAnswer> {
  const secrets = call.secrets ?? [];
  const child = execa('git', args, {
    extendEnv: false,
    env: {
      ...settings.env,
      ...call.env,
      ...configEnvironment([...settings.config, ...(call.config ?? [])]),
      ...(call.gitDir === undefined ? {} : { GIT_DIR: call.gitDir }),
      ...(call.workTree === undefined ? {} : { GIT_WORK_TREE: call.workTree }),
      ...(call.index === undefined ? {} : { GIT_INDEX_FILE: call.index }),
    },
    ...(call.workTree === undefined ? {} : { cwd: call.workTree }),
    ...(call.input === undefined ? { stdin: 'ignore' as const } : { input: call.input }),
    ...(call.signal === undefined ? {} : { cancelSignal: call.signal }),
    encoding: 'buffer',
    stripFinalNewline: false,
    reject: false,
    maxBuffer: MAX_ANSWER_BYTES,
    timeout: call.timeoutMs ?? 120_000,
    killDescendants: true,
  });
  if (call.progress !== undefined) child.stderr.on('data', call.progress);
  const result = await child;
  if (result.isCanceled) throw call.signal?.reason ?? new Error('git was cancelled');
  const stderr = strikeSecrets(Buffer.from(result.stderr).toString('utf8'), secrets);
  if (result.exitCode !== undefined && (call.accept ?? [0]).includes(result.exitCode)) {
    return { exitCode: result.exitCode, stdout: Buffer.from(result.stdout), stderr };
  }
  if (result.code === 'ENOENT' && result.exitCode === undefined) {
    throw new NeedsHuman('git was not found on the PATH of this service; install it there.');
  }
  throw new GitFailed(args[0] ?? '', {
    exitCode: result.exitCode,
    stderr,
    timedOut: result.timedOut,
  });
}

/** The answer as text without its last line break. */
export function textOf(answer: GitAnswer): string {
  return answer.stdout.toString('utf8').replace(/\n$/, '');
}

/** The answer of a `-z` call as its parts. */
export function partsOf(answer: GitAnswer): readonly string[] {
  const parts = answer.stdout.toString('utf8').split('\0');
  parts.pop();
  return parts;
}
