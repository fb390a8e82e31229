import { type Clause, JqlFault, type Operator, parseJql, type Query } from './jql-parser.ts';
import type { JiraIssue } from './store.ts';
import { CATEGORIES, PRIORITIES } from './vocabulary.ts';

/** What a query is asked in: who asks, and when. */
export interface JqlContext {
  /** Account id that `currentUser()` means. */
  readonly user: string;
  readonly now: Date;
}

type Kind = 'word' | 'text' | 'time' | 'key' | 'rank';

interface Field {
  readonly kind: Kind;
  /** The values that are compared; several for lists such as labels. */
  readonly read: (issue: JiraIssue) => readonly string[];
}

const optional = (value: string | null) => (value === null ? [] : [value]);
const choice = (value: { id: string; name: string } | null) =>
  value === null ? [] : [value.name, value.id];
const texts = (issue: JiraIssue) => [
  issue.summary,
  ...(issue.description === null ? [] : [issue.description.wiki]),
  ...issue.comments.map((comment) => comment.body.wiki),
];

const FIELDS: Readonly<Record<string, Field>> = {
  project: { kind: 'word', read: (issue) => [issue.project] },
  key: { kind: 'key', read: (issue) => [issue.key] },
  id: { kind: 'key', read: (issue) => [issue.id] },
  labels: { kind: 'word', read: (issue) => issue.labels },
  status: { kind: 'word', read: (issue) => choice(issue.status) },
  statuscategory: {
    kind: 'word',
    read: ({ status }) => [CATEGORIES[status.category].name, CATEGORIES[status.category].key],
  },
  issuetype: { kind: 'word', read: (issue) => choice(issue.type) },
  priority: { kind: 'rank', read: (issue) => choice(issue.priority) },
  reporter: { kind: 'word', read: (issue) => optional(issue.reporter) },
  creator: { kind: 'word', read: (issue) => [issue.creator] },
  assignee: { kind: 'word', read: (issue) => optional(issue.assignee) },
  resolution: { kind: 'word', read: (issue) => (issue.resolved === null ? [] : ['Done']) },
  created: { kind: 'time', read: (issue) => [issue.created] },
  updated: { kind: 'time', read: (issue) => [issue.updated] },
  resolved: { kind: 'time', read: (issue) => optional(issue.resolved) },
  summary: { kind: 'text', read: (issue) => [issue.summary] },
  description: {
    kind: 'text',
    read: (issue) => (issue.description === null ? [] : [issue.description.wiki]),
  },
  comment: { kind: 'text', read: (issue) => issue.comments.map((comment) => comment.body.wiki) },
  text: { kind: 'text', read: texts },
};

const ALIASES: Readonly<Record<string, string>> = {
  issue: 'key',
  issuekey: 'key',
  type: 'issuetype',
  createddate: 'created',
  updateddate: 'updated',
  resolutiondate: 'resolved',
};

/** The issues that a query finds, in its order (newest first without one). Throws a JqlFault for what is not understood. */
export function search(
  issues: readonly JiraIssue[],
  jql: string,
  context: JqlContext,
): { readonly found: readonly JiraIssue[]; readonly query: Query } {
  const query = parseJql(jql);
  const { where } = query;
  const found = where === undefined ? issues : issues.filter(conditionOf(where, context));
  return { found: ordered(found, query), query };
}

function conditionOf(clause: Clause, context: JqlContext): (issue: JiraIssue) => boolean {
  switch (clause.kind) {
    case 'and': {
      const conditions = clause.clauses.map((inner) => conditionOf(inner, context));
      return (issue) => conditions.every((condition) => condition(issue));
    }
    case 'or': {
      const conditions = clause.clauses.map((inner) => conditionOf(inner, context));
      return (issue) => conditions.some((condition) => condition(issue));
    }
    case 'not': {
      const condition = conditionOf(clause.clause, context);
      return (issue) => !condition(issue);
    }
    case 'term': {
      const field = fieldOf(clause.field);
      allow(field.kind, clause.field, clause.operator);
      const values = clause.values.map((value) => resolve(value, field, clause.field, context));
      return (issue) => holds(field, field.read(issue), clause.operator, values);
    }
  }
}

function fieldOf(name: string): Field {
  const lower = name.toLowerCase();
  const known = FIELDS[ALIASES[lower] ?? lower];
  if (known !== undefined) return known;
  const property = /^issue\.property\[(?:["']?)([^\]"']+)(?:["']?)\](?:\.(.+))?$/i.exec(name);
  if (property === null) {
    throw new JqlFault(`Field '${name}' does not exist or you do not have permission to view it.`);
  }
  const path = property[2] === undefined ? [] : property[2].split('.');
  const read = (issue: JiraIssue) => {
    const value = path.reduce(
      (inner: unknown, step) => (inner as Record<string, unknown> | undefined)?.[step],
      issue.properties[property[1] ?? ''],
    );
    if (value === undefined || value === null) return [];
    return (Array.isArray(value) ? value : [value]).map(String);
  };
  return { kind: 'word', read };
}

