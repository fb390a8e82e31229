import { z } from 'zod';

const Text = z.string().min(1);
const Name = z.string().regex(/^[a-z0-9-]+$/, 'only a-z, 0-9 and "-"');
const Moment = z.union([z.iso.datetime({ offset: true }), z.iso.date()], 'is an ISO date or time');

/** One commit of a repository that is made from a plain folder. */
const Commit = z.strictObject({
  message: Text,
  author: z
    .string()
    .regex(/^[^<>]+ <[^<>@\s]+@[^<>@\s]+>$/, 'has the form Name <name@example.com>'),
  date: Moment,
  paths: z.array(Text).default([]),
});

const Repository = z
  .strictObject({
    name: z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'has the form owner/name'),
    path: Text.optional(),
    url: Text.optional(),
    base: Text.default('main'),
    history: z.array(Commit).default([]),
  })
  .refine(({ path, url }) => (path === undefined) !== (url === undefined), {
    message: 'needs a path or an url, and not both',
  });

const Jira = z.strictObject({
  key: z.string().regex(/^[A-Z][A-Z0-9_]*-\d+$/, 'looks like SHOP-42'),
  type: Text.default('Bug'),
  summary: Text,
  description: z.string().default(''),
  labels: z.array(Text).default(['AI']),
  priority: Text.default('Medium'),
  reporter: Text.optional(),
});

const Frame = z.strictObject({
  filename: Text,
  function: Text.optional(),
  lineno: z.int().positive().optional(),
  context_line: z.string().optional(),
  in_app: z.boolean().default(true),
});

const Sentry = z.strictObject({
  project: Text,
  id: z.coerce.string(),
  title: Text,
  type: Text,
  value: z.string().default(''),
  level: z.enum(['fatal', 'error', 'warning', 'info', 'debug']).default('error'),
  culprit: z.string().default(''),
  count: z.int().positive().default(10),
  users: z.int().nonnegative().default(1),
  firstSeen: Moment.optional(),
  lastSeen: Moment.optional(),
  platform: z.string().default('other'),
  release: z.string().optional(),
  environment: z.string().optional(),
  fingerprint: Text.optional(),
  stacktrace: z.array(Frame).default([]),
});

const Trigger = z
  .strictObject({ jira: Jira.optional(), sentry: Sentry.optional() })
  .refine(({ jira, sentry }) => (jira === undefined) !== (sentry === undefined), {
    message: 'needs jira or sentry, and not both',
  });

const PersonEntry = z.strictObject({
  slack: z
    .string()
    .regex(/^U[A-Z0-9]+$/, 'looks like U0MARIA')
    .optional(),
  github: Text.optional(),
  jira: Text.optional(),
  cli: Text.optional(),
  role: z.enum(['viewer', 'operator', 'approver', 'admin']),
});

const Signal = z.enum(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGSTOP']);

const Status = z.enum(['completed', 'rejected', 'expired', 'failed', 'escalated', 'cancelled']);

/** A story as it stands in a `scenario.yaml`. Paths are relative to its folder. */
export const ScenarioFile = z
  .strictObject({
    name: Name,
    title: Text,
    requires: z.array(z.enum(['python3'])).default([]),
    otherwise: Text.optional(),
    repository: Repository,
    /** Further repositories that the work may need changes in. */
    repositories: z.array(Repository).default([]),
    toolchain: z
      .strictObject({ node: z.array(Text).default([]), python: z.array(Text).default([]) })
      .prefault({}),
    trigger: Trigger,
    people: z.record(Name, PersonEntry),
    approval: z.strictObject({
      via: z.enum(['slack', 'github', 'jira', 'cli']),
      by: Name,
      /** What happens when a step takes a file that the plan does not name. */
      amendments: z.enum(['refuse', 'ask']).optional(),
    }),
    ci: z.array(z.strictObject({ workflow: Text, job: Text, run: Text })).optional(),
    model: Text,
    kill: z
      .array(
        z.strictObject({
          service: Name,
          signal: Signal.default('SIGKILL'),
          when: z.strictObject({ event: Text }),
        }),
      )
      .default([]),
    expect: z
      .strictObject({
        status: Status.default('completed'),
        pullRequests: z.int().nonnegative().optional(),
        red: z.boolean().optional(),
        green: z.boolean().optional(),
        ciRounds: z.int().nonnegative().optional(),
      })
      .prefault({}),
    /** Seconds that the story may take. */
    within: z.int().positive().default(300),
  })
  .superRefine(({ people, approval }, context) => {
    const person = people[approval.by];
    if (person === undefined) {
      const known = Object.keys(people).join(', ') || 'nobody';
      const message = `"${approval.by}" is not among the people (${known})`;
      context.addIssue({ code: 'custom', path: ['approval', 'by'], message });
    } else if (approval.via !== 'cli' && person[approval.via] === undefined) {
      const message = `${approval.by} has no name on ${approval.via}`;
      context.addIssue({ code: 'custom', path: ['approval', 'via'], message });
    }
  });

/** What a `scenario.yaml` says, defaults filled in; see the schema of the same name. */
export type ScenarioFile = z.output<typeof ScenarioFile>;

/** A story that can be played. */
export interface Scenario extends ScenarioFile {
  /** The folder of its `scenario.yaml`. */
  readonly folder: string;
  /** Absolute path of the script of the scripted model. */
  readonly modelPath: string;
  /** Absolute path of the repository or folder, when it is not an address. */
  readonly repositoryPath: string | undefined;
  /** The same of the further repositories, in their order. */
  readonly furtherPaths?: readonly (string | undefined)[];
  /** What the script's conversations are about, by which its model calls are told from those of other stories. */
  readonly about: readonly string[];
}
