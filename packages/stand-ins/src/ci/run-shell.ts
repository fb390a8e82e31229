import { execa } from 'execa';

/** How a shell ended: with a code, by a signal from outside, or without having begun. */
export type ShellOutcome =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * Runs one process with exactly the environment given and hands over its output line by line, both streams in the order written.
 * On `signal` the process and all its children are killed. Never rejects.
 */
export async function runShell(options: {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
}): Promise<ShellOutcome> {
  // A group of its own, so that what the shell started ends together with it.
  const child = execa(options.file, options.args, {
    cwd: options.cwd,
    env: options.env,
    extendEnv: false,
    stdin: 'ignore',
    all: true,
    buffer: false,
    reject: false,
    detached: true,
  });
  const kill = () => killGroup(child.pid);
  options.signal.addEventListener('abort', kill, { once: true });
  // A detached child is not ended with its parent by itself.
  process.once('exit', kill);
  if (options.signal.aborted) kill();
  try {
    for await (const line of child.iterable({ from: 'all' })) options.onLine(line);
    const result = await child;
    if (options.signal.aborted) return { kind: 'aborted' };
    if (result.exitCode !== undefined) return { kind: 'exited', code: result.exitCode };
    return { kind: 'failed', reason: result.shortMessage ?? 'The command did not run' };
  } catch (error) {
    if (options.signal.aborted) return { kind: 'aborted' };
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  } finally {
    process.removeListener('exit', kill);
    options.signal.removeEventListener('abort', kill);
    kill();
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group is gone already.
  }
}
