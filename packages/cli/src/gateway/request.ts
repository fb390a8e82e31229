import { messageOf } from '@patchwright/faults';
import type { z } from 'zod';
import { CommandFault } from '../command-fault.ts';
import { problemFault, SaidNo } from './problem-fault.ts';

/** One request to the gateway. */
export interface Wanted {
  /** POST with a body, GET without, unless given. */
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: object;
  /** The same key never does anything twice. */
  readonly key?: string | undefined;
  /** The task that is spoken of, for telling what to do when it cannot be done. */
  readonly task?: string;
}

/** Asks the gateway for what a schema describes. Throws a CommandFault. */
export type Ask = <Schema extends z.ZodType>(
  schema: Schema,
  path: string,
  wanted?: Wanted,
) => Promise<z.output<Schema>>;

/** For how long one answer is awaited. */
const PATIENCE_MS = 30_000;

/** Asks the gateway at `url` with a bearer token, until `signal` aborts. */
export function asker(url: string, token: string, signal: AbortSignal): Ask {
  return async (schema, path, wanted = {}) => {
    const response = await reach(url, `${path}${queryOf(wanted.query)}`, {
      method: wanted.method ?? (wanted.body === undefined ? 'GET' : 'POST'),
      headers: {
        authorization: `Bearer ${token}`,
        ...(wanted.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(wanted.key === undefined ? {} : { 'idempotency-key': wanted.key }),
      },
      ...(wanted.body === undefined ? {} : { body: JSON.stringify(wanted.body) }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    });
    const answer: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw faultOf(response.status, answer, url, wanted.task);
    const parsed = schema.safeParse(answer);
    // The answer itself, so that what a newer gateway says besides is shown by --json, too.
    if (parsed.success) return answer as z.output<typeof schema>;
    const [issue] = parsed.error.issues;
    throw new CommandFault(`What ${url} answers is no answer of a gateway`, {
      why: issue && `${issue.path.join('.')}: ${issue.message}`,
      next: 'patchwright doctor',
    });
  };
}

/** Sends a request. Throws a CommandFault when nothing answers. */
export async function reach(url: string, path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(`${url}${path}`, init);
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    throw new CommandFault(`The gateway at ${url} cannot be reached`, {
      why: messageOf(cause) || 'nothing listens there',
      next: 'patchwright doctor',
    });
  }
}

/** The fault behind an answer that says no. */
export function faultOf(status: number, answer: unknown, url: string, task?: string): CommandFault {
  const problem = SaidNo.safeParse(answer);
  const said = problem.success ? problem.data : { title: `It answered ${status}` };
  return problemFault(status, said, { url, task });
}

function queryOf(query: Wanted['query'] = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === false ? [] : [[name, `${value}`]],
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
}
