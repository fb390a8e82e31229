import { commandWord, type WordName } from '@patchwright/task';
import type { Command } from 'commander';

/** Adds a command for one of the words that people say on every channel: its name, aliases and meaning come from their definition. */
export function addWord(program: Command, name: WordName): Command {
  const { aliases, means } = commandWord(name);
  // What is no word to a shell stays with the channels where people talk.
  const typed = aliases.filter((alias) => /^[a-z][a-z-]*$/.test(alias));
  return program.command(name).aliases(typed).description(means);
}
