import type { GitHub } from '@patchwright/outside';
import type { Question } from './question.ts';

/** A repository that people entered in the configuration. */
export interface CatalogueEntry {
  readonly name: string;
  /** Words that a request about it would use. */
  readonly about: readonly string[];
  readonly sentryProjects: readonly string[];
  readonly jiraProjects: readonly string[];
}

/** A repository that may hold the cause, 0 to 1, with the reasons. */
export interface Candidate {
  readonly name: string;
  readonly score: number;
  readonly reasons: readonly string[];
}

/** Ranks repositories by hint, catalogue and code search; at most `limit`, the likeliest first. */
export async function findCandidates(
  github: Pick<GitHub, 'searchCode'>,
  input: {
    readonly hint: string | undefined;
    readonly question: Question;
    readonly keywords: readonly string[];
    readonly catalogue: readonly CatalogueEntry[];
    readonly owners: readonly string[];
  },
  limit: number,
): Promise<readonly Candidate[]> {
  const found = new Map<string, { score: number; reasons: string[] }>();
  const add = (name: string, score: number, reason: string): void => {
    const entry = found.get(name) ?? { score: 0, reasons: [] };
    found.set(name, {
      score: Math.min(1, entry.score + score),
      reasons: [...entry.reasons, reason],
    });
  };
  if (input.hint !== undefined) add(input.hint, 1, 'named by the requester');
  const text = input.question.text.toLowerCase();
  const project = input.question.error?.issue.project;
  const jira = input.question.ticket?.key.split('-')[0];
  for (const entry of input.catalogue) {
    if (project !== undefined && entry.sentryProjects.includes(project)) {
      add(entry.name, 0.8, `the catalogue names it for the Sentry project ${project}`);
    }
    if (jira !== undefined && entry.jiraProjects.includes(jira)) {
      add(entry.name, 0.5, `the catalogue names it for the Jira project ${jira}`);
    }
    const words = entry.about.filter((word) => text.includes(word.toLowerCase()));
    if (words.length > 0)
      add(entry.name, 0.1 * words.length, `the request speaks of ${words.join(', ')}`);
  }
  for (const owner of input.owners) {
    for (const keyword of input.keywords.slice(0, 5)) {
      const hits = await github.searchCode({ owner, query: keyword });
      for (const repository of new Set(hits.map((hit) => hit.repository))) {
        add(repository, 0.2, `its code contains "${keyword}"`);
      }
    }
  }
  return [...found]
    .map(([name, entry]) => ({ name, ...entry }))
    .sort((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1))
    .slice(0, limit);
}
