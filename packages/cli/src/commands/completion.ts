import { Argument, type Command } from 'commander';
import { completionScript, shells } from '../completion/completion-script.ts';
import { withExamples } from '../examples.ts';
import type { Io } from '../io.ts';

/** Adds `completion`. */
export function addCompletion(program: Command, io: Io): void {
  const command = program
    .command('completion')
    .description('print what a shell needs to complete commands and options')
    .addArgument(new Argument('<shell>', 'the shell').choices([...shells]))
    .action((shell: (typeof shells)[number]) => {
      io.stdout.write(completionScript(shell, program));
    });
  withExamples(
    command,
    'source <(patchwright completion bash)',
    'patchwright completion fish > ~/.config/fish/completions/patchwright.fish',
  );
}
