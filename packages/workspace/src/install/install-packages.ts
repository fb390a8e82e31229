import { stripVTControlCharacters } from 'node:util';
import { type CallContext, NeedsHuman } from '@patchwright/faults';
import type { RepositoryFiles } from '../detect/source.ts';
import { excerptOf } from '../excerpt.ts';
import type { Mirror } from '../git/mirror.ts';
import { readText } from '../git/read-file.ts';
import type { TreeListing } from '../git/tree-listing.ts';
import type { RunPlace } from '../run-command.ts';
import type { Installed } from '../workspace.ts';
import { findInstallations } from './find-installations.ts';
import { fetchPackages, NOT_INSTALLED, type Wanted, wantedOf } from './packages.ts';

/** The files of a tree as detection reads them. */
export function filesIn(mirror: Mirror, listing: TreeListing): RepositoryFiles {
  return {
    paths: [...listing.values()].filter(({ kind }) => kind === 'file').map(({ path }) => path),
    async read(path) {
      const entry = listing.get(path);
      return entry === undefined ? null : readText(mirror, entry);
    },
  };
}

const WITHOUT_REGISTRIES =
  'No registry may be reached (PATCHWRIGHT_REGISTRIES is empty), so commands find only what this machine has.';

/** What has to be installed before a command on a tree; nothing where no registry may be reached. */
export async function wantedIn(
  place: RunPlace,
  mirror: Mirror,
  listing: TreeListing,
): Promise<readonly Wanted[]> {
  if (place.packages.registries.length === 0) return [];
  const installations = await findInstallations(filesIn(mirror, listing));
  return installations.map((installation) => wantedOf(installation, listing));
}

/** Installs all that a tree asks for into the repository's cache, and answers what is there. Throws NeedsHuman when something cannot be had. */
export async function installPackages(
  place: RunPlace,
  mirror: Mirror,
  listing: TreeListing,
  tree: string,
  context: CallContext,
): Promise<Installed> {
  const packages: { manager: string; digest: string }[] = [];
  if (place.packages.registries.length === 0) {
    return { packages, skipped: WITHOUT_REGISTRIES, tree };
  }
  for (const wanted of await wantedIn(place, mirror, listing)) {
    const failure = await fetchPackages(place, mirror, tree, wanted, context);
    if (failure !== undefined) {
      const said = excerptOf(stripVTControlCharacters(failure.result.output), false);
      throw new NeedsHuman(`${NOT_INSTALLED}: ${failure.command}\n${said}`);
    }
    packages.push({ manager: wanted.manager, digest: wanted.digest });
  }
  return { packages, tree };
}
