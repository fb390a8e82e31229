import type { Usage } from '@patchwright/events';
import type { Task } from '../task.ts';
import type { SpendingOf } from '../views/spending-rows.ts';
import type { Amount, Budgets } from './budgets.ts';

/** One budget that a run draws on, with what was used of it before the run. */
export interface Cap {
  /** Whose it is: `task shop-42`, `person ines in 2026-11`. */
  readonly whose: string;
  readonly most: Amount;
  readonly used: Usage;
  /** Where it is raised. */
  readonly setting: string;
}

/** What a run of a task may draw on, and what of it lies in the view of spending. */
export interface Draws {
  readonly setting: string;
  readonly whose: string;
  readonly most: Amount;
  /** Whose spending counts towards it. */
  readonly of: readonly SpendingOf[];
}

/** The budget of the task itself, of which its fold knows what is used. */
export function taskCap({ task: most }: Budgets, { id, usage }: Pick<Task, 'id' | 'usage'>): Cap {
  return { whose: `task ${id}`, most, used: usage, setting: 'task' };
}

/** The budgets beside the task's own that its runs draw on in a month (`2026-11`); only those that have a cap. */
export function drawsOf(
  budgets: Budgets,
  { requester, repository }: Pick<Task, 'requester' | 'repository'>,
  month: string,
): readonly Draws[] {
  const person = own(budgets.people, requester) ?? budgets.person;
  const all: Draws[] = [
    { setting: 'month', whose: `month ${month}`, most: budgets.month, of: [{ kind: 'all' }] },
    {
      setting: own(budgets.people, requester) ? `people.${requester}` : 'person',
      whose: `person ${requester} in ${month}`,
      most: person,
      of: [{ kind: 'person', name: requester }],
    },
  ];
  if (repository !== undefined) {
    all.push({
      setting: own(budgets.repositories, repository) ? `repositories.${repository}` : 'repository',
      whose: `repository ${repository} in ${month}`,
      most: own(budgets.repositories, repository) ?? budgets.repository,
      of: [{ kind: 'repository', name: repository }],
    });
  }
  for (const [name, { repositories, people, ...most }] of Object.entries(budgets.teams)) {
    const isMember =
      people?.includes(requester) ??
      (repository !== undefined && repositories?.includes(repository));
    if (!isMember) continue;
    const of: readonly SpendingOf[] = [
      ...(people ?? []).map((one) => ({ kind: 'person', name: one }) as const),
      ...(repositories ?? []).map((one) => ({ kind: 'repository', name: one }) as const),
    ];
    all.push({ setting: `teams.${name}`, whose: `team ${name} in ${month}`, most, of });
  }
  return all.filter(({ most }) => Object.keys(most).length > 0);
}

function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
