import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A shell in which one thing after the other is typed. */
export interface Terminal {
  /** All that was printed, by whatever way. */
  readonly printed: () => string;
  /** Types lines without waiting for what comes of them. */
  readonly type: (lines: string) => void;
  /** Types lines and waits until they are done; answers what they printed, and how the last of them ended. */
  readonly run: (
    lines: string,
    patienceMs: number,
  ) => Promise<{ readonly output: string; readonly exit: number }>;
  /** Ends the shell once nothing runs in it any more; the hard way after `patienceMs`. */
  readonly close: (patienceMs: number) => Promise<void>;
}

/** Opens a shell in a folder, with an environment of its own. */
export function openTerminal(cwd: string, env: Readonly<Record<string, string>>): Terminal {
  const shell = spawn('sh', [], { cwd, env, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  const ended = once(shell, 'close');
  let printed = '';
  let changed = Promise.withResolvers<void>();
  for (const stream of [shell.stdout, shell.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      changed.resolve();
      changed = Promise.withResolvers<void>();
    });
  }
  const type = (lines: string) => shell.stdin.write(`${lines}\n`);
  let count = 0;

  return {
    printed: () => printed,
    type,
    async run(lines, patienceMs) {
      const from = printed.length;
      count += 1;
      const sign = new RegExp(`^--done-${count}-(\\d+)\\n`, 'm');
      type(`${lines}\nprintf '%s\\n' "--done-${count}-$?"`);
      const late = AbortSignal.timeout(patienceMs);
      const isLate = once(late, 'abort');
      for (;;) {
        const found = sign.exec(printed.slice(from));
        if (found !== null) {
          return { output: printed.slice(from, from + found.index), exit: Number(found[1]) };
        }
        if (late.aborted) {
          throw new Error(
            `still at it after ${patienceMs / 1000} s:\n${lines}\n${printed.slice(from)}`,
          );
        }
        await Promise.race([changed.promise, isLate]);
      }
    },
    async close(patienceMs) {
      shell.stdin.end();
      const late = setTimeout(() => {
        if (shell.pid !== undefined) process.kill(-shell.pid, 'SIGKILL');
      }, patienceMs);
      await ended;
      clearTimeout(late);
    },
  };
}
