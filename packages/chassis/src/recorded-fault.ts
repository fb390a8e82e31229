import { messageOf, NeedsHuman, Retryable, Terminal } from '@patchwright/faults';
import type { RecordedFault } from './journal-keys.ts';

/** A thrown value as it is kept; `text` masks what it says. */
export function keepFault(thrown: unknown, text: (text: string) => string): RecordedFault {
  const message = text(messageOf(thrown));
  if (thrown instanceof NeedsHuman) {
    return { fault: 'NeedsHuman', message, diagnosis: text(thrown.diagnosis) };
  }
  if (thrown instanceof Terminal) return { fault: 'Terminal', message };
  if (thrown instanceof Retryable) {
    return {
      fault: 'Retryable',
      message,
      ...(thrown.afterMs === undefined ? {} : { afterMs: thrown.afterMs }),
    };
  }
  return { fault: 'Error', message };
}

/** The fault as it was thrown. */
export function thrownAgain(kept: RecordedFault): Error {
  switch (kept.fault) {
    case 'Retryable':
      return new Retryable(
        kept.message,
        kept.afterMs === undefined ? {} : { afterMs: kept.afterMs },
      );
    case 'Terminal':
      return new Terminal(kept.message);
    case 'NeedsHuman':
      return new NeedsHuman(
        kept.message,
        kept.diagnosis === undefined ? {} : { diagnosis: kept.diagnosis },
      );
    case 'Error':
      return new Error(kept.message);
  }
}
