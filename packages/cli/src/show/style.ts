import { styleText } from 'node:util';
import type { Io } from '../io.ts';

/** A look of the terminal, as Node names it. */
export type Look = Exclude<Parameters<typeof styleText>[0], readonly unknown[]>;

/** The text in a look, where colours may be used. */
export function look(io: Pick<Io, 'color'>, format: Look, text: string): string {
  return io.color ? styleText(format, text, { validateStream: false }) : text;
}

/** The look of a status: what is well, what waits for a person, what went wrong, what goes on. */
export function statusLook(status: string): Look {
  switch (status) {
    case 'completed':
      return 'green';
    case 'awaiting_approval':
    case 'awaiting_answer':
    case 'paused':
    case 'escalated':
      return 'yellow';
    case 'failed':
    case 'rejected':
    case 'expired':
    case 'cancelled':
      return 'red';
    default:
      return 'cyan';
  }
}
