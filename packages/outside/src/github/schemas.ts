import { z } from 'zod';

/** What is read of a repository. */
export const RepositoryAnswer = z.object({
  full_name: z.string(),
  default_branch: z.string(),
  clone_url: z.string(),
  html_url: z.string(),
  language: z.string().nullish(),
  owner: z.object({ login: z.string() }),
});
export type RepositoryAnswer = z.infer<typeof RepositoryAnswer>;

/** What is read of a pull request. */
export const PullAnswer = z.object({
  number: z.number(),
  node_id: z.string(),
  html_url: z.string(),
  title: z.string(),
  body: z.string().nullish(),
  draft: z.boolean().nullish(),
  state: z.enum(['open', 'closed']),
  head: z.object({ ref: z.string(), sha: z.string() }),
  base: z.object({ ref: z.string() }),
  user: z.object({ login: z.string() }).nullish(),
  // Only a single one says these.
  merged: z.boolean().nullish(),
  merge_commit_sha: z.string().nullish(),
  merged_by: z.object({ login: z.string() }).nullish(),
});
export type PullAnswer = z.infer<typeof PullAnswer>;

/** What is read of a pull request that may be merged; only a single one says so. */
export const MergedPullAnswer = z.object({
  merged: z.boolean(),
  head: z.object({ ref: z.string(), sha: z.string() }),
  base: z.object({ repo: z.object({ node_id: z.string() }) }),
});

/** What is read of a comment on an issue or pull request. */
export const CommentAnswer = z.object({
  id: z.number(),
  html_url: z.string(),
  body: z.string().nullish(),
  user: z.object({ login: z.string() }).nullish(),
});
export type CommentAnswer = z.infer<typeof CommentAnswer>;

/** What is read of a reaction. */
export const ReactionAnswer = z.object({
  id: z.number(),
  content: z.string(),
  user: z.object({ login: z.string() }).nullish(),
});

/** What is read of a commit. */
export const CommitAnswer = z.object({
  sha: z.string(),
  commit: z.object({ tree: z.object({ sha: z.string() }) }),
});

/** What is read of a tree. */
export const TreeAnswer = z.object({
  truncated: z.boolean().default(false),
  tree: z.array(
    z.object({
      path: z.string(),
      type: z.string(),
      sha: z.string().nullish(),
      size: z.number().optional(),
    }),
  ),
});
export type TreeAnswer = z.infer<typeof TreeAnswer>;

/** A file's content as JSON, where the raw form was not given. */
export const ContentAnswer = z.object({
  type: z.literal('file'),
  content: z.string(),
  encoding: z.literal('base64'),
});

/** What is read of a place that a code search found. */
export const CodeMatch = z.object({
  path: z.string(),
  repository: z.object({ full_name: z.string() }),
});

/** What is read of a workflow run. */
export const RunAnswer = z.object({
  id: z.number(),
  name: z.string().nullish(),
  workflow_id: z.number(),
  event: z.string(),
  status: z.string().nullish(),
  conclusion: z.string().nullish(),
  html_url: z.string(),
  run_attempt: z.number().default(1),
  path: z.string().nullish(),
  updated_at: z.string().nullish(),
});
export type RunAnswer = z.infer<typeof RunAnswer>;

/** What is read of a workflow run in a list for people. */
export const ListedRun = RunAnswer.extend({
  head_branch: z.string().nullish(),
  head_sha: z.string(),
});

/** What is read of a branch's reference. */
export const RefAnswer = z.object({ object: z.object({ sha: z.string() }) });

/** What is read of a file's place in a tree; a folder is a list. */
export const EntryAnswer = z.object({ type: z.literal('file'), sha: z.string() });

/** What is read of a file that was written. */
export const WrittenAnswer = z.object({ content: z.object({ sha: z.string() }) });

/** What is read of a job of a workflow run. */
export const JobAnswer = z.object({
  id: z.number(),
  run_id: z.number(),
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullish(),
  html_url: z.string().nullish(),
  run_attempt: z.number().default(1),
  check_run_url: z.string().nullish(),
  completed_at: z.string().nullish(),
});
export type JobAnswer = z.infer<typeof JobAnswer>;

/** What is read of a check run. */
export const CheckRunAnswer = z.object({
  id: z.number(),
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullish(),
  html_url: z.string().nullish(),
  details_url: z.string().nullish(),
  external_id: z.string().nullish(),
  completed_at: z.string().nullish(),
  app: z.object({ slug: z.string().nullish() }).nullish(),
  output: z
    .object({
      title: z.string().nullish(),
      summary: z.string().nullish(),
      text: z.string().nullish(),
    })
    .nullish(),
});
export type CheckRunAnswer = z.infer<typeof CheckRunAnswer>;

/** What is read of a remark of a check run. */
export const AnnotationAnswer = z.object({
  path: z.string(),
  start_line: z.number(),
  annotation_level: z.string().nullish(),
  message: z.string().nullish(),
});

/** What is read of a commit status. */
export const StatusAnswer = z.object({
  context: z.string(),
  state: z.string(),
  target_url: z.string().nullish(),
  description: z.string().nullish(),
});
export type StatusAnswer = z.infer<typeof StatusAnswer>;
