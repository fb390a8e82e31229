import type { PortContext } from '@patchwright/chassis';
import { definePort } from '@patchwright/faults';
import { type LearnedRow, type Lesson, learnedKey } from '@patchwright/task';
import MiniSearch from 'minisearch';

/** What past tasks found, by likeness to what is asked now. */
export interface Learning {
  alike(input: {
    readonly tenant: string;
    readonly repository: string;
    /** The task that asks: it does not learn from itself. */
    readonly task: string;
    /** What is asked, in whatever words. */
    readonly text: string;
  }): Promise<readonly Lesson[]>;
}

/** How many lessons a plan is given: more would crowd out what it is about. */
const MOST = 3;

/** The port by which the planner looks at what past tasks of the repository found, so that its record says what it was given. */
export function learningPort({ row }: Pick<PortContext, 'row'>) {
  const alike: Learning['alike'] = async ({ tenant, repository, task, text }) => {
    const known = (await row(learnedKey(tenant, repository))) as LearnedRow | undefined;
    const lessons = (known?.lessons ?? []).filter((lesson) => lesson.task !== task);
    return likest(lessons, text);
  };
  return definePort({ name: 'learning', reads: { alike }, writes: {} });
}

/** The lessons most like a text, the likest first; one that shares no word with it is none of them. Pure. */
export function likest(lessons: readonly Lesson[], text: string): readonly Lesson[] {
  const search = new MiniSearch<{ readonly id: number }>({
    fields: ['title', 'keywords', 'files', 'cause', 'feedback'],
    searchOptions: { boost: { title: 2, keywords: 2 } },
    processTerm: (term) => (term.length < 4 ? null : term.toLowerCase()),
  });
  search.addAll(
    lessons.map((lesson, id) => ({
      id,
      title: lesson.title,
      keywords: lesson.keywords.join(' '),
      files: lesson.files.join(' '),
      cause: `${lesson.rootCause} ${lesson.summary}`,
      feedback: `${lesson.feedback.join(' ')} ${lesson.reason ?? ''}`,
    })),
  );
  return search
    .search(text)
    .slice(0, MOST)
    .flatMap(({ id }) => lessons[id as number] ?? []);
}
