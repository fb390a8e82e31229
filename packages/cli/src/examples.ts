import type { Command } from 'commander';

const known = new WeakMap<Command, readonly string[]>();

/** Gives a command examples, which its help and the reference show. */
export function withExamples(command: Command, ...examples: readonly string[]): Command {
  known.set(command, examples);
  const lines = examples.map((example) => `  $ ${example}`).join('\n');
  return command.addHelpText('after', `\nExamples:\n${lines}`);
}

/** The examples of a command. */
export function examplesOf(command: Command): readonly string[] {
  return known.get(command) ?? [];
}
