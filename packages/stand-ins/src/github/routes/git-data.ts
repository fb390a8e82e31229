import { z } from 'zod';
import { allRefs, commit, resolve } from '../git-commits.ts';
import { blob, tree } from '../git-trees.ts';
import { isFastForward, moveRef } from '../git-writing.ts';
import { branchesMoved } from '../pushes.ts';
import { notFound, Refusal } from '../refusal.ts';
import { renderGitCommit } from '../render/commit.ts';
import { repositoryApi } from '../render/repository.ts';
import { nodeId } from '../render/user.ts';
import { exclusively } from '../world.ts';
import { paginated, type RepositoryCall, type Router, read } from './call.ts';

const NewRef = z.object({ ref: z.string(), sha: z.string() });
const MovedRef = z.object({ sha: z.string(), force: z.boolean().default(false) });

/** Refs, trees, blobs and commits as git has them. */
export function registerGitData({ world, onRepository }: Router): void {
  const { git } = world;

  function renderRef(call: RepositoryCall, ref: string, sha: string) {
    const api = repositoryApi(world, call.repository);
    return {
      ref,
      node_id: nodeId('REF', ref),
      url: `${api}/git/${ref}`,
      object: { type: 'commit', sha, url: `${api}/git/commits/${sha}` },
    };
  }
  async function refsOf(call: RepositoryCall) {
    return [...(await allRefs(git, call.repository.gitDir, 'refs'))];
  }

  onRepository('GET', '/git/ref/*', async (call) => {
    const wanted = `refs/${call.params['*'] ?? ''}`;
    const found = (await refsOf(call)).find(([ref]) => ref === wanted);
    if (found === undefined) throw notFound();
    return renderRef(call, ...found);
  });
  onRepository('GET', '/git/matching-refs/*', async (call) => {
    const wanted = `refs/${call.params['*'] ?? ''}`;
    const found = (await refsOf(call)).filter(([ref]) => ref.startsWith(wanted));
    return paginated(
      call,
      found.map(([ref, sha]) => renderRef(call, ref, sha)),
    );
  });
  onRepository('POST', '/git/refs', async (call) => {
    const { ref, sha } = read(NewRef, call, 'Reference');
    if (!/^refs\/(heads|tags)\/.+/.test(ref)) {
      throw new Refusal(
        422,
        "Reference name must start with 'refs/' and contain at least one slash.",
      );
    }
    await changeRef(call, ref, null, sha, 'Reference already exists');
    call.reply.code(201);
    return renderRef(call, ref, sha);
  });
  onRepository('PATCH', '/git/refs/*', async (call) => {
    const { sha, force } = read(MovedRef, call, 'Reference');
    const ref = `refs/${call.params['*'] ?? ''}`;
    const from = await mustExist(call, ref);
    refuseProtected(call, ref);
    if (!force && !(await isFastForward(git, call.repository.gitDir, from, sha))) {
      throw new Refusal(422, 'Update is not a fast forward');
    }
    await changeRef(call, ref, from, sha, 'Reference was moved meanwhile');
    return renderRef(call, ref, sha);
  });
  onRepository('DELETE', '/git/refs/*', async (call) => {
    const ref = `refs/${call.params['*'] ?? ''}`;
    refuseProtected(call, ref);
    await changeRef(call, ref, await mustExist(call, ref), null, 'Reference was moved meanwhile');
    call.reply.code(204);
  });

  async function mustExist(call: RepositoryCall, ref: string): Promise<string> {
    const found = (await refsOf(call)).find(([each]) => each === ref);
    if (found === undefined) throw new Refusal(422, 'Reference does not exist');
    return found[1];
  }
  function refuseProtected(call: RepositoryCall, ref: string): void {
    const branch = ref.slice('refs/heads/'.length);
    if (call.repository.protectedBranches.includes(branch)) {
      throw new Refusal(422, `Protected branch update failed for ${ref}.`);
    }
  }
  async function changeRef(
    call: RepositoryCall,
    ref: string,
    from: string | null,
    to: string | null,
    otherwise: string,
  ): Promise<void> {
    const { repository } = call;
    await exclusively(world, repository, async () => {
      if (to !== null && (await resolve(git, repository.gitDir, to)) === undefined) {
        throw new Refusal(422, 'Object does not exist');
      }
      if (!(await moveRef(git, repository.gitDir, ref, { from, to }))) {
        throw new Refusal(422, otherwise);
      }
      await branchesMoved(world, repository, call.user);
    });
  }

  onRepository('GET', '/git/commits/:sha', async (call) => {
    const found = await commit(git, call.repository.gitDir, call.params.sha ?? '');
    if (found === undefined) throw notFound();
    return renderGitCommit(world, call.repository, found);
  });
  onRepository('GET', '/git/blobs/:sha', async (call) => {
    const sha = call.params.sha ?? '';
    const found = await blob(git, call.repository.gitDir, sha);
    if (found === undefined) throw notFound();
    const url = `${repositoryApi(world, call.repository)}/git/blobs/${sha}`;
    const { base64: content, size } = found;
    return { sha, node_id: nodeId('B', sha), size, url, content, encoding: 'base64' };
  });
  onRepository('GET', '/git/trees/*', async (call) => {
    const { repository } = call;
    const name = call.params['*'] ?? '';
    const treeish = (await resolve(git, repository.gitDir, name)) ?? name;
    const recursive = call.query.recursive !== undefined;
    const entries = /^[0-9a-f]{40}$/.test(treeish)
      ? await tree(git, repository.gitDir, treeish, recursive)
      : undefined;
    if (entries === undefined) throw notFound();
    const { stdout } = await git(repository.gitDir, ['rev-parse', `${treeish}^{tree}`]);
    const api = repositoryApi(world, repository);
    const kinds = { blob: 'blobs', tree: 'trees', commit: 'commits' } as const;
    return {
      sha: stdout.trim(),
      url: `${api}/git/trees/${stdout.trim()}`,
      tree: entries.map((each) => ({ ...each, url: `${api}/git/${kinds[each.type]}/${each.sha}` })),
      truncated: false,
    };
  });
}
