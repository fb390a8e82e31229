import { join } from 'node:path';
import { PINNED_VERSION } from '../version.ts';
import type { NatsSource } from './source.ts';
import { hasCommand, runClient } from './source.ts';

/** Copied out of the official image. The image holds a Linux binary, so this serves Linux alone. */
export const docker: NatsSource = {
  name: 'the Docker image',
  async unavailable({ variables }) {
    if (process.platform !== 'linux') return 'the image holds a binary for Linux';
    return (await hasCommand(variables, 'docker', 'info')) ? undefined : 'Docker does not run';
  },
  async get(context) {
    const container = (
      await runClient(context, 'docker', ['create', `nats:${PINNED_VERSION}`], {
        timeoutMs: 5 * 60_000,
      })
    ).trim();
    try {
      await runClient(context, 'docker', ['cp', `${container}:/nats-server`, '.']);
    } finally {
      await runClient(context, 'docker', ['rm', container]);
    }
    return join(context.folder, 'nats-server');
  },
};
