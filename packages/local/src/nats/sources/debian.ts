import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { closedToDebian, unpackDebian } from './debian-package.ts';
import type { NatsSource } from './source.ts';

/** Debian's own package, out of the newest suite, unpacked without being installed: Go's programs need nothing else of it. */
export const debian: NatsSource = {
  name: "Debian's package",
  unavailable: closedToDebian,
  async get(context) {
    const unpacked = await unpackDebian(context, 'sid', ['nats-server']);
    for (const folder of ['usr/sbin', 'usr/bin']) {
      const binary = join(unpacked, folder, 'nats-server');
      const there = await access(binary).then(
        () => true,
        () => false,
      );
      if (there) return binary;
    }
    throw new Error('the package holds no nats-server');
  },
};
