import { z } from 'zod';

const Amount = z.strictObject({
  /** US dollars. */
  usd: z.number().positive().exactOptional(),
  /** Tokens, in and out. */
  tokens: z.number().int().positive().exactOptional(),
  /** Calls of models. */
  calls: z.number().int().positive().exactOptional(),
});
/** What may be used at most; what is not named has no cap. */
export type Amount = z.infer<typeof Amount>;

const Team = Amount.extend({
  /** Whose spending is the team's: that of its repositories, or that of its people. */
  repositories: z.array(z.string()).exactOptional(),
  people: z.array(z.string()).exactOptional(),
}).refine((team) => (team.repositories === undefined) !== (team.people === undefined), {
  message: 'a team is either its repositories or its people',
});

/**
 * What agents may use: for each task over its whole life, and in a calendar month (UTC) for each person who asks for tasks, for each
 * repository, for each team, and together.
 */
export const Budgets = z.strictObject({
  task: Amount.default({ usd: 25 }),
  person: Amount.default({}),
  people: z.record(z.string(), Amount).default({}),
  repository: Amount.default({}),
  repositories: z.record(z.string(), Amount).default({}),
  teams: z.record(z.string(), Team).default({}),
  month: Amount.default({}),
});
/** Budgets, see the schema of the same name. */
export type Budgets = z.infer<typeof Budgets>;

/** The budgets without a file: 25 dollars for a task. */
export const defaultBudgets: Budgets = Budgets.parse({});
