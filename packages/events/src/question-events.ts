import { z } from 'zod';
import { defineEvent } from './event.ts';
import { Decision } from './vocabulary.ts';

/** What was found is too little to plan by: whoever asked is asked back instead of guessed for. */
export const QuestionAsked = defineEvent(
  'task',
  'question_asked',
  z.object({
    /** For people, in plain text. */
    question: z.string().min(1),
    /** How sure the search is, and how sure it has to be; 0 to 1. */
    confidence: z.number().min(0).max(1),
    threshold: z.number().min(0).max(1),
    /** The repository that is meant at best. */
    repository: z.string().optional(),
  }),
);
/** A person answered; the search begins anew with the answer. */
export const QuestionAnswered = defineEvent(
  'task',
  'question_answered',
  Decision.extend({ answer: z.string().min(1) }),
);
/** Half of the time for the answer has passed. */
export const QuestionReminded = defineEvent(
  'task',
  'question_reminded',
  z.object({ waitingSince: z.string() }),
);
/** Nobody answered in time; the task ends. */
export const QuestionExpired = defineEvent(
  'task',
  'question_expired',
  z.object({ waitingSince: z.string() }),
);
