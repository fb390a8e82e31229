import { z } from 'zod';
import type { CheckpointStore } from './checkpoint-store.ts';
import type { Mirror } from './mirror.ts';
import { repositoryDigest } from './repository-name.ts';

/** What has to be there before a checkpoint's pack can be unpacked. */
export type Need = z.infer<typeof need>;

const need = z.object({
  kind: z.enum(['tree', 'commit']),
  sha: z.string().regex(/^[0-9a-f]{40,64}$/),
});

const head = z.object({
  format: z.literal(1),
  repository: z.string(),
  needs: need,
  /** The remote's own object that the chain of checkpoints goes back to. */
  root: need,
  /** Checkpoints between this one and `root`. */
  depth: z.number().int().nonnegative(),
});

/** A checkpoint: the objects that make one tree or commit out of what it needs. */
export interface Checkpoint extends z.infer<typeof head> {
  readonly pack: Buffer;
}

function checkpointName(repository: string, kind: 'tree' | 'commit', sha: string): string {
  return `${kind}-${sha}-${repositoryDigest(repository)}`;
}

/** Reads the checkpoint of an object, `undefined` when there is none. Throws when it is damaged. */
export async function loadCheckpoint(
  store: CheckpointStore,
  repository: string,
  kind: 'tree' | 'commit',
  sha: string,
): Promise<Checkpoint | undefined> {
  const bytes = await store.load(checkpointName(repository, kind, sha));
  if (bytes === undefined) return undefined;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const line = buffer.indexOf(0x0a);
  return {
    ...head.parse(JSON.parse(buffer.subarray(0, line).toString('utf8'))),
    pack: buffer.subarray(line + 1),
  };
}

/** Keeps, under the object's name, what makes it out of `needs`. */
export async function saveCheckpoint(
  store: CheckpointStore,
  mirror: Mirror,
  kind: 'tree' | 'commit',
  sha: string,
  chain: { readonly needs: Need; readonly root: Need; readonly depth: number },
): Promise<void> {
  const { stdout: pack } = await mirror.git(
    ['pack-objects', '--revs', '--stdout', '-q', '--threads=1'],
    { input: `${sha}\n^${chain.needs.sha}\n` },
  );
  const line = JSON.stringify({ format: 1, repository: mirror.repository, ...chain });
  await store.save(
    checkpointName(mirror.repository, kind, sha),
    Buffer.concat([Buffer.from(`${line}\n`), pack]),
  );
}

/** Keeps a mark without objects: this tree is the tree of a commit that the remote has. */
export async function saveAnchor(
  store: CheckpointStore,
  repository: string,
  tree: string,
  commit: string,
): Promise<void> {
  const needs: Need = { kind: 'commit', sha: commit };
  const line = JSON.stringify({
    format: 1,
    repository,
    needs,
    root: { kind: 'tree', sha: tree },
    depth: 0,
  });
  await store.save(checkpointName(repository, 'tree', tree), Buffer.from(`${line}\n`));
}
