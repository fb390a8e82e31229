import type { ServiceContext } from '@patchwright/chassis';
import { Priority, type StoredEvent, sha256, type TaskEvent } from '@patchwright/events';
import { jiraPort } from '@patchwright/outside';
import {
  type Person,
  type Status,
  statuses,
  summarise,
  type TaskRow,
  viewKeys,
} from '@patchwright/task';
import { z } from 'zod';
import type { Config } from '../config.ts';
import { decide } from '../decide.ts';
import { taskAt, taskToRequest } from '../find-task.ts';
import type { Intent } from '../intent.ts';
import { type Problem, refusalOf } from './problem.ts';

const ListQuery = z.object({
  status: z.enum(statuses).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
const EventsQuery = z.object({ after: z.coerce.number().int().min(0).default(0) });
const NewTask = z
  .strictObject({
    title: z.string().trim().min(1).max(200).optional(),
    description: z.string().trim().max(100_000).default(''),
    repository: z
      .string()
      .regex(/^[\w.-]+\/[\w.-]+$/, 'must be owner/name')
      .optional(),
    /** A ticket of Jira; it is read. */
    ticket: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9_]*-\d+$/, 'must be a key like SHOP-42')
      .optional(),
    priority: Priority.default('normal'),
    labels: z.array(z.string().min(1)).default([]),
  })
  .refine(({ title, description, ticket }) => Boolean(title || description || ticket), {
    message: 'a title, a description or a ticket is needed',
  });

/** One task in a list. */
export interface TaskLine {
  readonly id: string;
  readonly status: Status;
  readonly title: string;
  readonly priority: Priority;
  readonly requester: string;
  readonly repository: string | null;
  readonly ticket: string | null;
  readonly pullRequest: string | null;
  readonly costUsd: number;
  readonly requestedAt: string;
  readonly updatedAt: string;
}

/** Tasks, the one that moved last first. */
export interface TaskList {
  readonly tasks: readonly TaskLine[];
  /** How many there are, shown or not. */
  readonly total: number;
}

/** The tasks of the view, perhaps of one status only. Throws a ZodError when the query does not fit. */
export async function taskList({ bus }: ServiceContext<Config>, query: unknown): Promise<TaskList> {
  const { status, limit } = ListQuery.parse(query);
  const rows = await bus.views.open('views').list(viewKeys.task(''));
  const tasks = rows
    .map(({ row }) => row as TaskRow)
    .filter((row) => status === undefined || row.status === status)
    .sort((a, b) => b.updatedAt.localeCompare(a.updatedAt) || a.id.localeCompare(b.id));
  return { tasks: tasks.slice(0, limit).map(lineOf), total: tasks.length };
}

/** A task as it stands on the log, with its story; `undefined` when there is none. */
export async function taskPage(
  context: ServiceContext<Config>,
  id: string,
): Promise<TaskRow | undefined> {
  const { task, history } = await taskAt(context, id);
  const last = history.at(-1);
  if (last === undefined) return undefined;
  const timeline = history.map((event) => ({
    seq: event.seq,
    version: event.aggVersion,
    type: event.type,
    at: event.time,
    actor: event.actor,
    summary: summarise(event),
  }));
  return { ...task, timeline, lastSeq: last.seq };
}

/** The events of a task after a sequence of the log, oldest first; `undefined` when there is no task. */
export async function taskEvents(
  context: ServiceContext<Config>,
  id: string,
  query: unknown,
): Promise<{ readonly events: readonly StoredEvent<TaskEvent>[] } | undefined> {
  const { after } = EventsQuery.parse(query);
  const { history } = await taskAt(context, id);
  if (history.length === 0) return undefined;
  return { events: history.filter((event) => event.seq > after) };
}

/** What came of a request for a task. */
export type Started =
  | {
      readonly kind: 'started';
      readonly isNew: boolean;
      readonly body: { readonly task: string; readonly status: Status; readonly joined: boolean };
    }
  | { readonly kind: 'problem'; readonly problem: Problem };

