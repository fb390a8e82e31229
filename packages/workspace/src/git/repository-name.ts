import { createHash } from 'node:crypto';
import { Terminal } from '@patchwright/faults';

/** The folder of a repository named `owner/name`: one segment, different for different repositories. Throws Terminal for other names. */
export function repositoryFolder(repository: string): string {
  const segments = repository.split('/');
  const fits = segments.length >= 2 && segments.every((part) => /^[\w-][\w.-]*$/.test(part));
  if (!fits) {
    throw new Terminal(
      `${JSON.stringify(repository)} is not the name of a repository (owner/name).`,
    );
  }
  return segments.join('+');
}

/** A short digest of a repository's name, for names of things that belong to it alone. */
export function repositoryDigest(repository: string): string {
  return createHash('sha256').update(repository).digest('hex').slice(0, 12);
}
