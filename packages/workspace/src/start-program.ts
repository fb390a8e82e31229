import { createInterface } from 'node:readline';
import { execa } from 'execa';

/** A program as it is to be started: with no environment but this. */
export interface ProgramStart {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** What it is given to read; its input ends there. */
  readonly stdin: string;
}

/** How a program ended: no code when it was killed or could not be started. `lastWords` is the end of its error output. */
export interface ProgramEnd {
  readonly code: number | undefined;
  readonly lastWords: string;
}

/** A program that runs. */
export interface RunningProgram {
  /** Its output, line by line, until it ends. Never throws. */
  readonly lines: AsyncIterable<string>;
  /** Never rejects. */
  readonly ended: Promise<ProgramEnd>;
  /** Ends it, and whatever it started. Twice is as once. */
  readonly kill: () => void;
}

const LAST_WORDS = 2_000;

/** Starts a program that runs beside us and ends with us. */
export function startProgram({ command, args, env, cwd, stdin }: ProgramStart): RunningProgram {
  const child = execa(command, [...args], {
    cwd,
    env,
    extendEnv: false,
    input: stdin,
    buffer: { stdout: false, stderr: true },
    maxBuffer: 1024 * 1024,
    reject: false,
    // A group of its own, so that what it starts ends with it.
    detached: true,
    cleanup: true,
  });
  let isOver = false;

  function kill(): void {
    if (isOver || child.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
  // execa leaves detached programs alone when we leave.
  process.once('exit', kill);

  async function ending(): Promise<ProgramEnd> {
    const result = await child;
    isOver = true;
    process.off('exit', kill);
    const words = `${result.stderr ?? ''}\n${result.exitCode === undefined ? (result.shortMessage ?? '') : ''}`;
    return { code: result.exitCode, lastWords: words.trim().slice(-LAST_WORDS) };
  }

  async function* lines(): AsyncIterable<string> {
    if (child.stdout === null) return;
    // A line that is cut by the program's end is none.
    yield* createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY });
  }

  return { lines: lines(), ended: ending(), kill };
}
