import { join } from 'node:path';
import { BINARY_NAME } from '../binary-cache.ts';
import { PINNED_VERSION } from '../version.ts';
import type { NatsSource } from './source.ts';
import { hasCommand, runClient } from './source.ts';

/** Built from source by Go, whose checksum database verifies every module. */
export const go: NatsSource = {
  name: 'Go',
  async unavailable({ variables }) {
    return (await hasCommand(variables, 'go', 'version')) ? undefined : 'Go is not installed';
  },
  async get(context) {
    await runClient(
      context,
      'go',
      ['install', '-trimpath', `github.com/nats-io/nats-server/v2@v${PINNED_VERSION}`],
      { variables: { GOBIN: context.folder, CGO_ENABLED: '0' }, timeoutMs: 8 * 60_000 },
    );
    return join(context.folder, BINARY_NAME);
  },
};
