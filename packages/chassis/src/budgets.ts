import { readFileSync } from 'node:fs';
import { definePort } from '@patchwright/faults';
import {
  Budgets,
  type Cap,
  defaultBudgets,
  drawsOf,
  monthOf,
  type SpendingRow,
  spendingKey,
  sumUsage,
  type Task,
  taskCap,
} from '@patchwright/task';
import { parseFile } from './parse-file.ts';
import type { PortContext, RecordedWorld } from './service.ts';

/** What was used in a month, as the view has it, by the keys that were asked for. */
export interface Spending {
  rows(input: { readonly keys: readonly string[] }): Promise<readonly (SpendingRow | null)[]>;
}

/** The port by which a service looks at what was spent, so that its record says what it found. */
export function spendingPort({ row }: Pick<PortContext, 'row'>) {
  async function rows({ keys }: { readonly keys: readonly string[] }) {
    return Promise.all(keys.map(async (key) => ((await row(key)) ?? null) as SpendingRow | null));
  }
  return definePort({ name: 'spending', reads: { rows }, writes: {} });
}

/** The budgets of a file (YAML or JSON); without one, the default ones. Throws an Error that names file, line and field. */
export function readBudgets(path: string | undefined): Budgets {
  return path
    ? parseFile(Budgets, 'the budgets', path, readFileSync(path, 'utf8'))
    : defaultBudgets;
}

/**
 * All budgets that a run of a task draws on, with what of them was used before it. The task's own is known from its fold; the clock
 * and the view of spending are looked at only if there are others. What runs at the same time is not in there yet.
 */
export async function capsOf(
  budgets: Budgets,
  task: Task,
  world: Pick<RecordedWorld, 'clock'> & { readonly spending: Spending },
): Promise<readonly Cap[]> {
  const own = taskCap(budgets, task);
  // Without a month nothing tells apart whether anybody else has a budget.
  if (drawsOf(budgets, task, '').length === 0) return [own];
  const month = monthOf(await world.clock.now());
  const draws = drawsOf(budgets, task, month);
  const keys = [...new Set(draws.flatMap(({ of }) => of.map((one) => spendingKey(month, one))))];
  const rows = await world.spending.rows({ keys });
  const others = draws.map(({ whose, most, setting, of }) => {
    const used = of.flatMap((one) => rows[keys.indexOf(spendingKey(month, one))]?.usage ?? []);
    return { whose, most, setting, used: sumUsage(used) };
  });
  return [own, ...others];
}
