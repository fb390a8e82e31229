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
  const named = Object.keys(budgets.people).find((name) => actorOf(name) === requester);
  const person = (named === undefined ? undefined : budgets.people[named]) ?? budgets.person;
  const all: Draws[] = [
    { setting: 'month', whose: `month ${month}`, most: budgets.month, of: [{ kind: 'all' }] },
    {
      setting: named === undefined ? 'person' : `people.${named}`,
      whose: `person ${nameOf(requester)} in ${month}`,
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
      people?.some((name) => actorOf(name) === requester) ??
      (repository !== undefined && repositories?.includes(repository));
    if (!isMember) continue;
    const of: readonly SpendingOf[] = [
      ...(people ?? []).map((one) => ({ kind: 'person', name: actorOf(one) }) as const),
      ...(repositories ?? []).map((one) => ({ kind: 'repository', name: one }) as const),
    ];
    all.push({ setting: `teams.${name}`, whose: `team ${name} in ${month}`, most, of });
  }
  return all.filter(({ most }) => Object.keys(most).length > 0);
}

/** People stand in the file as in the policy: `ines`. Whoever the policy does not know goes by their whole name: `human:slack:U0TOM`. */
function actorOf(name: string): string {
  return name.includes(':') ? name : `human:${name}`;
}

function nameOf(actor: string): string {
  return /^human:([^:]+)$/.exec(actor)?.[1] ?? actor;
}

function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
