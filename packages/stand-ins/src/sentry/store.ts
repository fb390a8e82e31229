import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ActRefused } from '../act-refused.ts';

/** A frame of a stack trace as SDKs send it, outermost first. */
export const SentryFrame = z.looseObject({
  filename: z.string(),
  function: z.string().optional(),
  lineno: z.int().optional(),
  colno: z.int().optional(),
  context_line: z.string().optional(),
  pre_context: z.array(z.string()).default([]),
  post_context: z.array(z.string()).default([]),
  abs_path: z.string().optional(),
  module: z.string().optional(),
  in_app: z.boolean().default(true),
});

/** A validated frame, see the schema of the same name. */
export type SentryFrame = z.infer<typeof SentryFrame>;

/** What one occurrence has of its own; the rest is that of its issue. */
const Occurrence = z.strictObject({
  release: z.string().optional(),
  environment: z.string().optional(),
  url: z.string().optional(),
  user: z.string().optional(),
  tags: z.record(z.string(), z.string()).default({}),
});

/** An issue as a story gives it. */
export const SentryIssueInput = z.strictObject({
  project: z.string().min(1),
  id: z.coerce.string().optional(),
  title: z.string().optional(),
  type: z.string().default('Error'),
  value: z.string().default(''),
  level: z.enum(['fatal', 'error', 'warning', 'info', 'debug']).default('error'),
  culprit: z.string().default(''),
  count: z.int().positive().max(100_000).default(1),
  users: z.int().nonnegative().default(1),
  /** ISO times. */
  firstSeen: z.coerce.string().optional(),
  lastSeen: z.coerce.string().optional(),
  /** Leaves old times as they are; otherwise an issue that was last seen long ago is moved to now, its span kept. */
  keepTimes: z.boolean().default(false),
  platform: z.string().default('other'),
  release: z.string().optional(),
  environment: z.string().optional(),
  fingerprint: z.union([z.string(), z.array(z.string())]).optional(),
  url: z.string().optional(),
  tags: z.record(z.string(), z.string()).default({}),
  stacktrace: z.array(SentryFrame).default([]),
  /** What the newest occurrences have of their own, newest first. */
  events: z.array(Occurrence).default([]),
});

/** A validated issue of a story, see the schema of the same name. */
export type SentryIssueInput = z.infer<typeof SentryIssueInput>;

/** A project. */
export interface SentryProject {
  readonly id: string;
  readonly slug: string;
  readonly platform: string;
}

/** A comment on an issue. */
export interface SentryNote {
  readonly id: string;
  readonly user: string;
  readonly text: string;
  readonly at: string;
}

/** An issue; `times` are those of all its occurrences in milliseconds since 1970, oldest first. */
export interface SentryIssue {
  readonly id: string;
  readonly shortId: string;
  readonly project: SentryProject;
  readonly input: SentryIssueInput;
  readonly status: 'unresolved' | 'resolved' | 'ignored';
  readonly assignedTo: string | null;
  readonly times: readonly number[];
  readonly notes: readonly SentryNote[];
}

/** One occurrence of an issue. */
export interface SentryEvent {
  readonly id: string;
  readonly index: number;
  readonly at: string;
  readonly release: string | null;
  readonly environment: string | null;
  readonly url: string | null;
  readonly user: string | null;
  readonly tags: Readonly<Record<string, string>>;
}

/** All that the organisation holds. */
export interface SentryStore {
  issues(): readonly SentryIssue[];
  projects(): readonly SentryProject[];
  /** By id or short id. Throws ActRefused (404). */
  issue(id: string): SentryIssue;
  /** Throws ActRefused (409) when the id is taken. */
  add(input: SentryIssueInput): SentryIssue;
  addProject(slug: string, platform?: string): SentryProject;
  put(issue: SentryIssue): SentryIssue;
  nextId(): string;
}

const HOUR_MS = 3_600_000;

