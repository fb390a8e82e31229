import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Io } from './io.ts';

/** The process as a command sees it. `environment` is what the process was started with. */
export function nodeIo(environment: Io['environment'], stop: AbortSignal): Io {
  const { stdout, stderr, stdin } = process;
  const isTerminal = stdout.isTTY === true;
  // A reader that has seen enough (`| head`) closes the pipe; that is no failure.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    stdout,
    stderr,
    isTerminal,
    isInteractive: stdin.isTTY === true && stderr.isTTY === true,
    color: mayColor(environment, isTerminal),
    // A terminal that does not know its width says 0.
    columns: isTerminal ? stdout.columns || undefined : undefined,
    environment,
    cwd: process.cwd(),
    self: selfOf(environment),
    stop,
    async ask(question) {
      using lines = disposable(createInterface({ input: stdin, output: stderr }));
      return (await lines.it.question(question, { signal: stop }).catch(() => '')).trim();
    },
    async askSecret(question) {
      stderr.write(question);
      using lines = disposable(
        createInterface({ input: stdin, output: nowhere(), terminal: true }),
      );
      const answer = await lines.it.question('', { signal: stop }).catch(() => '');
      stderr.write('\n');
      return answer.trim();
    },
    readInput: () => text(stdin),
    setExitCode(code) {
      process.exitCode = code;
    },
  };
}

/** What is typed is echoed to where nobody sees it. */
function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}

/** Colours only for eyes, and never where NO_COLOR is set to anything. */
export function mayColor(environment: Io['environment'], isTerminal: boolean): boolean {
  return isTerminal && !environment.NO_COLOR && environment.TERM !== 'dumb';
}

/** Whoever came by npm has no command of their own on the PATH. */
export function selfOf({ npm_command, npm_lifecycle_event }: Io['environment']): string {
  return npm_command || npm_lifecycle_event ? 'npx patchwright' : 'patchwright';
}

function disposable<T extends { close: () => void }>(it: T): Disposable & { readonly it: T } {
  return { it, [Symbol.dispose]: () => it.close() };
}
