/** An amount in whole cents. */
export type Cents = number;

/** A share of an amount, in whole cents; half a cent is rounded up. */
export function share(amount: Cents, percent: number): Cents {
  return Math.round((amount * percent) / 100);
}

/** An amount as people read it: `12.50 EUR`. */
export function show(amount: Cents): string {
  const sign = amount < 0 ? "-" : "";
  const cents = Math.abs(amount);
  return `${sign}${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")} EUR`;
}
