import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { fetchBubblewrap, findProgram, natsEnvironment } from '@patchwright/local';
import { expect, it } from 'vitest';

const run = promisify(execFile);

/** Runs the story of the small disk on a disk of 64 MiB, which any user may make in namespaces of their own. */
async function onSmallDisk(folder: string) {
  const environment = natsEnvironment();
  const bwrap =
    (await findProgram('bwrap', environment.searchPath)) ??
    join(await fetchBubblewrap(environment), 'bwrap');
  const small = join(folder, 'small');
  const story = fileURLToPath(new URL('./small-disk.ts', import.meta.url));
  await mkdir(small);
  const { stdout } = await run(bwrap, [
    ...['--dev-bind', '/', '/', '--size', String(64 * 1024 * 1024), '--tmpfs', small],
    ...[process.execPath, '--disable-warning=ExperimentalWarning', story, small, folder],
  ]);
  return JSON.parse(stdout) as Record<'filler' | 'next', Record<string, unknown>>;
}

it('a task that fills the disk fails cleanly and gives the room back, and others go on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pw-full-'));
  try {
    const { filler, next } = await onSmallDisk(folder);
    expect(filler).toEqual({ fault: 'NeedsHuman', message: 'The disk of the workspace is full.' });
    expect(next).toEqual({ exitCode: 0, excerpt: 'shop\nwritten' });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
