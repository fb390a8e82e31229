import { constants } from 'node:os';
import { execa } from 'execa';
import { guardDisk } from './disk-guard.ts';
import { killAll } from './leftovers.ts';
import { outputCollector } from './output-collector.ts';
import type { ResourceGroup, ResourceGroups } from './resource-group.ts';
import type { SandboxCommand, SandboxResult } from './sandbox.ts';

/** A program with its arguments and its whole environment. */
export interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Ends what the program itself does not end when it is killed. */
  readonly stop?: () => Promise<void>;
}

/** How often a silent command is said to be still within its time limit, in ms. */
const HEARTBEAT_MS = 10_000;
/** How long output may still come after the shell ended and everything found of it was killed, in ms. */
const CLOSING_MS = 2_000;

// The shell itself enters, so that nothing of the program runs a moment outside.
const ENTER =
  'n=$1; shift; while [ "$n" -gt 0 ]; do echo $$ > "$1" || exit 125; shift; n=$((n-1)); done; exec "$@"';

function within(group: ResourceGroup | undefined, launch: Launch): Launch {
  if (group === undefined) return launch;
  const { doors } = group;
  return {
    ...launch,
    file: '/bin/sh',
    args: ['-c', ENTER, 'sh', String(doors.length), ...doors, launch.file, ...launch.args],
  };
}

/**
 * Starts a launch in a process group of its own, and in a control group where there are any, and sees it to its end;
 * nothing it started outlives it.
 */
export async function supervise(
  launch: Launch,
  command: SandboxCommand,
  groups?: ResourceGroups,
): Promise<SandboxResult> {
  command.signal.throwIfAborted();
  const started = performance.now();
  const { limits } = command;
  await using group = await groups?.open(limits);
  const collector = outputCollector(limits.outputBytes);
  const { file, args, env } = within(group, launch);
  const child = execa(file, args, {
    cwd: command.cwd,
    env,
    extendEnv: false,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    buffer: false,
    encoding: 'buffer',
    detached: true,
    cleanup: false,
    reject: false,
  });
  function collect(piece: Uint8Array): void {
    collector.add(piece);
    command.progress();
  }
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  let timedOut = false;
  let closing: NodeJS.Timeout | undefined;
  async function end(): Promise<void> {
    await killAll(child.pid, command.mark);
    await group?.kill();
    await launch.stop?.();
  }
  function stop(): void {
    void end().catch(() => undefined);
  }
  using disk =
    limits.diskMb > 0 ? guardDisk([command.cwd, command.scratch], limits.diskMb, stop) : undefined;
  const timer = setTimeout(() => {
    timedOut = true;
    stop();
  }, limits.timeoutMs);
  const heartbeat = setInterval(command.progress, HEARTBEAT_MS);
  command.signal.addEventListener('abort', stop, { once: true });
  // The shell's own end is the command's end: a server left in the background would hold the pipes open for ever.
  child.nodeChildProcess.once('exit', () => {
    stop();
    closing = setTimeout(() => {
      child.stdout.destroy();
      child.stderr.destroy();
    }, CLOSING_MS);
  });
  try {
    const result = await child;
    if (result.exitCode === undefined && result.signal === undefined) {
      throw new Error(`The sandbox could not start: ${result.shortMessage}`);
    }
    await end();
    command.signal.throwIfAborted();
    const stoppedBy = disk?.reached() ?? (await group?.reached());
    return {
      exitCode: result.exitCode ?? 128 + (constants.signals[result.signal ?? 'SIGKILL'] ?? 9),
      timedOut,
      ...(stoppedBy === undefined ? {} : { stoppedBy }),
      output: collector.text(),
      durationMs: Math.round(performance.now() - started),
    };
  } finally {
    clearTimeout(timer);
    clearInterval(heartbeat);
    clearTimeout(closing);
    command.signal.removeEventListener('abort', stop);
  }
}
