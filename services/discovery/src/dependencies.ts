import { isManifest, type Manifests, readManifest, repositoryLinks } from '@patchwright/codegraph';
import type { Discovery } from '@patchwright/events';
import { Terminal } from '@patchwright/faults';
import type { GitHub } from '@patchwright/outside';
import { othersOfOwner } from '@patchwright/task';
import type { Workspace } from '@patchwright/workspace';

/** A repository at a tree. */
interface Place {
  readonly repository: string;
  readonly tree: string;
}

const MOST_REPOSITORIES = 5;
const MOST_MANIFESTS = 20;

/**
 * What was found, with the dependencies between the repositories that matter. Where none were named they are read from package
 * manifests, without a model: from them the planner knows what has to be done first. Only repositories of the same owner are
 * read, since no plan has a part in another's; one that does not exist is left out.
 */
export async function withDependencies(
  world: { readonly github: GitHub; readonly workspace: Workspace },
  discovery: Discovery,
  own: Place,
): Promise<Discovery> {
  if (discovery.crossRepoDependencies.length > 0) return discovery;
  const found = discovery.relevantRepos.map(({ name }) => name);
  const others = new Set(othersOfOwner(own.repository, found));
  if (others.size === 0) return discovery;
  const known = [await manifestsOf(world.workspace, own)];
  for (const repository of [...others].slice(0, MOST_REPOSITORIES - 1)) {
    const tree = await treeOf(world, repository);
    if (tree !== undefined) known.push(await manifestsOf(world.workspace, { repository, tree }));
  }
  return { ...discovery, crossRepoDependencies: [...repositoryLinks(known)] };
}

/** The newest tree of the default branch; `undefined` for a repository that a model made up. */
async function treeOf(
  { github, workspace }: { readonly github: GitHub; readonly workspace: Workspace },
  repository: string,
): Promise<string | undefined> {
  try {
    const { defaultBranch } = await github.getRepository({ repository });
    return (await workspace.open({ repository, ref: defaultBranch })).tree;
  } catch (thrown) {
    if (thrown instanceof Terminal) return undefined;
    throw thrown;
  }
}

/** The manifests that lie nearest to the root tell most. */
async function manifestsOf(workspace: Workspace, place: Place): Promise<Manifests> {
  const paths = (await workspace.listFiles(place))
    .map(({ path }) => path)
    .filter(isManifest)
    .sort((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1));
  const manifests = [];
  for (const path of paths.slice(0, MOST_MANIFESTS)) {
    const text = await workspace.readFile({ ...place, path });
    const manifest = text === null ? undefined : readManifest({ path, text });
    if (manifest !== undefined) manifests.push(manifest);
  }
  return { repository: place.repository, manifests };
}
