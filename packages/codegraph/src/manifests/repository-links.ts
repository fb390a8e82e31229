import type { Manifest } from './manifest.ts';

/** That one repository uses what another provides. */
export interface RepositoryLink {
  readonly from: string;
  readonly to: string;
  /** By which package manager. */
  readonly type: Manifest['kind'];
}

/** A repository, `owner/name`, with what its manifests say. */
export interface Manifests {
  readonly repository: string;
  readonly manifests: readonly Manifest[];
}

/** Which of the repositories use which others, by their manifests, each pair once for each package manager, in the order given. */
export function repositoryLinks(repositories: readonly Manifests[]): readonly RepositoryLink[] {
  return repositories.flatMap(({ repository: from, manifests }) =>
    repositories
      .filter(({ repository }) => repository !== from)
      .flatMap((other) => {
        const kinds = manifests.filter((manifest) => uses(manifest, other)).map(({ kind }) => kind);
        return [...new Set(kinds)].map((type) => ({ from, to: other.repository, type }));
      }),
  );
}

function uses({ kind, needs }: Manifest, { repository, manifests }: Manifests): boolean {
  const provided = manifests
    .filter((manifest) => manifest.kind === kind)
    .flatMap(({ provides }) => provides);
  return needs.some(
    (name) => provided.includes(name) || name.toLowerCase() === repository.toLowerCase(),
  );
}
