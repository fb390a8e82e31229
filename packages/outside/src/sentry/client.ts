import type { Fault } from '@patchwright/faults';
import { z } from 'zod';
import { type Ask, createAsk } from '../ask.ts';
import { faultOfStatus, retryAfterMs } from '../http-faults.ts';
import { createRedact } from '../redact.ts';
import { Refused } from './schemas.ts';

/** How Sentry is reached, and as whom. */
export interface SentryConfig {
  /** The site's address; `https://sentry.io` without it. */
  readonly baseUrl?: string;
  /** The organisation's slug. */
  readonly organization: string;
  /** A token with `event:read` and `project:read`; with `event:write` where issues are resolved. */
  readonly token: string;
  /** Time limit of one call in milliseconds, all its pages together; 60,000 without it. */
  readonly timeoutMs?: number;
}

/** Sentry as the port uses it. */
export interface SentryClient {
  readonly ask: Ask;
  /** Reads one resource of the organisation; `path` begins with a slash. */
  readonly get: <T>(schema: z.ZodType<T>, path: string, signal: AbortSignal) => Promise<T>;
  /** Reads one resource that belongs to no organisation; `path` begins with a slash. */
  readonly site: <T>(schema: z.ZodType<T>, path: string, signal: AbortSignal) => Promise<T>;
  /** Changes one resource of the organisation, and reads what it is then. */
  readonly put: <T>(
    schema: z.ZodType<T>,
    path: string,
    body: unknown,
    signal: AbortSignal,
  ) => Promise<T>;
  /** Reads a list over its pages, until `most` items are there. */
  readonly list: <T>(
    schema: z.ZodType<T>,
    path: string,
    query: Readonly<Record<string, string>>,
    most: number,
    signal: AbortSignal,
  ) => Promise<readonly T[]>;
}

const ADVICE = {
  credentials: 'Check the Sentry token, and restart the service.',
  permission:
    'Give the Sentry token the scopes event:read, project:read and org:read, and event:write to resolve issues.',
};

/** Makes the client of one configuration. Nothing is contacted before the first call. */
export function createSentryClient(config: SentryConfig): SentryClient {
  const site = (config.baseUrl ?? 'https://sentry.io').replace(/\/+$/, '');
  const root = `${site}/api/0/organizations/${encodeURIComponent(config.organization)}`;

  async function fetched(url: string, signal: AbortSignal, body?: unknown): Promise<Response> {
    const headers = { authorization: `Bearer ${config.token}`, accept: 'application/json' };
    const response = await fetch(
      url,
      body === undefined
        ? { headers, signal }
        : {
            method: 'PUT',
            headers: { ...headers, 'content-type': 'application/json' },
            body: JSON.stringify(body),
            signal,
          },
    );
    if (response.ok) return response;
    throw await faultOf(response);
  }

  return {
    ask: createAsk({
      system: 'Sentry',
      redact: createRedact([config.token]),
      timeoutMs: config.timeoutMs ?? 60_000,
      diagnose: () => undefined,
    }),
    async get(schema, path, signal) {
      const response = await fetched(`${root}${path}`, signal);
      return schema.parse(await response.json());
    },
    async site(schema, path, signal) {
      const response = await fetched(`${site}/api/0${path}`, signal);
      return schema.parse(await response.json());
    },
    async put(schema, path, body, signal) {
      const response = await fetched(`${root}${path}`, signal, body);
      return schema.parse(await response.json());
    },
    async list(schema, path, query, most, signal) {
      const found: z.infer<typeof schema>[] = [];
      let cursor: string | undefined;
      while (found.length < most) {
        const search = new URLSearchParams({ ...query, ...(cursor ? { cursor } : {}) });
        const response = await fetched(`${root}${path}?${search}`, signal);
        found.push(...z.array(schema).parse(await response.json()));
        cursor = nextCursor(response.headers.get('link'));
        if (cursor === undefined) break;
      }
      return found.slice(0, most);
    },
  };
}

/** The cursor of the next page from a `Link` header. Sentry always names one and says in `results` whether it holds any. */
export function nextCursor(header: string | null): string | undefined {
  const next = header
    ?.split(/,\s*(?=<)/)
    .find((link) => /rel="next"/.test(link) && /results="true"/.test(link));
  return next === undefined ? undefined : /cursor="([^"]*)"/.exec(next)?.[1];
}

async function faultOf(response: Response): Promise<Fault> {
  const text = await response.text().catch(() => '');
  return faultOfStatus({
    system: 'Sentry',
    status: response.status,
    message: detailOf(text) ?? response.statusText,
    afterMs: waitOf(response.headers),
    advice: ADVICE,
  });
}

function waitOf(headers: Headers): number | undefined {
  const said = retryAfterMs(headers.get('retry-after'));
  const reset = Number(headers.get('x-sentry-rate-limit-reset') ?? Number.NaN);
  return said ?? (Number.isFinite(reset) ? Math.max(0, reset * 1000 - Date.now()) : undefined);
}

function detailOf(text: string): string | undefined {
  try {
    const { detail } = Refused.parse(JSON.parse(text));
    return typeof detail === 'string' ? detail : detail.message;
  } catch {
    return undefined;
  }
}
