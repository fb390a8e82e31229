import { CommitRecorded, type DraftOf } from '@patchwright/events';
import { outgoingMessage } from '@patchwright/outside';
import type { ExecutorWorld, Progress, Site } from './execution.ts';

/** One logical change of the execution, as a Conventional Commit. */
export interface Change {
  readonly type: 'test' | 'fix' | 'refactor' | 'style' | 'docs';
  readonly subject: string;
  readonly step?: number;
  readonly tree: string;
  /** What differs from the progress, where that is known. */
  readonly files?: readonly { readonly path: string }[];
}

/** Commits a tree on top of the progress, with the task's trailer; nothing is pushed. A tree that did not change makes no commit. */
export async function* commitChange(
  site: Site,
  world: ExecutorWorld,
  progress: Progress,
  change: Change,
): AsyncGenerator<DraftOf<typeof CommitRecorded>, Progress> {
  if (change.tree === progress.tree) return progress;
  const { repository, task } = site;
  const { files } =
    change.files === undefined
      ? await world.workspace.diff({ repository, from: progress.tree, to: change.tree })
      : { files: change.files };
  const message = outgoingMessage(
    `${change.type}: ${headline(change.subject)}\n\nTask: ${task.id}\n`,
  );
  const { sha } = await world.workspace.commit({
    repository,
    tree: change.tree,
    parent: progress.head,
    message,
    author: site.limits.author,
    date: await world.clock.now(),
  });
  yield CommitRecorded.of({
    ...(change.step === undefined ? {} : { step: change.step }),
    sha,
    tree: change.tree,
    message,
    files: files.map((file) => file.path),
  });
  return { ...progress, tree: change.tree, head: sha, commits: [...progress.commits, sha] };
}

/** The first line of a commit: one line, lower case first letter, at most 72 characters. */
export function headline(subject: string): string {
  const line = subject.split('\n')[0]?.trim().replace(/\.$/, '') ?? '';
  const lowered = /^[A-Z][a-z]/.test(line) ? line[0]?.toLowerCase() + line.slice(1) : line;
  return lowered.length <= 66 ? lowered : `${lowered.slice(0, 65).trimEnd()}…`;
}
