import type { Priority, SentryRef } from '@patchwright/events';
import { z } from 'zod';
import type { Intent, Speaker } from '../intent.ts';
import { readPayload } from './read-payload.ts';
import { means, nothing, type Rules, type Translation, triggersAmong } from './rules.ts';
import { spokenIn } from './spoken.ts';

const User = z.object({
  accountId: z.string().optional(),
  name: z.string().optional(),
  accountType: z.string().optional(),
});
const Issue = z.object({
  key: z.string(),
  self: z.string(),
  fields: z.object({
    summary: z.string(),
    description: z.string().nullish(),
    labels: z.array(z.string()).default([]),
    priority: z.object({ name: z.string() }).nullish(),
    reporter: User.nullish(),
  }),
});
/** `Sentry issue: https://… (id 4501, project checkout)`. */
const OUR_LINE =
  /^\s*Sentry issue: (?<url>https?:\/\/\S+) \(id (?<id>[\w-]+), project (?<project>[\w.-]+)\)\s*$/m;
/** `Sentry Issue: [CHECKOUT-1A|https://acme.sentry.io/issues/4501/?referrer=jira_integration]`. */
const SENTRYS_LINE =
  /^\s*Sentry Issue: \[(?<shortId>[A-Z0-9][A-Z0-9_.-]*-[A-Z0-9]+)\|(?<page>https?:\/\/[^\s|\]?]+\/issues\/(?<issue>\d+)\/?)(?:\?[^\s|\]]*)?(?:\|[^\]]*)?\]/m;
const IssueEvent = z.object({
  user: User.nullish(),
  issue: Issue,
  // A schema with a member `toString` would find the one that every object inherits.
  changelog: z.object({ items: z.array(z.record(z.string(), z.unknown())) }).nullish(),
});
const CommentEvent = z.object({
  issue: z.object({ key: z.string() }),
  comment: z.object({
    body: z.string().nullish(),
    author: User.nullish(),
    created: z.string().optional(),
  }),
});

type Translate = (payload: unknown, rules: Rules) => Translation;

/** What is understood of Jira, by its `webhookEvent` without `jira:`. */
const EVENTS = {
  issue_created: (payload, rules) =>
    readPayload(IssueEvent, payload, (read) =>
      requested(read, [
        ...triggersAmong(read.issue.fields.labels, rules),
        ...(isMadeBySentry(read.issue.fields.description ?? '') ? ['made by Sentry'] : []),
      ]),
    ),
  issue_updated: (payload, rules) =>
    readPayload(IssueEvent, payload, (read) => {
      const asked = requested(read, triggersAmong(labelsAdded(read.changelog), rules));
      return asked === nothing ? edited(read, rules) : asked;
    }),
  comment_created: (payload, rules) =>
    readPayload(CommentEvent, payload, (read) => commented(read, rules)),
} as const satisfies Readonly<Record<string, Translate>>;

/** An event of Jira that may mean something to us. */
export type JiraTrigger = keyof typeof EVENTS;
/** Every `JiraTrigger`. */
export const jiraTriggers = Object.keys(EVENTS) as readonly JiraTrigger[];

/** What a webhook of Jira means; `event` is its `webhookEvent` without `jira:`. Pure. */
export function translateJira(event: string, payload: unknown, rules: Rules): Translation {
  const known = jiraTriggers.find((one) => one === event);
  return known === undefined ? nothing : EVENTS[known](payload, rules);
}

function requested(
  { issue, user }: z.infer<typeof IssueEvent>,
  triggers: readonly string[],
): Translation {
  if (triggers.length === 0) return nothing;
  const { key, fields } = issue;
  const description = fields.description ?? '';
  const sentry = sentryIn(description);
  return means({
    kind: 'request',
    origin: { system: 'jira', key },
    ref: key,
    request: {
      title: fields.summary,
      description,
      ticket: { system: 'jira', key, url: pageOf(issue) },
      ...(sentry === undefined ? {} : { sentry }),
      priority: priorityOf(fields.priority?.name),
      labels: fields.labels,
    },
    by: speaker(user ?? fields.reporter),
    answer: { kind: 'nobody' },
    guarded: false,
  } satisfies Intent);
}

