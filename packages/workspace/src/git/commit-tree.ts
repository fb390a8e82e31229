import { Terminal } from '@patchwright/faults';
import type { Identity } from '../config.ts';
import { textOf } from './git.ts';
import type { Mirror } from './mirror.ts';

/** A commit before it is made. `date` in ISO 8601. */
export interface CommitDraft {
  readonly tree: string;
  readonly parent: string;
  readonly message: string;
  readonly author: Identity;
  readonly committer: Identity;
  readonly date: string;
}

function demandIdentity(identity: Identity): void {
  if (/[<>\n\0]/.test(identity.name + identity.email) || identity.name.trim() === '') {
    throw new Terminal(`${JSON.stringify(identity)} cannot be the author of a commit.`);
  }
}

/**
 * Makes a commit object. Everything in it is given, so the same draft is the same sha on every machine.
 *
 * @throws Terminal for an empty message, an impossible date or name.
 */
export async function commitTree(mirror: Mirror, draft: CommitDraft): Promise<string> {
  const seconds = Math.floor(Date.parse(draft.date) / 1000);
  if (!Number.isFinite(seconds)) throw new Terminal(`"${draft.date}" is no date for a commit.`);
  if (draft.message.trim() === '') throw new Terminal('A commit needs a message.');
  demandIdentity(draft.author);
  demandIdentity(draft.committer);
  const date = `@${seconds} +0000`;
  const answer = await mirror.git(['commit-tree', draft.tree, '-p', draft.parent], {
    input: `${draft.message.trimEnd()}\n`,
    env: {
      GIT_AUTHOR_NAME: draft.author.name,
      GIT_AUTHOR_EMAIL: draft.author.email,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: draft.committer.name,
      GIT_COMMITTER_EMAIL: draft.committer.email,
      GIT_COMMITTER_DATE: date,
    },
  });
  return textOf(answer);
}
