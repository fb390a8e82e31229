import { execa } from 'execa';
import { parseVersion } from './version.ts';

/**
 * The version of the nats-server at `path`, by asking it.
 *
 * @throws Error when it cannot be started, takes over 10 s, or prints no version.
 */
export async function probeVersion(path: string): Promise<string> {
  const { stdout, stderr } = await execa(path, ['--version'], {
    env: {},
    extendEnv: false,
    timeout: 10_000,
    stdin: 'ignore',
  });
  const version = parseVersion(`${stdout}\n${stderr}`);
  if (version === undefined) throw new Error('it does not say its version');
  return version;
}
