import { type CallContext, NeedsHuman } from '@patchwright/faults';
import { GitFailed, textOf } from './git.ts';
import { type Mirror, NOT_GIVEN } from './mirror.ts';
import { remoteFault } from './remote-fault.ts';

/** The blobs of a tree that are not in the mirror. */
async function missingOf(mirror: Mirror, tree: string): Promise<readonly string[]> {
  const listed = await mirror.git([
    'rev-list',
    '--objects',
    '--no-object-names',
    '--missing=print',
    tree,
  ]);
  return textOf(listed)
    .split('\n')
    .filter((line) => line.startsWith('?'))
    .map((line) => line.slice(1));
}

/**
 * Brings the contents of all files of a tree (or of a commit's tree) that a mirror was fetched without, in one request: whatever
 * comes after finds them here, and needs neither the network nor the token.
 *
 * @throws NeedsHuman when the host does not give them; faults, classified, for everything else.
 */
export async function fetchContents(
  mirror: Mirror,
  tree: string,
  context: CallContext,
): Promise<void> {
  if (!(await mirror.isWithoutContents())) return;
  const missing = await missingOf(mirror, `${tree}^{tree}`);
  if (missing.length === 0) return;
  const answer = await mirror.remote(
    'Fetching',
    // As git itself fetches what it misses.
    (url) => [
      '-c',
      'fetch.negotiationAlgorithm=noop',
      'fetch',
      '--no-tags',
      '--no-write-fetch-head',
      '--progress',
      '--stdin',
      url,
    ],
    context,
    { accept: [0, 1, 128], input: missing.map((sha) => `${sha}\n`).join('') },
  );
  if (answer.exitCode === 0) return;
  if (NOT_GIVEN.test(answer.stderr)) {
    throw new NeedsHuman(`The host of ${mirror.repository} does not give single files.`, {
      diagnosis: `${mirror.repository} is large, so it was fetched without the contents of its files, and its host does not give those that are needed. Set PATCHWRIGHT_WHOLE_MIRROR_MB to 0 and remove ${mirror.directory}; it is then fetched whole. git said: ${answer.stderr.trim().slice(0, 500)}`,
    });
  }
  throw remoteFault(
    mirror.repository,
    'Fetching',
    new GitFailed('fetch', { exitCode: answer.exitCode, stderr: answer.stderr, timedOut: false }),
  );
}
