import { type Discovery, QuestionAsked, TaskEscalated } from '@patchwright/events';
import { outgoingModelMarkdown } from '@patchwright/outside';
import type { Task } from '@patchwright/task';

/** When a person is asked instead of guessing. */
export interface AskingBack {
  /** 0 to 1: what is less sure is asked about. */
  readonly threshold: number;
  /** How often one task asks before a person has to look at it. */
  readonly most: number;
}

/** Below the threshold whoever asked is asked back, and after some questions a person has to look; `undefined` where it is sure enough. */
export function askBack(
  { answers = [] }: Pick<Task, 'answers'>,
  found: { readonly discovery: Discovery; readonly repository: string; readonly question?: string },
  { threshold, most }: AskingBack,
) {
  const { discovery, repository, question } = found;
  const { confidence } = discovery;
  if (confidence >= threshold) return undefined;
  const sure = `${Math.round(confidence * 100)} % sure`;
  if (answers.length >= most) {
    return TaskEscalated.of({
      reason: `it is still unclear what is meant, after ${answers.length === 1 ? 'an answer' : `${answers.length} answers`}`,
      diagnosis: `The search is ${sure} that it is about ${repository}: ${discovery.reasoning}`,
    });
  }
  return QuestionAsked.of({
    // A model wrote it, and people of other systems read it.
    question:
      outgoingModelMarkdown(question ?? '', []) || usualQuestion(discovery, repository, sure),
    confidence,
    threshold,
    repository,
  });
}

function usualQuestion({ relevantRepos }: Discovery, repository: string, sure: string): string {
  const places = relevantRepos
    .flatMap(({ files }) => files)
    .slice(0, 3)
    .map(({ path }) => path);
  const where = places.length === 0 ? '' : `, perhaps in ${places.join(', ')}`;
  return `This could belong to ${repository}${where}, but that is only ${sure}. What is seen where, and what is expected instead? A message, a page, a function or a file helps.`;
}
