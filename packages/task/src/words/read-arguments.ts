import { Priority } from '@patchwright/events';
import { type RetryStep, retrySteps } from '../retry-target.ts';
import { type Status, statuses } from '../task.ts';
import {
  type ArgumentName,
  type CommandWord,
  commandWord,
  type WordName,
} from './command-words.ts';
import { isTaskName } from './task-name.ts';

/** What follows a word, read by the word's definition. */
export interface Arguments {
  /** The task as it was named. */
  readonly task?: string;
  readonly state?: Status;
  /** From where a retry begins again. */
  readonly step?: RetryStep;
  readonly level?: Priority;
  /** Reason, feedback, description or question: everything that is not one of the others, lines and all. */
  readonly text: string;
}

/** The arguments of a word, or what is wrong with them. */
export type ReadArguments =
  | { readonly kind: 'read'; readonly arguments: Arguments }
  | { readonly kind: 'missing'; readonly what: ArgumentName }
  | {
      readonly kind: 'misread';
      readonly what: ArgumentName;
      readonly given: string;
      readonly choices: readonly string[];
    };

/** What is known of the place where a word was said. */
export interface SpokenAt {
  /** Whether the place belongs to a task, so that it need not be named. */
  readonly hasTask: boolean;
  /** Whether a name is one of that task's own. */
  readonly isOwnName?: (name: string) => boolean;
}

const TEXTS: readonly ArgumentName[] = ['reason', 'feedback', 'description', 'question'];
const LONGEST_SHOWN = 40;

/**
 * Reads what follows a word. Without a task in the place the first name is the task; with one, a name is only read as a task where it
 * cannot be anything else. Pure, total.
 */
export function readArguments(name: WordName, rest: string, at: SpokenAt): ReadArguments {
  const word = commandWord(name);
  const has = (part: ArgumentName) => word.takes.some((one) => one.name === part);
  const takesText = word.takes.some((one) => TEXTS.includes(one.name));
  // Words without free text are read to the end of their line: what stands below is talk.
  let left = takesText ? rest.trim() : (rest.split('\n')[0] ?? '').trim();
  let task: string | undefined;
  const first = firstOf(left);
  if (has('task') && first !== undefined && isTaskAt(word, left, first, at)) {
    task = bare(first);
    left = left.slice(first.length).trim();
  }
  const needed = (part: ArgumentName) =>
    word.takes.some((one) => one.name === part && one.required) ? part : undefined;
  if (task === undefined && !at.hasTask && needed('task')) return { kind: 'missing', what: 'task' };
  const named = task === undefined ? {} : { task };
  const given = firstOf(left)?.toLowerCase();
  if (has('level')) {
    const level = Priority.safeParse(given);
    if (level.success) return read({ ...named, level: level.data, text: '' });
    return given === undefined
      ? { kind: 'missing', what: 'level' }
      : misread('level', given, Priority.options);
  }
  if (has('step') && given !== undefined) {
    const step = stepOf(given);
    return step === undefined
      ? misread('step', given, Object.keys(retrySteps))
      : read({ ...named, step, text: '' });
  }
  if (has('state') && given !== undefined) {
    const state = statuses.find((one) => one !== 'unknown' && one === given.replaceAll('-', '_'));
    return state === undefined
      ? misread('state', given, statuses.slice(1))
      : read({ ...named, state, text: '' });
  }
  const text = takesText ? left : '';
  const wanted = word.takes.find((one) => TEXTS.includes(one.name) && one.required);
  if (wanted !== undefined && text === '') return { kind: 'missing', what: wanted.name };
  return read({ ...named, text });
}

function isTaskAt(word: CommandWord, left: string, first: string, at: SpokenAt): boolean {
  if (!at.hasTask) return true;
  if (at.isOwnName?.(bare(first)) === true) return true;
  switch (word.name) {
    case 'retry':
      return stepOf(first.toLowerCase()) === undefined;
    case 'priority':
      return !Priority.safeParse(first.toLowerCase()).success;
    case 'reject':
    case 'cancel':
    case 'revise':
      // "UTF-8 is broken" begins with something like a ticket: only a name on its own is one.
      return word.name !== 'revise' && isTaskName(bare(first)) && left === first;
    default:
      return isTaskName(bare(first));
  }
}

function stepOf(word: string): RetryStep | undefined {
  return (Object.keys(retrySteps) as RetryStep[]).find((step) => step === word);
}

/** A name without what people put around it. */
function bare(name: string): string {
  return name.replace(/^[`*_"'<(]+|[`*"'>),.:;!?]+$/g, '');
}

function firstOf(text: string): string | undefined {
  return /^\S+/.exec(text.trim())?.[0];
}

function read(found: Arguments): ReadArguments {
  return { kind: 'read', arguments: found };
}

function misread(
  what: ArgumentName,
  given: string,
  choices: readonly string[],
): Extract<ReadArguments, { kind: 'misread' }> {
  return { kind: 'misread', what, given: given.slice(0, LONGEST_SHOWN), choices };
}
