import { type CallContext, Terminal } from '@patchwright/faults';
import { loadCheckpoint, type Need, saveAnchor, saveCheckpoint } from './checkpoint.ts';
import type { CheckpointStore } from './checkpoint-store.ts';
import { textOf } from './git.ts';
import { fetchAll, fetchCommit, type Mirror } from './mirror.ts';
import { fetchContents } from './missing-contents.ts';

/** Trees and commits of a repository, wherever they were made. */
export interface Objects {
  /** Sees to it that a commit, or a tree with its files, is in the mirror: from here, from its checkpoint, or from the remote. Throws Terminal when nobody has it. */
  ensure(kind: 'tree' | 'commit', sha: string, context: CallContext): Promise<void>;
  /** Like `ensure` for a sha that may name either, with the files of both. */
  ensureAny(sha: string, context: CallContext): Promise<void>;
  /** Remembers that the remote has this commit, and that this is its tree. */
  anchor(commit: string, tree: string): Promise<void>;
  /** Keeps a tree made from another one, so that it is found from its sha alone on another machine. */
  keepTree(tree: string, from: string): Promise<void>;
  /** Keeps a commit, its tree included. */
  keepCommit(commit: string, parent: string): Promise<void>;
}

const LONGEST_CHAIN = 16;
const SHA = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

interface Lineage {
  readonly root: Need;
  readonly depth: number;
}

/** The objects of a mirror with the checkpoints that belong to it. */
export function openObjects(mirror: Mirror, store: CheckpointStore): Objects {
  const present = new Set<string>();
  const lineages = new Map<string, Lineage>();
  const saved = new Set<string>();
  const whole = new Set<string>();

  /** Brings the files of a tree where the mirror was fetched without them. */
  async function complete(sha: string, context: CallContext): Promise<void> {
    if (whole.has(sha)) return;
    await fetchContents(mirror, sha, context);
    whole.add(sha);
  }

  async function kindOf(sha: string): Promise<string | undefined> {
    const answer = await mirror.git(['cat-file', '-t', sha], { accept: [0, 128] });
    return answer.exitCode === 0 ? textOf(answer) : undefined;
  }

  async function isPresent(kind: string, sha: string): Promise<boolean> {
    if (present.has(sha)) return true;
    const found = await kindOf(sha);
    if (found === undefined) return false;
    if (found !== kind) throw new Terminal(`${sha} is a ${found}, not a ${kind}.`);
    present.add(sha);
    return true;
  }

  async function fromCheckpoint(
    kind: 'tree' | 'commit',
    sha: string,
    context: CallContext,
    above: readonly string[],
  ): Promise<boolean> {
    // Two machines that undo each other's edit at once could make checkpoints that need one another.
    if (above.includes(sha)) return false;
    const checkpoint = await loadCheckpoint(store, mirror.repository, kind, sha);
    if (checkpoint === undefined) return false;
    await ensure(checkpoint.needs.kind, checkpoint.needs.sha, context, [...above, sha]);
    if (checkpoint.pack.length > 0) {
      await mirror.git(['unpack-objects', '-q'], {
        input: checkpoint.pack,
        signal: context.signal,
      });
    }
    lineages.set(sha, { root: checkpoint.root, depth: checkpoint.depth });
    saved.add(sha);
    return isPresent(kind, sha);
  }

  async function ensure(
    kind: 'tree' | 'commit',
    sha: string,
    context: CallContext,
    above: readonly string[] = [],
  ): Promise<void> {
    if (!SHA.test(sha)) throw new Terminal(`${JSON.stringify(sha)} is not the sha of a ${kind}.`);
    if (await isPresent(kind, sha)) return;
    if (await fromCheckpoint(kind, sha, context, above)) return;
    await fetchAll(mirror, context);
    if (await isPresent(kind, sha)) return;
    if (kind === 'commit' && (await fetchCommit(mirror, sha, context))) return;
    throw new Terminal(
      `The ${kind} ${sha} of ${mirror.repository} is neither on its host nor among the checkpoints.`,
    );
  }

  async function lineageOf(tree: string): Promise<Lineage> {
    const known = lineages.get(tree);
    if (known !== undefined) return known;
    const checkpoint = await loadCheckpoint(store, mirror.repository, 'tree', tree);
    const lineage =
      checkpoint === undefined
        ? { root: { kind: 'tree' as const, sha: tree }, depth: 0 }
        : { root: checkpoint.root, depth: checkpoint.depth };
    lineages.set(tree, lineage);
    return lineage;
  }

  /** Whether an object has a checkpoint already. The first one stands: a later one may need what needs it. */
  async function isSaved(kind: 'tree' | 'commit', sha: string): Promise<boolean> {
    if (saved.has(sha)) return true;
    const checkpoint = await loadCheckpoint(store, mirror.repository, kind, sha);
    if (checkpoint === undefined) return false;
    if (kind === 'tree') lineages.set(sha, { root: checkpoint.root, depth: checkpoint.depth });
    saved.add(sha);
    return true;
  }

  return {
    async ensure(kind, sha, context) {
      await ensure(kind, sha, context);
      if (kind === 'tree') await complete(sha, context);
    },
    async ensureAny(sha, context) {
      if (!SHA.test(sha))
        throw new Terminal(`${JSON.stringify(sha)} is not the sha of a tree or commit.`);
      const isHere = present.has(sha) || (await kindOf(sha)) !== undefined;
      if (!isHere && !(await fromCheckpoint('tree', sha, context, []))) {
        await ensure('commit', sha, context);
      }
      await complete(sha, context);
    },
    async anchor(commit, tree) {
      present.add(tree);
      if (await isSaved('tree', tree)) return;
      await saveAnchor(store, mirror.repository, tree, commit);
      saved.add(tree);
    },
    async keepTree(tree, from) {
      present.add(tree);
      if (tree === from || (await isSaved('tree', tree))) return;
      const parent = await lineageOf(from);
      const long = parent.depth >= LONGEST_CHAIN;
      const chain = {
        needs: long ? parent.root : { kind: 'tree' as const, sha: from },
        root: parent.root,
        depth: long ? 1 : parent.depth + 1,
      };
      await saveCheckpoint(store, mirror, 'tree', tree, chain);
      lineages.set(tree, { root: chain.root, depth: chain.depth });
      saved.add(tree);
    },
    async keepCommit(commit, parent) {
      present.add(commit);
      if (await isSaved('commit', commit)) return;
      const needs: Need = { kind: 'commit', sha: parent };
      await saveCheckpoint(store, mirror, 'commit', commit, { needs, root: needs, depth: 1 });
      saved.add(commit);
    },
  };
}
