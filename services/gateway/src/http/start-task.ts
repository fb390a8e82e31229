import type { ServiceContext } from '@patchwright/chassis';
import { sha256, type TaskOrigin } from '@patchwright/events';
import { jiraPort, sentryPort } from '@patchwright/outside';
import type { Person } from '@patchwright/task';
import type { NewTask, Started } from '@patchwright/task/api';
import type { z } from 'zod';
import type { Config } from '../config.ts';
import { decide } from '../decide.ts';
import { taskToRequest } from '../find-task.ts';
import type { Intent, Request } from '../intent.ts';
import { carryOut } from './carry-out.ts';
import type { Cause } from './cause.ts';
import { type Problem, refusalOf } from './problem.ts';

type Wanted = z.output<typeof NewTask>;

/** What came of a request for a task. */
export type StartOutcome =
  | { readonly kind: 'started'; readonly isNew: boolean; readonly body: Started }
  | { readonly kind: 'problem'; readonly problem: Problem };

/**
 * Starts a task, or joins the open one of the same ticket, error or key; `dryRun` only tells which. Throws Retryable and Terminal when
 * a ticket or an error cannot be read.
 */
export async function startTask(
  context: ServiceContext<Config>,
  wanted: Wanted,
  person: Person,
  cause: Cause,
  dryRun: boolean,
): Promise<StartOutcome> {
  const source = await sourceOf(context, wanted, cause);
  if ('status' in source) return { kind: 'problem', problem: source };
  const { origin, ref, request } = source;
  const { task, history } = await taskToRequest(context, origin, cause.id, request.sentry);
  if (history.some((event) => event.causationId === cause.id)) {
    return { kind: 'started', isNew: false, body: body(task.id, task.status, false) };
  }
  const intent: Extract<Intent, { kind: 'request' }> = {
    kind: 'request',
    origin,
    ref,
    request,
    by: { channel: 'cli', names: [] },
    answer: { kind: 'nobody' },
    guarded: true,
  };
  const step = decide(intent, task, person, context.config.policy.approval);
  if (step.kind !== 'command') {
    const detail = step.kind === 'refuse' ? step.reason : 'nothing was asked for';
    return { kind: 'problem', problem: { status: 403, title: 'That is not allowed', detail } };
  }
  const outcome = await carryOut(context, task.id, step.command, { person, cause, dryRun });
  if (outcome.kind === 'refused') return { kind: 'problem', problem: refusalOf(outcome) };
  const joined = outcome.events.includes('trigger_joined');
  const told = body(outcome.task.id, outcome.task.status, joined);
  return { kind: 'started', isNew: !joined, body: dryRun ? { ...told, dryRun } : told };
}

interface Source {
  readonly origin: TaskOrigin;
  readonly ref: string;
  readonly request: Request;
}

function sourceOf(
  context: ServiceContext<Config>,
  wanted: Wanted,
  cause: Cause,
): Promise<Source | Problem> {
  if (wanted.ticket !== undefined) return fromTicket(context, wanted, wanted.ticket);
  if (wanted.sentry !== undefined) return fromError(context, wanted, wanted.sentry);
  return Promise.resolve(fromWords(wanted, cause));
}

function fromWords(
  { title, description, priority, labels, ...rest }: Wanted,
  cause: Cause,
): Source {
  const name = title ?? description.split('\n')[0]?.slice(0, 120) ?? '';
  const readable = name.split(/\s+/).slice(0, 5).join(' ').slice(0, 40);
  const own = cause.key ?? `${readable} ${sha256(cause.id).slice(0, 6)}`;
  return {
    origin: { system: 'cli', key: own },
    ref: cause.key ?? 'api',
    request: {
      title: name,
      description: description || name,
      ...whereOf(rest),
      priority: priority ?? 'normal',
      labels,
    },
  };
}

async function fromTicket(
  { config, signal }: ServiceContext<Config>,
  { title, description, priority, labels, ...rest }: Wanted,
  key: string,
): Promise<Source | Problem> {
  if (config.jira === undefined) {
    return notConfigured('Jira', 'Set JIRA_URL and its credentials, or describe the task.');
  }
  const read = await jiraPort(config.jira).reads.getTicket(
    { ticket: key },
    { signal, progress() {} },
  );
  return {
    origin: { system: 'jira', key: read.key },
    ref: read.key,
    request: {
      title: title ?? read.summary,
      description: description || read.description,
      ticket: { system: 'jira', key: read.key, url: read.url },
      ...whereOf(rest),
      priority: priority ?? 'normal',
      labels: [...new Set([...read.labels, ...labels])],
    },
  };
}

async function fromError(
  { config, signal }: ServiceContext<Config>,
  { title, description, priority, labels, ...rest }: Wanted,
  id: string,
): Promise<Source | Problem> {
  if (config.sentry === undefined) {
    return notConfigured('Sentry', 'Set SENTRY_ORG and its credentials, or describe the task.');
  }
  const read = await sentryPort(config.sentry).reads.getIssue({ id }, { signal, progress() {} });
  const { project, url, level } = read;
  return {
    origin: { system: 'sentry', key: `${project}-${read.id}` },
    ref: read.shortId,
    request: {
      title: title ?? read.title.slice(0, 200),
      description: description || `${read.title}\n\n${read.culprit}`,
      sentry: { id: read.id, project, url },
      ...whereOf(rest),
      priority: priority ?? (level === 'fatal' ? 'critical' : 'normal'),
      labels,
    },
  };
}

function whereOf({ repository }: Pick<Wanted, 'repository'>): { readonly repository?: string } {
  return repository === undefined ? {} : { repository };
}

function notConfigured(name: string, next: string): Problem {
  return { status: 422, title: `${name} is not configured`, code: 'not_configured', next };
}

function body(task: string, status: Started['status'], joined: boolean): Started {
  return { task, status, joined };
}
