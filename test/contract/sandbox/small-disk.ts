/** Run on a machine whose folder, the first argument, is a small disk: what two tasks come to when one fills it. Prints JSON. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { directoryCheckpoints, workspacePort } from '@patchwright/workspace';
import { startGitHost } from '@patchwright/workspace/bench';

const [small = '', elsewhere = tmpdir()] = process.argv.slice(2);
const folder = await mkdtemp(join(elsewhere, 'pw-disk-'));
await using host = await startGitHost(join(folder, 'host'));
await host.commit('main', { 'README.md': 'shop\n' });

const port = workspacePort({
  root: join(small, 'root'),
  remote: () => ({ url: host.url, authorization: { token: host.token } }),
  blobs: {
    put: async (bytes, mediaType) => ({ ref: 'whole', size: bytes.length, mediaType }),
  },
  checkpoints: directoryCheckpoints(join(folder, 'checkpoints')),
  tools: { path: [dirname(process.execPath)] },
  // It runs inside a sandbox already, in which there is no other.
  sandbox: 'none',
  // Without its guard, so that the disk itself is what refuses.
  limits: { diskMb: 0 },
});
const context = { signal: new AbortController().signal, progress: () => undefined };
const repository = 'acme/shop';
const { tree } = await port.reads.open({ repository, ref: 'main' }, context);

/** What became of a command: its answer, or the fault it ended in. */
async function outcome(command: string) {
  try {
    const { exitCode, excerpt } = await port.reads.run({ repository, tree, command }, context);
    return { exitCode, excerpt };
  } catch (fault) {
    return fault instanceof Error ? { fault: fault.name, message: fault.message } : { fault };
  }
}

const filler = await outcome(
  'i=0; while head -c 8000000 /dev/urandom > f$i; do i=$((i+1)); done; echo full',
);
const next = await outcome('cat README.md; head -c 1000000 /dev/zero > made && echo written');
process.stdout.write(JSON.stringify({ filler, next }));
