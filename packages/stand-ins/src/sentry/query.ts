import { eventOf, type SentryIssue, titleOf } from './store.ts';

/** A search that Sentry refuses. */
export class QueryFault extends Error {
  override readonly name = 'QueryFault';
}

const UNITS: Readonly<Record<string, number>> = {
  s: 1e3,
  m: 60e3,
  h: 3600e3,
  d: 86_400e3,
  w: 604_800e3,
};

/** Milliseconds of a period such as `24h` or `14d`. Throws a QueryFault. */
export function periodOf(text: string): number {
  const match = /^(\d+)([smhdw])$/.exec(text);
  if (match === null) throw new QueryFault(`Invalid statsPeriod: ${text}`);
  return Number(match[1]) * (UNITS[match[2] ?? ''] ?? 0);
}

type Condition = (issue: SentryIssue) => boolean;

/** The condition of a search such as `is:unresolved level:error lastSeen:-24h coupon`. Throws a QueryFault. */
export function conditionOf(query: string, now: number): Condition {
  const terms = query.match(/(?:[^\s"]|"(?:[^"\\]|\\.)*")+/g) ?? [];
  const conditions = terms.map((term) => termOf(term, now));
  return (issue) => conditions.every((condition) => condition(issue));
}

function termOf(term: string, now: number): Condition {
  const match = /^(!?)([\w.-]+|"[^"]+"):(.+)$/s.exec(term);
  if (match === null) {
    const words = unquoted(term).toLowerCase();
    return (issue) => textOf(issue).includes(words);
  }
  const key = unquoted(match[2] ?? '').toLowerCase();
  const condition = keyed(key, unquoted(match[3] ?? ''), now);
  return match[1] === '!' ? (issue) => !condition(issue) : condition;
}

function keyed(key: string, value: string, now: number): Condition {
  switch (key) {
    case 'is':
      return stateOf(value);
    case 'project':
    case 'project.name':
      return (issue) => matches(issue.project.slug, value);
    case 'level':
      return (issue) => matches(issue.input.level, value);
    case 'issue':
    case 'issue.id':
      return (issue) => issue.id === value || issue.shortId === value.toUpperCase();
    case 'title':
      return (issue) => matches(titleOf(issue.input), value);
    case 'error.type':
      return (issue) => matches(issue.input.type, value);
    case 'error.value':
      return (issue) => matches(issue.input.value, value);
    case 'culprit':
      return (issue) => matches(issue.input.culprit, value);
    case 'platform':
      return (issue) => matches(issue.input.platform, value);
    case 'assigned':
      return (issue) => matches(issue.assignedTo ?? 'none', value);
    case 'timesseen':
      return numbered((issue) => issue.times.length, value);
    case 'lastseen':
      return timed((issue) => issue.times.at(-1) ?? 0, value, now);
    case 'firstseen':
    case 'age':
      return timed((issue) => issue.times[0] ?? 0, value, now);
    default:
      return (issue) =>
        issue.times.some((_time, index) => matches(eventOf(issue, index).tags[key] ?? '', value));
  }
}

function stateOf(value: string): Condition {
  switch (value) {
    case 'unresolved':
    case 'resolved':
    case 'ignored':
      return (issue) => issue.status === value;
    case 'archived':
      return (issue) => issue.status === 'ignored';
    case 'assigned':
      return (issue) => issue.assignedTo !== null;
    case 'unassigned':
      return (issue) => issue.assignedTo === null;
    default:
      throw new QueryFault(`Invalid value for "is" search: ${value}`);
  }
}

/** `-24h` means within the last 24 hours, `+24h` before that; otherwise an ISO time with a comparison. */
function timed(read: (issue: SentryIssue) => number, value: string, now: number): Condition {
  const relative = /^([+-])(\d+[smhdw])$/.exec(value);
  if (relative !== null) {
    const edge = now - periodOf(relative[2] ?? '');
    return (issue) => (relative[1] === '-' ? read(issue) >= edge : read(issue) <= edge);
  }
  const [, operator = '=', text = ''] = /^(>=|<=|>|<)?(.*)$/s.exec(value) ?? [];
  const edge = Date.parse(text);
  if (Number.isNaN(edge)) throw new QueryFault(`Invalid date: ${value}`);
  return (issue) => compare(read(issue), operator, edge);
}

function numbered(read: (issue: SentryIssue) => number, value: string): Condition {
  const [, operator = '=', text = ''] = /^(>=|<=|>|<)?(\d+)$/.exec(value) ?? [];
  if (text === '') throw new QueryFault(`Invalid number: ${value}`);
  return (issue) => compare(read(issue), operator, Number(text));
}

function compare(a: number, operator: string, b: number): boolean {
  switch (operator) {
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    default:
      return a === b;
  }
}

/** Equal whatever the case; `*` stands for any text. */
function matches(text: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'is').test(text);
}

function textOf(issue: SentryIssue): string {
  const { type, value, culprit } = issue.input;
  return `${titleOf(issue.input)} ${type} ${value} ${culprit}`.toLowerCase();
}

function unquoted(text: string): string {
  return text.startsWith('"') && text.endsWith('"') && text.length > 1
    ? text.slice(1, -1).replace(/\\(.)/g, '$1')
    : text;
}
