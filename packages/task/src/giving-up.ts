const GIVING_UP = 'letter-';

/** The cause of the work that gives an inquiry up, after its own work became this dead letter. */
export function givingUp(letter: string): string {
  return `${GIVING_UP}${letter}`;
}

/** Whether work with this cause gives an inquiry up. */
export function isGivingUp(cause: string): boolean {
  return cause.startsWith(GIVING_UP);
}
