import type { Edit } from './changes.ts';
import type { ApiVersion } from './resources.ts';
import { fromAdf, fromWiki, isAdfDocument, type RichText } from './rich-text.ts';
import { type Choice, choose, ISSUE_TYPES, PRIORITIES } from './vocabulary.ts';

/** A request that Jira refuses: messages, and errors by field. */
export class JiraRefusal extends Error {
  override readonly name = 'JiraRefusal';
  readonly status: number;
  readonly errors: Readonly<Record<string, string>>;

  constructor(status: number, message: string, errors: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.errors = errors;
  }
}

type Json = Readonly<Record<string, unknown>>;

/** A text in the form of the API's version. Throws a JiraRefusal when it is the other form. */
export function readText(version: ApiVersion, value: unknown, field: string): RichText {
  if (version === '2' && typeof value === 'string') return fromWiki(value);
  if (version === '3' && isAdfDocument(value)) return fromAdf(value);
  const wanted =
    version === '2'
      ? 'Operation value must be a string'
      : 'Operation value must be an Atlassian Document (see the Atlassian Document Format)';
  throw new JiraRefusal(400, '', { [field]: wanted });
}

/** The fields of a create or edit request. Throws a JiraRefusal that names every field that does not fit. */
export function readFields(version: ApiVersion, body: Json, labels: readonly string[]): Edit {
  const fields = (body.fields ?? {}) as Json;
  const errors: Record<string, string> = {};
  const edit: { -readonly [K in keyof Edit]: Edit[K] } = {};
  const other: Record<string, unknown> = {};

  const pick = (name: string, choices: readonly Choice[], value: unknown): Choice | undefined => {
    const chosen = choose(choices, value);
    if (chosen === undefined) errors[name] = `Specify a valid value for ${name}`;
    return chosen;
  };

  for (const [name, value] of Object.entries(fields)) {
    switch (name) {
      case 'project':
        break;
      case 'summary':
        if (typeof value !== 'string' || value.trim() === '') {
          errors.summary = 'You must specify a summary of the issue.';
        } else if (value.includes('\n')) {
          errors.summary = 'The summary is invalid because it contains newline characters.';
        } else if (value.length > 255) {
          errors.summary = 'Summary must be less than 255 characters.';
        } else edit.summary = value;
        break;
      case 'description':
        try {
          edit.description = value === null ? null : readText(version, value, name);
        } catch (error) {
          if (!(error instanceof JiraRefusal)) throw error;
          Object.assign(errors, error.errors);
        }
        break;
      case 'issuetype': {
        const type = pick(name, ISSUE_TYPES, value);
        if (type !== undefined) edit.type = type;
        break;
      }
      case 'priority': {
        const priority = value === null ? null : pick(name, PRIORITIES, value);
        if (priority !== undefined) edit.priority = priority;
        break;
      }
      case 'labels':
        edit.labels = readLabels(value, errors);
        break;
      case 'assignee':
        edit.assignee = accountOf(value);
        break;
      case 'reporter':
        edit.reporter = accountOf(value);
        break;
      default:
        other[name] = value;
    }
  }
  const changedLabels = updateLabels(body, edit.labels ?? labels, errors);
  if (changedLabels !== undefined) edit.labels = changedLabels;
  if (Object.keys(errors).length > 0) throw new JiraRefusal(400, '', errors);
  return Object.keys(other).length > 0 ? { ...edit, other } : edit;
}

function accountOf(value: unknown): string | null {
  const reference = value as { accountId?: unknown; id?: unknown } | null;
  const account = reference?.accountId ?? reference?.id;
  return typeof account === 'string' ? account : null;
}

function readLabels(value: unknown, errors: Record<string, string>): readonly string[] {
  const labels = Array.isArray(value) ? value.map(String) : [];
  if (labels.some((label) => /\s/.test(label))) {
    errors.labels = 'The label contains spaces which is invalid.';
  }
  return [...new Set(labels)];
}

function updateLabels(
  body: Json,
  labels: readonly string[],
  errors: Record<string, string>,
): readonly string[] | undefined {
  const update = (body.update ?? {}) as Json;
  const steps = update.labels as readonly Json[] | undefined;
  for (const name of Object.keys(update)) {
    if (name !== 'labels') errors[name] = `Field '${name}' cannot be set by an update here`;
  }
  if (steps === undefined) return undefined;
  return steps.reduce<readonly string[]>((now, step) => {
    if (step.set !== undefined) return readLabels(step.set, errors);
    if (step.add !== undefined) return readLabels(now.concat(String(step.add)), errors);
    return now.filter((label) => label !== step.remove);
  }, labels);
}
