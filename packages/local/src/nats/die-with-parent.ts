import { spawn } from 'node:child_process';

/**
 * Sees to it that the process `pid` ends when this one does, however it ends, SIGKILL included.
 * Answers a function that lifts this, to be called once `pid` has ended by itself.
 *
 * A shell waits on a pipe from this process; the pipe closes when this process is gone.
 * Where there is no POSIX shell, it is tried when this process exits in good order.
 */
export function dieWithParent(pid: number): () => void {
  if (process.platform === 'win32') return killOnExit(pid);
  // In a session of its own, or Ctrl-C would end the watcher before what it watches.
  const watcher = spawn(
    '/bin/sh',
    ['-c', 'read -r _; kill -KILL "$1" 2>/dev/null', 'sh', `${pid}`],
    {
      env: {},
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    },
  );
  watcher.on('error', () => undefined);
  watcher.stdin.on('error', () => undefined);
  watcher.unref();
  (watcher.stdin as unknown as { unref?: () => void }).unref?.();
  return () => {
    watcher.kill('SIGKILL');
  };
}

function killOnExit(pid: number): () => void {
  function end(): void {
    try {
      process.kill(pid);
    } catch {
      // it has already ended
    }
  }
  process.once('exit', end);
  return () => {
    process.removeListener('exit', end);
  };
}
