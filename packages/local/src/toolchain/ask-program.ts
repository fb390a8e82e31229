import { findProgram } from './find-program.ts';
import { run } from './run-command.ts';

/** A program of this machine, and what it printed. */
export interface AskedProgram {
  readonly path: string;
  readonly said: string;
}

const PATIENCE_MS = 10_000;

/** Asks the first program of this name on a search path; `undefined` when there is none, or it fails, or takes over ten seconds. */
export async function askProgram(
  name: string,
  args: readonly string[],
  searchPath: string,
): Promise<AskedProgram | undefined> {
  const path = await findProgram(name, searchPath);
  if (path === undefined) return undefined;
  try {
    const said = await run(path, args, { env: { PATH: searchPath }, timeoutMs: PATIENCE_MS });
    return { path, said: said.trim() };
  } catch {
    return undefined;
  }
}
