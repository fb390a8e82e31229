import { isFault, messageOf, Retryable } from '@patchwright/faults';
import { CommanderError } from 'commander';
import { CommandFault } from './command-fault.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type Io, say, sayNext, typed } from './io.ts';
import { buildProgram } from './program.ts';
import { plain } from './show/plain.ts';

/** Runs what the words ask for, sets the exit code and tells of whatever went wrong. Never rejects. */
export async function runCommand(words: readonly string[], io: Io): Promise<void> {
  const program = buildProgram(io);
  try {
    await program.parseAsync([...words], { from: 'user' });
  } catch (thrown) {
    const exit = tell(thrown, io);
    if (thrown instanceof CommanderError && exit === exitCodes.usage) {
      const meant = words.find((word) => program.commands.some((one) => one.name() === word));
      sayNext(io, meant === undefined ? 'patchwright help' : `patchwright help ${meant}`);
    }
    io.setExitCode(exit);
  }
}

/** Tells what went wrong, why, and what to do; answers the exit code for it. */
export function tell(thrown: unknown, io: Io): ExitCode {
  if (thrown instanceof CommanderError) {
    // Commander has said it already.
    return thrown.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  }
  if (thrown instanceof CommandFault) {
    say(io, `error: ${plain(thrown.message)}`);
    if (thrown.why) say(io, `why:   ${plain(thrown.why)}`);
    if (thrown.next) say(io, `next:  ${typed(io, plain(thrown.next))}`);
    return thrown.exit;
  }
  if (io.stop.aborted) return exitCodes.waiting;
  say(io, `error: ${plain(messageOf(thrown))}`);
  if (thrown instanceof Retryable) {
    say(io, 'why:   it may pass by itself');
    sayNext(io, 'patchwright doctor');
  } else if (!isFault(thrown) && thrown instanceof Error && io.environment.DEBUG) {
    say(io, thrown.stack ?? '');
  }
  return exitCodes.failed;
}
