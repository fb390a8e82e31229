import type { TaskDraft } from '@patchwright/events';
import { maria } from './story-people.ts';

type Question = 'question_asked' | 'question_answered' | 'question_reminded' | 'question_expired';

const waitingSince = '2026-03-02T09:30:00.000Z';

/** One fact of each kind about a question of the story, and its answer. */
export const questionFacts: { readonly [T in Question]: Extract<TaskDraft, { type: T }> } = {
  question_asked: {
    type: 'question_asked',
    data: {
      question: 'In which currency?',
      confidence: 0.2,
      threshold: 0.35,
      repository: 'acme/shop',
    },
  },
  question_answered: {
    type: 'question_answered',
    data: { by: maria.actor, via: 'slack', answer: 'In yen.' },
  },
  question_reminded: { type: 'question_reminded', data: { waitingSince } },
  question_expired: { type: 'question_expired', data: { waitingSince } },
};