/**
 * Starts a task, or joins the open one of the same ticket or key. Throws a ZodError when the body does not fit, Retryable and Terminal
 * when a ticket cannot be read.
 */
export async function startTask(
  context: ServiceContext<Config>,
  body: unknown,
  person: Person,
  cause: { readonly id: string; readonly key: string | undefined },
): Promise<Started> {
  const wanted = NewTask.parse(body);
  const asked = await requestFor(context, wanted, cause);
  if (asked.kind === 'problem') return asked;
  const { task, history } = await taskToRequest(context, asked.intent.origin, cause.id);
  if (history.some((event) => event.causationId === cause.id)) {
    return started(task.id, task.status, false, false);
  }
  const step = decide(asked.intent, task, person, context.config.policy.approval);
  if (step.kind !== 'command') {
    const detail = step.kind === 'refuse' ? step.reason : 'nothing was asked for';
    return { kind: 'problem', problem: { status: 403, title: 'That is not allowed', detail } };
  }
  const outcome = await context.command(task.id, step.command, {
    causationId: cause.id,
    handler: 'gateway/api',
    actor: person.actor,
  });
  if (outcome.kind === 'refused') return { kind: 'problem', problem: refusalOf(outcome) };
  const joined = outcome.events.some((event) => event.type === 'trigger_joined');
  return started(outcome.task.id, outcome.task.status, !joined, joined);
}

type Asked =
  | { readonly kind: 'asked'; readonly intent: Extract<Intent, { kind: 'request' }> }
  | { readonly kind: 'problem'; readonly problem: Problem };

async function requestFor(
  { config, signal }: ServiceContext<Config>,
  wanted: z.output<typeof NewTask>,
  cause: { readonly id: string; readonly key: string | undefined },
): Promise<Asked> {
  const { title, description, repository, ticket: key, priority, labels } = wanted;
  const said = {
    kind: 'request',
    by: { channel: 'cli', names: [config.api.person] },
    answer: { kind: 'nobody' },
    guarded: true,
  } as const;
  const where = repository === undefined ? {} : { repository };
  if (key === undefined) {
    const name = title ?? description.split('\n')[0]?.slice(0, 120) ?? '';
    const readable = name.split(/\s+/).slice(0, 5).join(' ').slice(0, 40);
    const own = cause.key ?? `${readable} ${sha256(cause.id).slice(0, 6)}`;
    return {
      kind: 'asked',
      intent: {
        ...said,
        origin: { system: 'cli', key: own },
        ref: cause.key ?? 'api',
        request: { title: name, description: description || name, ...where, priority, labels },
      },
    };
  }
  if (config.jira === undefined) {
    const detail = 'Set JIRA_URL and its credentials, or describe the task.';
    return { kind: 'problem', problem: { status: 422, title: 'Jira is not configured', detail } };
  }
  const port = jiraPort(config.jira);
  const read = await port.reads.getTicket({ ticket: key }, { signal, progress() {} });
  return {
    kind: 'asked',
    intent: {
      ...said,
      origin: { system: 'jira', key: read.key },
      ref: read.key,
      request: {
        title: title ?? read.summary,
        description: description || read.description,
        ticket: { system: 'jira', key: read.key, url: read.url },
        ...where,
        priority,
        labels: [...new Set([...read.labels, ...labels])],
      },
    },
  };
}

function started(task: string, status: Status, isNew: boolean, joined: boolean): Started {
  return { kind: 'started', isNew, body: { task, status, joined } };
}

function lineOf(row: TaskRow): TaskLine {
  return {
    id: row.id,
    status: row.status,
    title: row.title,
    priority: row.priority,
    requester: row.requester,
    repository: row.repository ?? null,
    ticket: row.ticket?.key ?? null,
    pullRequest: row.proposal?.pullRequest.url ?? null,
    costUsd: row.usage.costUsd,
    requestedAt: row.requestedAt,
    updatedAt: row.updatedAt,
  };
}
