import { Retryable } from '@patchwright/faults';

/** Why a run does not go on here. */
export type StopReason = 'overtaken' | 'shutdown' | 'fenced';

/** Thrown out of every further call of a run that was stopped from outside: nothing failed. */
export class RunStopped extends Retryable {
  readonly why: StopReason;

  constructor(why: StopReason, message: string) {
    super(message);
    this.why = why;
  }
}