const OPERATORS: Readonly<Record<Kind, readonly Operator[]>> = {
  word: ['=', '!=', 'in', 'not in', 'is empty', 'is not empty'],
  rank: ['=', '!=', 'in', 'not in', 'is empty', 'is not empty', '>', '>=', '<', '<='],
  key: ['=', '!=', 'in', 'not in', '>', '>=', '<', '<='],
  text: ['~', '!~', 'is empty', 'is not empty'],
  time: ['=', '!=', '>', '>=', '<', '<=', 'is empty', 'is not empty'],
};

function allow(kind: Kind, name: string, operator: Operator): void {
  if (OPERATORS[kind].includes(operator)) return;
  throw new JqlFault(`The operator '${operator}' is not supported by the '${name}' field.`);
}

function resolve(value: string, field: Field, name: string, context: JqlContext): string {
  if (value.endsWith('()')) {
    if (value.toLowerCase() === 'currentuser()') return context.user;
    if (value.toLowerCase() === 'now()') return context.now.toISOString();
    throw new JqlFault(`Unable to find JQL function '${value}'.`);
  }
  if (field.kind === 'time') return timeOf(value, name, context.now);
  if (field.kind !== 'rank') return value;
  if (choiceRank(value) < 0) {
    throw new JqlFault(`The value '${value}' does not exist for the field '${name}'.`);
  }
  return value;
}

const UNITS: Readonly<Record<string, number>> = { m: 60e3, h: 3600e3, d: 86_400e3, w: 604_800e3 };

function timeOf(value: string, name: string, now: Date): string {
  const relative = /^([+-]?\d+)([mhdw])$/.exec(value);
  if (relative !== null) {
    const offset = Number(relative[1]) * (UNITS[relative[2] ?? ''] ?? 0);
    return new Date(now.getTime() + offset).toISOString();
  }
  const absolute = new Date(
    `${value.replaceAll('/', '-').replace(' ', 'T')}${value.length > 10 ? 'Z' : ''}`,
  );
  if (Number.isNaN(absolute.getTime())) {
    throw new JqlFault(
      `Date value '${value}' for field '${name}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.`,
    );
  }
  return absolute.toISOString();
}

function holds(
  field: Field,
  actual: readonly string[],
  operator: Operator,
  values: readonly string[],
): boolean {
  const lower = (text: string) => text.toLowerCase();
  const any = (test: (one: string, value: string) => boolean) =>
    actual.some((one) => values.some((value) => test(one, value)));
  switch (operator) {
    case '=':
    case 'in':
      return any((one, value) => lower(one) === lower(value));
    case '!=':
    case 'not in':
      return actual.length > 0 && !any((one, value) => lower(one) === lower(value));
    case 'is empty':
      return actual.length === 0;
    case 'is not empty':
      return actual.length > 0;
    case '~':
      return any(containsWords);
    case '!~':
      return !any(containsWords);
    case '>':
      return any((one, value) => compare(field.kind, one, value) > 0);
    case '>=':
      return any((one, value) => compare(field.kind, one, value) >= 0);
    case '<':
      return any((one, value) => compare(field.kind, one, value) < 0);
    case '<=':
      return any((one, value) => compare(field.kind, one, value) <= 0);
  }
}

/** A quoted phrase must stand as it is; otherwise every word must, with `*` for the rest of one. */
function containsWords(text: string, wanted: string): boolean {
  const phrase = /^"(.*)"$/.exec(wanted)?.[1];
  if (phrase !== undefined) return text.toLowerCase().includes(phrase.toLowerCase());
  const words: readonly string[] = text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
  const wants: readonly string[] = wanted.toLowerCase().match(/[\p{L}\p{N}_]+\*?/gu) ?? [];
  return wants.every((want) =>
    want.endsWith('*')
      ? words.some((word) => word.startsWith(want.slice(0, -1)))
      : words.includes(want),
  );
}

function compare(kind: Kind, a: string, b: string): number {
  if (kind === 'rank') return choiceRank(b) - choiceRank(a);
  if (kind === 'key') return keyNumber(a) - keyNumber(b);
  return a < b ? -1 : a > b ? 1 : 0;
}

function choiceRank(nameOrId: string): number {
  return PRIORITIES.findIndex(
    ({ id, name }) => id === nameOrId || name.toLowerCase() === nameOrId.toLowerCase(),
  );
}

function keyNumber(key: string): number {
  return Number(key.split('-').at(-1));
}

function ordered(issues: readonly JiraIssue[], query: Query): readonly JiraIssue[] {
  const order = query.order.length > 0 ? query.order : [{ field: 'created', descending: true }];
  const fields = order.map(({ field, descending }) => ({ field: fieldOf(field), descending }));
  return [...issues].sort((a, b) => {
    for (const { field, descending } of fields) {
      const difference = compare(field.kind, field.read(a)[0] ?? '', field.read(b)[0] ?? '');
      if (difference !== 0) return descending ? -difference : difference;
    }
    return 0;
  });
}
