import { type ExitCode, exitCodes } from './exit-codes.ts';

/** What is told to a person besides the sentence of what went wrong. */
export interface FaultDetail {
  /** Why, or what was found instead. */
  readonly why?: string | undefined;
  /** What to do now: a command, or a sentence. */
  readonly next?: string | undefined;
  readonly exit?: ExitCode;
}

/** A command cannot do what it was asked for: what, why, and what to do now. */
export class CommandFault extends Error {
  override readonly name = 'CommandFault';
  readonly why: string | undefined;
  readonly next: string | undefined;
  readonly exit: ExitCode;

  constructor(what: string, detail: FaultDetail = {}) {
    super(what);
    this.why = detail.why;
    this.next = detail.next;
    this.exit = detail.exit ?? exitCodes.failed;
  }
}

/** The command line itself is wrong. */
export function usageFault(what: string, detail: Omit<FaultDetail, 'exit'> = {}): CommandFault {
  return new CommandFault(what, { ...detail, exit: exitCodes.usage });
}