function commented({ issue, comment }: z.infer<typeof CommentEvent>, rules: Rules): Translation {
  if (isMachine(comment.author, rules)) return nothing;
  const by = speaker(comment.author);
  const origin = { system: 'jira', key: issue.key } as const;
  const intent = spokenIn(comment.body ?? '', {
    where: { kind: 'ticket', origin },
    // What comes with a comment lacks the ticket's description, so a task is started by reading the ticket.
    ticket: { origin, ref: issue.key },
    markup: 'wiki',
    by,
    answer: { kind: 'jira', ticket: issue.key },
    saidAt: isoTime(comment.created),
  });
  return intent === undefined ? nothing : means(intent);
}

/** A ticket whose words people change no longer says what its task was asked for by. */
function edited({ issue, user, changelog }: z.infer<typeof IssueEvent>, rules: Rules): Translation {
  const fields = new Set((changelog?.items ?? []).map((item) => item.field));
  const what = ['summary', 'description'].filter((field) => fields.has(field));
  if (what.length === 0 || isMachine(user, rules)) return nothing;
  return means({
    kind: 'outdated',
    where: { kind: 'ticket', origin: { system: 'jira', key: issue.key } },
    what: what.map((field) => `the ${field}`).join(' and '),
    title: issue.fields.summary,
    description: issue.fields.description ?? '',
    by: speaker(user),
  });
}

/** Apps, rules of automation and we ourselves are never obeyed. */
function isMachine(user: z.infer<typeof User> | null | undefined, rules: Rules): boolean {
  const isOurs = rules.botAccount !== undefined && speaker(user).names.includes(rules.botAccount);
  return isOurs || user?.accountType === 'app';
}

/** Identifiers only: names and addresses are what people choose for themselves. */
function speaker(user: z.infer<typeof User> | null | undefined): Speaker {
  const names = [user?.accountId, user?.name].filter((name) => name !== undefined);
  return { channel: 'jira', names: names.length === 0 ? ['unknown'] : names };
}

function labelsAdded(changelog: z.infer<typeof IssueEvent>['changelog']): readonly string[] {
  return (changelog?.items ?? [])
    .filter((item) => item.field === 'labels')
    .flatMap((item) => {
      const before = words(item, 'fromString');
      return words(item, 'toString').filter((label) => !before.includes(label));
    });
}

function words(item: Readonly<Record<string, unknown>>, member: string): readonly string[] {
  const text = Object.hasOwn(item, member) ? item[member] : undefined;
  return typeof text === 'string' ? text.split(/\s+/).filter((one) => one !== '') : [];
}

/** The error that a ticket is about, by the line that our monitor writes, or Sentry's own Jira integration. */
function sentryIn(description: string): SentryRef | undefined {
  const { url, id, project } = OUR_LINE.exec(description)?.groups ?? {};
  if (url !== undefined && id !== undefined && project !== undefined) return { id, project, url };
  const { page, shortId, issue } = SENTRYS_LINE.exec(description)?.groups ?? {};
  if (page === undefined || shortId === undefined || issue === undefined) return undefined;
  // The short id is the project's slug in capitals, and a number.
  return { id: issue, project: shortId.replace(/-[^-]+$/, '').toLowerCase(), url: page };
}

function isMadeBySentry(description: string): boolean {
  return SENTRYS_LINE.test(description);
}

function pageOf(issue: z.infer<typeof Issue>): string {
  const site = /^(https?:\/\/.+?)\/rest\/api\//.exec(issue.self)?.[1] ?? '';
  return `${site}/browse/${issue.key}`;
}

function priorityOf(name: string | undefined): Priority {
  switch (name?.toLowerCase()) {
    case 'blocker':
    case 'highest':
    case 'critical':
      return 'critical';
    case 'high':
    case 'major':
      return 'high';
    case 'low':
    case 'lowest':
    case 'minor':
    case 'trivial':
      return 'low';
    default:
      return 'normal';
  }
}

/** Jira writes times as `2026-03-02T09:00:00.000+0000`. */
function isoTime(time: string | undefined): string | undefined {
  const ms = Date.parse(time?.replace(/([+-]\d\d)(\d\d)$/, '$1:$2') ?? '');
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}
