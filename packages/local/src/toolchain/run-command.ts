import { execFile } from 'node:child_process';

/** What a command is run with. */
export interface CommandOptions {
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds. Default one minute. */
  readonly timeoutMs?: number;
}

/** What a command printed on its standard output. Rejects with what it said on the other when it fails. */
export async function run(
  file: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  execFile(
    file,
    args,
    { ...options, timeout: options.timeoutMs ?? 60_000, maxBuffer: 64 * 1024 * 1024 },
    (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else {
        const said = stderr.trim() || error.message;
        reject(new Error(`${file} ${args[0] ?? ''} failed: ${said.slice(-2_000)}`));
      }
    },
  );
  return promise;
}