/** Makes an empty organisation. */
export function createSentryStore(clock: () => number = Date.now): SentryStore {
  const issues = new Map<string, SentryIssue>();
  const projects = new Map<string, SentryProject>();
  let lastId = 4000;
  const nextId = () => {
    lastId += 1;
    return String(lastId);
  };
  const addProject = (slug: string, platform = 'other') => {
    const known = projects.get(slug);
    if (known !== undefined) return known;
    const project = { id: nextId(), slug, platform };
    projects.set(slug, project);
    return project;
  };
  return {
    issues: () => [...issues.values()],
    projects: () => [...projects.values()],
    issue(id) {
      const found =
        issues.get(id) ?? [...issues.values()].find((issue) => issue.shortId === id.toUpperCase());
      if (found === undefined) throw new ActRefused('The requested resource does not exist');
      return found;
    },
    add(input) {
      const project = addProject(input.project, input.platform);
      let id = input.id ?? nextId();
      while (input.id === undefined && issues.has(id)) id = nextId();
      if (issues.has(id)) throw new ActRefused(`There is an issue ${id} already`, 409);
      const ordinal = [...issues.values()].filter((one) => one.project === project).length + 1;
      const issue: SentryIssue = {
        id,
        shortId: `${project.slug.toUpperCase()}-${ordinal.toString(36).toUpperCase()}`,
        project,
        input,
        status: 'unresolved',
        assignedTo: null,
        times: timesOf(input, clock()),
        notes: [],
      };
      issues.set(id, issue);
      return issue;
    },
    addProject,
    put(issue) {
      issues.set(issue.id, issue);
      return issue;
    },
    nextId,
  };
}

/** When the occurrences happened: spread evenly from the first to the last. */
function timesOf(input: SentryIssueInput, now: number): readonly number[] {
  const last = input.lastSeen === undefined ? now - 60_000 : readTime(input.lastSeen, 'lastSeen');
  const first =
    input.firstSeen === undefined ? last - 6 * HOUR_MS : readTime(input.firstSeen, 'firstSeen');
  if (first > last) throw new ActRefused('firstSeen is after lastSeen', 400);
  const stale = last < now - HOUR_MS || last > now;
  const shift = stale && !input.keepTimes ? now - 60_000 - last : 0;
  const step = input.count > 1 ? (last - first) / (input.count - 1) : 0;
  return Array.from({ length: input.count }, (_, index) =>
    Math.round((input.count > 1 ? first + index * step : last) + shift),
  );
}

function readTime(text: string, name: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new ActRefused(`${name} is no ISO time: ${text}`, 400);
  return time;
}

/** The title of an issue, made of type and value when none was given. */
export function titleOf({ title, type, value }: SentryIssueInput): string {
  return title ?? (value === '' ? type : `${type}: ${value}`);
}

/** One occurrence; index 0 is the oldest. */
export function eventOf(issue: SentryIssue, index: number): SentryEvent {
  const { input, times } = issue;
  const own = input.events[times.length - 1 - index];
  const users = Math.max(input.users, 0);
  const user = own?.user ?? (users === 0 ? null : `user-${(index % users) + 1}`);
  const release = own?.release ?? input.release ?? null;
  const environment = own?.environment ?? input.environment ?? null;
  const url = own?.url ?? input.url ?? null;
  return {
    id: createHash('sha256').update(`${issue.id}/${index}`).digest('hex').slice(0, 32),
    index,
    at: new Date(times[index] ?? 0).toISOString(),
    release,
    environment,
    url,
    user,
    tags: {
      level: input.level,
      ...(environment === null ? {} : { environment }),
      ...(release === null ? {} : { release }),
      ...(url === null ? {} : { url }),
      ...(user === null ? {} : { user: `id:${user}` }),
      ...input.tags,
      ...own?.tags,
    },
  };
}

/** How many occurrences fell after a time, and how many users they met. */
export function seenSince(issue: SentryIssue, since: number): { count: number; users: number } {
  const count = issue.times.filter((time) => time >= since).length;
  return { count, users: Math.min(issue.input.users, count) };
}
