import { constants } from 'node:os';
import { execa } from 'execa';
import { killAll } from './leftovers.ts';
import { outputCollector } from './output-collector.ts';
import type { SandboxCommand, SandboxResult } from './sandbox.ts';

/** A program with its arguments and its whole environment. */
export interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** How often a silent command is said to be still within its time limit, in ms. */
const HEARTBEAT_MS = 10_000;
/** How long output may still come after the shell ended and everything found of it was killed, in ms. */
const CLOSING_MS = 2_000;

/** Starts a launch in a process group of its own and sees it to its end; nothing it started outlives it. */
export async function supervise(launch: Launch, command: SandboxCommand): Promise<SandboxResult> {
  command.signal.throwIfAborted();
  const started = performance.now();
  const collector = outputCollector(command.limits.outputBytes);
  const child = execa(launch.file, launch.args, {
    cwd: command.cwd,
    env: launch.env,
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
  function stop(): void {
    void killAll(child.pid, command.mark);
  }
  const timer = setTimeout(() => {
    timedOut = true;
    stop();
  }, command.limits.timeoutMs);
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
    await killAll(child.pid, command.mark);
    command.signal.throwIfAborted();
    return {
      exitCode: result.exitCode ?? 128 + (constants.signals[result.signal ?? 'SIGKILL'] ?? 9),
      timedOut,
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
