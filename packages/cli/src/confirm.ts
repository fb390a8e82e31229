import { CommandFault, usageFault } from './command-fault.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';

/** Goes on only when the person means it. Throws a CommandFault otherwise; off a terminal nobody can be asked, so `--yes` is needed. */
export async function confirm(io: Io, question: string, yes: boolean): Promise<void> {
  if (yes) return;
  if (!io.isInteractive) {
    throw usageFault('Nobody can be asked whether it is meant', {
      why: 'this is no terminal, and it cannot be taken back',
      next: 'add --yes',
    });
  }
  const answer = await io.ask(`${question} [y/N] `);
  if (!/^y(es)?$/i.test(answer)) {
    throw new CommandFault('Nothing was done', { exit: exitCodes.failed });
  }
}
