import { z } from 'zod';

/** Whoever acts. */
export const User = z.object({ login: z.string(), type: z.string().optional() });
const Repository = z.object({ full_name: z.string() });
const Label = z.object({ name: z.string() });
const App = z.object({ slug: z.string().nullish(), name: z.string().nullish() });
const OnRepository = z.object({ repository: Repository, sender: User });

/** An issue, or a pull request as an issue. */
export const Issue = z.object({
  number: z.number(),
  title: z.string(),
  body: z.string().nullish(),
  html_url: z.string(),
  labels: z.array(Label).default([]),
});
/** `issues`. */
export const IssuesEvent = OnRepository.extend({
  action: z.string(),
  issue: Issue,
  label: Label.optional(),
  changes: z.record(z.string(), z.unknown()).optional(),
});
/** `issue_comment`. */
export const CommentEvent = OnRepository.extend({
  action: z.string(),
  issue: Issue.extend({
    title: z.string().default(''),
    html_url: z.string().default(''),
    pull_request: z.unknown().optional(),
  }),
  comment: z.object({
    id: z.number(),
    body: z.string().nullish(),
    user: User.nullish(),
    created_at: z.string(),
  }),
});
/** `pull_request_review`. */
export const ReviewEvent = OnRepository.extend({
  action: z.string(),
  review: z.object({
    id: z.number(),
    state: z.string(),
    body: z.string().nullish(),
    user: User.nullish(),
    commit_id: z.string().nullish(),
    submitted_at: z.string().nullish(),
  }),
  pull_request: z.object({ number: z.number() }),
});
/** `pull_request_review_comment`. */
export const ReviewCommentEvent = OnRepository.extend({
  action: z.string(),
  comment: z.object({
    id: z.number(),
    in_reply_to_id: z.number().nullish(),
    body: z.string().nullish(),
    user: User.nullish(),
    created_at: z.string(),
  }),
  pull_request: z.object({ number: z.number() }),
});
/** `pull_request`. */
export const PullRequestEvent = OnRepository.extend({
  action: z.string(),
  after: z.string().optional(),
  pull_request: z.object({
    merged: z.boolean().nullish(),
    merge_commit_sha: z.string().nullish(),
    head: z.object({
      ref: z.string(),
      sha: z.string(),
      repo: z.object({ full_name: z.string() }).nullish(),
    }),
  }),
});
/** `workflow_run`. */
export const WorkflowRunEvent = z.object({
  action: z.string(),
  repository: Repository,
  workflow_run: z.object({
    name: z.string().nullish(),
    head_branch: z.string().nullish(),
    head_sha: z.string(),
    conclusion: z.string().nullish(),
  }),
});
/** `check_suite`. */
export const CheckSuiteEvent = z.object({
  action: z.string(),
  repository: Repository,
  check_suite: z.object({
    head_branch: z.string().nullish(),
    head_sha: z.string(),
    conclusion: z.string().nullish(),
    app: App.nullish(),
  }),
});
/** `check_run`. */
export const CheckRunEvent = OnRepository.extend({
  action: z.string(),
  requested_action: z.object({ identifier: z.string() }).optional(),
  check_run: z.object({
    name: z.string().optional(),
    head_sha: z.string().optional(),
    conclusion: z.string().nullish(),
    check_suite: z.object({ head_branch: z.string().nullish() }).nullish(),
    app: App.nullish(),
    external_id: z.string().nullish(),
    pull_requests: z.array(z.object({ number: z.number() })).default([]),
  }),
});
/** `status`. */
export const StatusEvent = z.object({
  repository: Repository,
  sha: z.string(),
  state: z.string(),
  context: z.string().default('status'),
  branches: z.array(z.object({ name: z.string() })).default([]),
});
