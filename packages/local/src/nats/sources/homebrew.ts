import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isAtLeast, MINIMUM_VERSION } from '../version.ts';
import type { NatsSource } from './source.ts';
import { hasCommand, runClient } from './source.ts';

/** Homebrew's bottle, fetched and unpacked but not installed; brew checks its checksum. */
export const homebrew: NatsSource = {
  name: 'Homebrew',
  async unavailable({ variables }) {
    return (await hasCommand(variables, 'brew', '--version'))
      ? undefined
      : 'Homebrew is not installed';
  },
  async get(context) {
    await runClient(context, 'brew', ['fetch', '--force-bottle', 'nats-server']);
    const bottle = (await runClient(context, 'brew', ['--cache', 'nats-server'])).trim();
    await runClient(context, 'tar', ['-xf', bottle]);
    const [version] = await readdir(join(context.folder, 'nats-server'));
    if (version === undefined || !isAtLeast(version.replace(/_\d+$/, ''), MINIMUM_VERSION)) {
      throw new Error(`it offers ${version ?? 'nothing'}`);
    }
    return join(context.folder, 'nats-server', version, 'bin', 'nats-server');
  },
};
