import { type PartRecord, partsInOrder, statusWords, type Task } from '@patchwright/task';
import { code, link, prose, table } from './markdown.ts';
import { amount, nameOf } from './text.ts';

/** The comment that stands on each pull request of a task over several repositories: all of them, in the order in which they are merged. */
export function partsComment(whole: Task, dashboardUrl: string | undefined): string {
  const { proposal } = whole;
  if (proposal === undefined) return '';
  const parts = partsInOrder(whole);
  const rows = [
    ...parts.map((part, index) => rowOf(part, index, parts)),
    [
      `${parts.length + 1}`,
      pullOf(proposal.pullRequest),
      parts.map((_, index) => index + 1).join(', ') || '–',
      prose(statusWords[whole.status]),
    ],
  ];
  const page =
    dashboardUrl === undefined
      ? code(whole.id)
      : link(whole.id, `${dashboardUrl}/tasks/${whole.id}`);
  return [
    `### ${prose(nameOf(whole))} needs ${amount(rows.length, 'pull request')}`,
    'They belong together: one plan, one approval. Merge them from top to bottom.',
    table(rows, ['', 'Pull request', 'After', 'It is']),
    '_What is said to `@agent` on any of them is said about all._',
    `<sub>Task ${page}</sub>`,
  ].join('\n\n');
}

function rowOf(part: PartRecord, index: number, parts: readonly PartRecord[]): readonly string[] {
  const after = part.after.map((task) => parts.findIndex((other) => other.task === task) + 1);
  return [`${index + 1}`, pullOf(part.pullRequest), after.join(', ') || '–', stateOf(part)];
}

function stateOf({ state, awaitsMerge, merged }: PartRecord): string {
  if (state !== 'completed') return stateWords[state];
  if (merged !== undefined) return 'merged';
  return awaitsMerge === undefined ? stateWords.completed : 'green; merge it for the next to begin';
}

function pullOf(pull: PartRecord['pullRequest']): string {
  return link(`${pull.repository}#${pull.number}`, pull.url);
}

const stateWords: Readonly<Record<PartRecord['state'], string>> = {
  waiting: 'waiting',
  started: 'being executed',
  completed: 'green',
  dropped: 'not needed any more',
};
