import { messageOf } from '@patchwright/faults';
import type { z } from 'zod';
import { CommandFault } from '../command-fault.ts';
import {
  Anything,
  Letters,
  Ordered,
  type TaskPage as Page,
  Problem,
  Started,
  TaskList,
  TaskPage,
} from './answers.ts';
import { problemFault } from './problem-fault.ts';

/** An order to a task, as the gateway names it. */
export type OrderWord = 'approve' | 'reject' | 'revise' | 'cancel' | 'pause' | 'resume' | 'retry';

/** What a task is asked for with; one of title, description and ticket at least. */
export interface NewTask {
  readonly title?: string;
  readonly description?: string;
  readonly repository?: string;
  readonly ticket?: string;
  readonly priority?: string;
}

/** The gateway's REST API. Everything throws a CommandFault that says what to do when the gateway says no, or nothing at all. */
export interface Gateway {
  readonly url: string;
  readonly tasks: (query: {
    readonly status?: string | undefined;
    readonly limit?: number | undefined;
  }) => Promise<TaskList>;
  readonly task: (id: string) => Promise<Page>;
  /** The same key never starts two. */
  readonly start: (task: NewTask, key?: string) => Promise<Started>;
  readonly order: (id: string, word: OrderWord, body?: object) => Promise<Ordered>;
  readonly letters: () => Promise<z.output<typeof Letters>['letters']>;
  readonly redrive: (id: string) => Promise<void>;
}

/** For how long one answer is awaited. */
const PATIENCE_MS = 30_000;

/** Speaks to the gateway at `url` with a bearer token, until `signal` aborts. */
export function openGateway(url: string, token: string, signal: AbortSignal): Gateway {
  async function ask<Schema extends z.ZodType>(
    schema: Schema,
    path: string,
    init: {
      readonly body?: object;
      readonly task?: string;
      readonly key?: string | undefined;
    } = {},
  ): Promise<z.output<Schema>> {
    const response = await send(path, init.body, init.key);
    const answer: unknown = await response.json().catch(() => undefined);
    if (!response.ok) {
      const problem = Problem.safeParse(answer);
      const said = problem.success ? problem.data : { title: `It answered ${response.status}` };
      throw problemFault(response.status, said, { url, task: init.task });
    }
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw new CommandFault(`What ${url} answers is no answer of a gateway`, {
      why: parsed.error.issues[0]?.message,
      next: 'patchwright doctor',
    });
  }

  async function send(path: string, body?: object, key?: string): Promise<Response> {
    try {
      return await fetch(`${url}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
      });
    } catch (error) {
      const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
      throw new CommandFault(`The gateway at ${url} cannot be reached`, {
        why: messageOf(cause) || 'nothing listens there',
        next: 'patchwright doctor',
      });
    }
  }

  const of = (id: string) => `/v1/tasks/${encodeURIComponent(id)}`;
  return {
    url,
    tasks({ status, limit }) {
      const query = new URLSearchParams();
      if (status !== undefined) query.set('status', status);
      if (limit !== undefined) query.set('limit', String(limit));
      return ask(TaskList, query.size === 0 ? '/v1/tasks' : `/v1/tasks?${query}`);
    },
    task: (id) => ask(TaskPage, of(id), { task: id }),
    start: (task, key) => ask(Started, '/v1/tasks', { body: task, key }),
    order: (id, word, body = {}) => ask(Ordered, `${of(id)}/${word}`, { body, task: id }),
    letters: async () => (await ask(Letters, '/v1/dead-letters')).letters,
    async redrive(id) {
      await ask(Anything, `/v1/dead-letters/${encodeURIComponent(id)}/redrive`, { body: {} });
    },
  };
}
