import { z } from 'zod';

const Rates = z.strictObject({
  input: z.number().nonnegative(),
  output: z.number().nonnegative(),
  cacheWrite: z.number().nonnegative().exactOptional(),
  cacheWriteHour: z.number().nonnegative().exactOptional(),
  cacheRead: z.number().nonnegative().exactOptional(),
});
const Price = Rates.extend({
  long: Rates.extend({ over: z.number().int().positive() }).exactOptional(),
});

/** Prices of the house's own as a file or a variable has them: US dollars for a million tokens by the beginning of a model's name. */
export const Prices = z.record(z.string(), Price);
