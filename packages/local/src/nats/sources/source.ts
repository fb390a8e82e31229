import { execa } from 'execa';
import type { Variables } from '../config.ts';

/** What a source may use. */
export interface SourceContext {
  /** An empty folder on the cache's own disk; whatever is left in it is removed. */
  readonly folder: string;
  /** The environment of a package client. */
  readonly variables: Variables;
}

/** One way to get the pinned nats-server. */
export interface NatsSource {
  /** Shown to people: `Debian's package`. */
  readonly name: string;
  /** `undefined` when this way is open on this machine, else why not, in a few words. */
  readonly unavailable: (context: Omit<SourceContext, 'folder'>) => Promise<string | undefined>;
  /** Gets the binary into the folder and answers its path, its contents verified; throws when it cannot. */
  readonly get: (context: SourceContext) => Promise<string>;
}

/** Whether `command` can be started with these variables. */
export async function hasCommand(
  variables: Variables,
  command: string,
  ...probe: readonly string[]
): Promise<boolean> {
  const { failed } = await execa(command, probe, {
    env: variables,
    extendEnv: false,
    reject: false,
    stdio: 'ignore',
    timeout: 10_000,
  });
  return !failed;
}

/**
 * Runs a package client to its end and answers what it printed.
 *
 * @throws Error with the last line of what it said on stderr.
 */
export async function runClient(
  context: SourceContext,
  command: string,
  args: readonly string[],
  options: { readonly variables?: Variables; readonly timeoutMs?: number } = {},
): Promise<string> {
  const result = await execa(command, args, {
    cwd: context.folder,
    env: { ...context.variables, ...options.variables },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    timeout: options.timeoutMs ?? 120_000,
  });
  if (!result.failed) return result.stdout;
  const said = result.stderr.trim().split('\n').at(-1);
  throw new Error(`${command} ${args[0]}: ${result.timedOut ? 'timed out' : said || 'failed'}`);
}
