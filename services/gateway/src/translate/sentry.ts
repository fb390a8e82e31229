import { z } from 'zod';
import type { Intent } from '../intent.ts';
import { readPayload } from './read-payload.ts';
import { means, nothing, type Rules, type Translation, triggersAmong } from './rules.ts';

const Hook = z.object({ action: z.string() });
const Level = z.string().nullish();
const IssueHook = Hook.extend({
  data: z.object({
    issue: z.object({
      id: z.string(),
      title: z.string(),
      culprit: z.string().nullish(),
      level: Level,
      permalink: z.string().nullish(),
      web_url: z.string().nullish(),
      lastSeen: z.string().nullish(),
      project: z.object({ slug: z.string() }),
    }),
  }),
});
const AlertHook = Hook.extend({
  data: z.object({
    event: z.object({
      event_id: z.string(),
      issue_id: z.union([z.string(), z.number()]).transform(String),
      title: z.string(),
      culprit: z.string().nullish(),
      level: Level,
      datetime: z.string().nullish(),
      tags: z.array(z.tuple([z.string(), z.string().nullable()])).nullish(),
      url: z.string().nullish(),
      web_url: z.string().nullish(),
    }),
    triggered_rule: z.string().nullish(),
  }),
});

/** Which actions of a resource are worth a look at production. */
const WAKING = {
  issue: ['created', 'unresolved'],
  event_alert: ['triggered'],
  metric_alert: ['critical', 'warning'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** A resource of Sentry that may mean something to us. */
export type SentryTrigger = keyof typeof WAKING;
/** Every `SentryTrigger`. */
export const sentryTriggers = Object.keys(WAKING) as readonly SentryTrigger[];

/** What is known of an error when a webhook tells of it. */
interface Told {
  readonly id: string;
  readonly project: string | undefined;
  readonly title: string;
  readonly culprit: string;
  readonly level: string;
  readonly url: string;
  /** ISO time of the occurrence. */
  readonly at: string;
  readonly tags: readonly (readonly [string, string | null])[];
  /** The rule of alerts that told of it. */
  readonly rule: string | undefined;
}

/**
 * What a webhook of Sentry means; `resource` is its `Sentry-Hook-Resource`. Pure. The monitor itself reads the numbers; a fatal error is
 * told at once, and one that is tagged so, or of a project that is configured so, starts a task.
 */
export function translateSentry(resource: string, payload: unknown, rules: Rules): Translation {
  const known = sentryTriggers.find((one) => one === resource);
  if (known === undefined) return nothing;
  const actions: readonly string[] = WAKING[known];
  return readPayload(Hook, payload, ({ action }) => {
    if (!actions.includes(action)) return nothing;
    const look: Intent = { kind: 'monitor', because: `${resource} ${action}` };
    const told = toldBy(resource, payload);
    return means(look, ...(told === undefined ? [] : meaningOf(told, rules)));
  });
}

/** What a webhook tells of an error. One that tells less than we know how to read is still worth a look. */
function toldBy(resource: string, payload: unknown): Told | undefined {
  if (resource === 'issue') {
    const read = IssueHook.safeParse(payload);
    return read.success ? ofIssue(read.data.data.issue) : undefined;
  }
  if (resource !== 'event_alert') return undefined;
  const read = AlertHook.safeParse(payload);
  return read.success ? ofAlert(read.data.data) : undefined;
}

function meaningOf(told: Told, rules: Rules): readonly Intent[] {
  return [
    ...(told.level === 'fatal' ? [alertOf(told)] : []),
    ...(told.project !== undefined && isWanted(told, rules) ? [requestOf(told, told.project)] : []),
  ];
}

/** Once for each error and day: a rule of alerts may tell of every single occurrence. */
function alertOf({ id, project, title, culprit, url, at, rule }: Told): Intent {
  const where = [project, culprit].filter((part) => part).join(', ');
  return {
    kind: 'alert',
    key: `sentry/${id}/fatal/${at.slice(0, 10)}`,
    text: `Fatal error${where === '' ? '' : ` in ${where}`}: ${title}${rule === undefined ? '' : ` (${rule})`}`,
    url,
  };
}

/** A tag asks for a task by its name (`AI-Fix: true`) or by its value (`handling: AI-Fix`). */
function isWanted({ project, tags }: Told, rules: Rules): boolean {
  const slug = project?.toLowerCase();
  if (rules.autofixProjects.some((wanted) => wanted.toLowerCase() === slug)) return true;
  return tags.some(([name, value]) => {
    const isNo = ['false', 'no', '0', 'off'].includes(value?.toLowerCase() ?? '');
    return triggersAmong([...(isNo ? [] : [name]), value ?? ''], rules).length > 0;
  });
}

function requestOf({ id, title, culprit, level, url }: Told, project: string): Intent {
  return {
    kind: 'request',
    origin: { system: 'sentry', key: `${project}-${id}` },
    ref: `${project}-${id}`,
    request: {
      title: title.slice(0, 200),
      description: [title, culprit].filter((part) => part !== '').join('\n\n'),
      sentry: { id, project, url },
      priority: level === 'fatal' ? 'critical' : 'normal',
      labels: [],
    },
    answer: { kind: 'nobody' },
    guarded: false,
  };
}

function ofIssue(issue: z.infer<typeof IssueHook>['data']['issue']): Told {
  return {
    id: issue.id,
    project: issue.project.slug,
    title: issue.title,
    culprit: issue.culprit ?? '',
    level: issue.level ?? 'error',
    url: issue.web_url ?? issue.permalink ?? '',
    at: issue.lastSeen ?? '',
    tags: [],
    rule: undefined,
  };
}

function ofAlert({ event, triggered_rule: rule }: z.infer<typeof AlertHook>['data']): Told {
  return {
    id: event.issue_id,
    // Only the address of the event names its project in words.
    project: /\/projects\/[^/]+\/(?<slug>[^/]+)\/events\//.exec(event.url ?? '')?.groups?.slug,
    title: event.title,
    culprit: event.culprit ?? '',
    level: event.level ?? 'error',
    url: event.web_url ?? '',
    at: event.datetime ?? '',
    tags: event.tags ?? [],
    rule: rule ?? undefined,
  };
}
