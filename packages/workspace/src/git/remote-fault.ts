import { type Fault, isFault, NeedsHuman, Retryable } from '@patchwright/faults';
import { GitFailed } from './git.ts';

const REFUSED =
  /returned error: 40[13]|authentication failed|could not read (?:username|password)|permission (?:to .* )?denied|access denied|not authorized|invalid credentials|\b40[13]\b (?:forbidden|unauthorized)/i;
const UNKNOWN =
  /repository .*not found|returned error: 404|does not appear to be a git repository|not found in upstream/i;
const FOREIGN = /mismatched algorithms|unknown object format|unsupported object format/i;

/** What a failed call on a remote means for the work: to be tried again, or for a person to look at. */
export function remoteFault(repository: string, doing: string, thrown: unknown): Fault {
  if (isFault(thrown)) return thrown;
  if (!(thrown instanceof GitFailed)) {
    return new Retryable(`${doing} ${repository} failed.`, { cause: thrown });
  }
  const said = thrown.stderr.trim().slice(0, 1_000);
  if (REFUSED.test(thrown.stderr)) {
    return new NeedsHuman(`${doing} ${repository} was refused by its host.`, {
      diagnosis: `The host refused our credentials for ${repository}. Check that the token is valid and may read and write its contents. git said: ${said}`,
    });
  }
  if (UNKNOWN.test(thrown.stderr)) {
    return new NeedsHuman(`${repository} was not found at its address.`, {
      diagnosis: `The repository ${repository} does not exist at its address, or the token may not see it. git said: ${said}`,
    });
  }
  if (FOREIGN.test(thrown.stderr)) {
    return new NeedsHuman(`${repository} names its commits by SHA-256, which we do not read.`, {
      diagnosis: `${repository} was made with another object format than SHA-1. Only repositories with SHA-1 can be worked on. git said: ${said}`,
    });
  }
  return new Retryable(`${doing} ${repository} failed: ${said}`, { cause: thrown });
}
