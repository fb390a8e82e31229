import { fieldsOf, textOf } from './fields.ts';
import type { Manifest } from './manifest.ts';

const GROUPS = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];
/** `github:acme/prices#v2`, `git+ssh://git@github.com/acme/prices.git`, `acme/prices`: a repository in place of a version. */
const REPOSITORY = /(?:^|github:|github\.com[:/])([\w.-]+\/[\w.-]+?)(?:\.git)?(?:#.*)?$/;

/** Reads a `package.json`. Throws for what is no JSON. */
export function npmPackage(text: string): Manifest {
  const manifest = fieldsOf(JSON.parse(text));
  const needed = GROUPS.flatMap((group) => Object.entries(fieldsOf(manifest[group])));
  return {
    kind: 'npm',
    provides: textOf(manifest.name),
    needs: needed.flatMap(([name, version]) => [name, ...repositoryOf(version)]),
  };
}

function repositoryOf(version: unknown): readonly string[] {
  const isLocal = typeof version !== 'string' || /^(?:file|link|workspace|npm):/.test(version);
  const repository = isLocal ? undefined : REPOSITORY.exec(version)?.[1];
  return repository === undefined ? [] : [repository];
}
