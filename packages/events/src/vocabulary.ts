import { z } from 'zod';

/** How urgent a task is; a waiting critical task is picked up before a waiting normal one. */
export const Priority = z.enum(['critical', 'high', 'normal', 'low']);
export type Priority = z.infer<typeof Priority>;

/** Something large that lies in the object store, named by its digest. */
export const BlobRef = z.object({
  ref: z.string().regex(/^sha256-[0-9a-f]{64}$/),
  size: z.number().int().nonnegative(),
  mediaType: z.string(),
});
export type BlobRef = z.infer<typeof BlobRef>;

/** The ticket that a task is about. */
export const TicketRef = z.object({
  system: z.enum(['jira', 'github']),
  key: z.string(),
  url: z.string(),
});
export type TicketRef = z.infer<typeof TicketRef>;

/** The production error that a task is about. */
export const SentryRef = z.object({ id: z.string(), project: z.string(), url: z.string() });
export type SentryRef = z.infer<typeof SentryRef>;

/** A pull request. */
export const PullRequestRef = z.object({
  repository: z.string(),
  number: z.number().int().positive(),
  url: z.string(),
});
export type PullRequestRef = z.infer<typeof PullRequestRef>;

/** What a set of model calls used. `costUsd` by the price table of the caller. */
export const Usage = z.object({
  modelCalls: z.number().int().nonnegative(),
  inputTokens: z.number().int().nonnegative(),
  outputTokens: z.number().int().nonnegative(),
  costUsd: z.number().nonnegative(),
});
export type Usage = z.infer<typeof Usage>;

/** Counts of one run of a test suite, with the names of what failed. */
export const TestCounts = z.object({
  total: z.number().int().nonnegative(),
  passed: z.number().int().nonnegative(),
  failed: z.number().int().nonnegative(),
  skipped: z.number().int().nonnegative(),
  failing: z.array(z.string()),
});
export type TestCounts = z.infer<typeof TestCounts>;

/** What a command printed and how it ended, as proof. `excerpt` is at most 4,000 characters, masked. */
export const Evidence = z.object({
  command: z.string(),
  exitCode: z.number().int(),
  counts: TestCounts.optional(),
  excerpt: z.string(),
  output: BlobRef.optional(),
  /** The git tree that the command ran on. */
  tree: z.string(),
  durationMs: z.number().nonnegative(),
});
export type Evidence = z.infer<typeof Evidence>;

/** A failing check of a commit. */
export const CheckFailure = z.object({
  name: z.string(),
  url: z.string(),
  /** What kind of failure: `format`, `lint`, `types`, `test`, `compile`, `import`, `security`, `permission`, `infrastructure`, `unknown`. */
  category: z.string(),
  tool: z.string().optional(),
  /** The command that mends it, when there is one; run in `folder`. */
  fix: z.string().optional(),
  /** The folder in which CI ran what failed, as its workflow names it; the repository's root without it. */
  folder: z.string().optional(),
  excerpt: z.string(),
});
export type CheckFailure = z.infer<typeof CheckFailure>;

/** What an execution came to. */
export const ExecutionResult = z.object({
  testsWritten: z.number().int(),
  testsTotal: z.number().int(),
  testsPassed: z.number().int(),
  filesModified: z.array(z.string()),
  linesAdded: z.number().int(),
  linesRemoved: z.number().int(),
  commits: z.array(z.string()),
  prUrl: z.string(),
  durationMs: z.number(),
  tokens: z.number().int(),
  costUsd: z.number(),
});

/** Why, in a sentence. */
export const Reason = z.object({ reason: z.string().min(1) });

/** Who decided, and by which channel. */
export const Decision = z.object({
  by: z.string(),
  via: z.enum(['slack', 'github', 'jira', 'dashboard', 'cli', 'policy']),
});

/** The `order` of a plan's step. */
export const step = z.number().int().positive();
