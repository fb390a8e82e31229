import { type CommandWord, commandWord, commandWords, type WordName } from './command-words.ts';

/** How a word is said: `@agent revise <task> <feedback>`. */
export function usageLine(word: CommandWord, prefix: string): string {
  return `${prefix} ${word.name} ${word.usage}`.trim();
}

/** All words with what they mean, one a line, each after `prefix`. */
export function helpText(prefix: string): string {
  const lines = commandWords.map((word) => `- ${usageLine(word, prefix)}: ${word.means}`);
  return [
    ...lines,
    'In a thread or pull request of a task, <task> may be left out. Else it is an id, a ticket, or a pull request by number or address.',
  ].join('\n');
}

/** What to answer to words that are no command. */
export function unknownText(word: string, nearest: WordName | undefined, prefix: string): string {
  const hint = nearest === undefined ? `Try ${prefix} help.` : `Did you mean ${prefix} ${nearest}?`;
  return `"${word}" is no command. ${hint}`;
}

/** What to answer to a word without something that must follow it. `what` is the argument's name. */
export function missingText(name: WordName, what: string, prefix: string): string {
  const usage = usageLine(commandWord(name), prefix);
  return what === 'task'
    ? `Which task? Say ${usage}, for example ${prefix} ${name} SHOP-42.`
    : `The ${what} is missing. Say ${usage}.`;
}
