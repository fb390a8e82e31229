/** A status of the workflow; every status can be reached from every other, as in Jira's simplified workflow. */
export interface JiraStatus {
  readonly id: string;
  readonly name: string;
  readonly category: 'new' | 'indeterminate' | 'done';
  /** Id of the transition that leads here. */
  readonly transition: string;
}

/** The workflow of every project: To Do → In Progress → In Review → Done. */
export const STATUSES: readonly JiraStatus[] = [
  { id: '10000', name: 'To Do', category: 'new', transition: '11' },
  { id: '10001', name: 'In Progress', category: 'indeterminate', transition: '21' },
  { id: '10002', name: 'In Review', category: 'indeterminate', transition: '31' },
  { id: '10003', name: 'Done', category: 'done', transition: '41' },
];

/** Jira's own words for the categories of statuses. */
export const CATEGORIES = {
  new: { id: 2, key: 'new', colorName: 'blue-gray', name: 'To Do' },
  indeterminate: { id: 4, key: 'indeterminate', colorName: 'yellow', name: 'In Progress' },
  done: { id: 3, key: 'done', colorName: 'green', name: 'Done' },
} as const;

/** A value that issues choose from: a priority or a type. */
export interface Choice {
  readonly id: string;
  readonly name: string;
}

/** The priorities, highest first. */
export const PRIORITIES: readonly Choice[] = [
  { id: '1', name: 'Highest' },
  { id: '2', name: 'High' },
  { id: '3', name: 'Medium' },
  { id: '4', name: 'Low' },
  { id: '5', name: 'Lowest' },
];

/** The types of issues in every project. */
export const ISSUE_TYPES: readonly Choice[] = [
  { id: '10004', name: 'Bug' },
  { id: '10005', name: 'Task' },
  { id: '10006', name: 'Story' },
  { id: '10007', name: 'Epic' },
];

/** The choice that a reference (`{id}`, `{name}`, or a name) means, whatever its case; nothing when there is none. */
export function choose<T extends Choice>(choices: readonly T[], reference: unknown): T | undefined {
  if (typeof reference === 'string') {
    return choices.find((choice) => choice.name.toLowerCase() === reference.toLowerCase());
  }
  if (reference === null || typeof reference !== 'object') return undefined;
  const { id, name } = reference as { id?: unknown; name?: unknown };
  if (id !== undefined) return choices.find((choice) => choice.id === String(id));
  return typeof name === 'string' ? choose(choices, name) : undefined;
}
