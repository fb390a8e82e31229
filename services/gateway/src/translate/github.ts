import { z } from 'zod';
import type { Answer, Intent, Speaker, TicketHere } from '../intent.ts';
import { readPayload } from './read-payload.ts';
import { MENTION, means, nothing, type Rules, type Translation, triggersAmong } from './rules.ts';
import { type Place, spokenIn } from './spoken.ts';

const User = z.object({ login: z.string(), type: z.string().optional() });
const Repository = z.object({ full_name: z.string() });
const Label = z.object({ name: z.string() });
const OnRepository = z.object({ repository: Repository, sender: User });

const Issue = z.object({
  number: z.number(),
  title: z.string(),
  body: z.string().nullish(),
  html_url: z.string(),
  labels: z.array(Label).default([]),
});
const IssuesEvent = OnRepository.extend({
  action: z.string(),
  issue: Issue,
  label: Label.optional(),
  changes: z.record(z.string(), z.unknown()).optional(),
});
const CommentEvent = OnRepository.extend({
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
const ReviewEvent = OnRepository.extend({
  action: z.string(),
  review: z.object({
    state: z.string(),
    body: z.string().nullish(),
    user: User.nullish(),
    commit_id: z.string().nullish(),
    submitted_at: z.string().nullish(),
  }),
  pull_request: z.object({ number: z.number() }),
});
const ReviewCommentEvent = OnRepository.extend({
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
const PullRequestEvent = OnRepository.extend({
  action: z.string(),
  after: z.string().optional(),
  pull_request: z.object({
    head: z.object({
      ref: z.string(),
      sha: z.string(),
      repo: z.object({ full_name: z.string() }).nullish(),
    }),
  }),
});
const WorkflowRunEvent = z.object({
  action: z.string(),
  repository: Repository,
  workflow_run: z.object({
    name: z.string().nullish(),
    head_branch: z.string().nullish(),
    head_sha: z.string(),
    conclusion: z.string().nullish(),
  }),
});
const CheckSuiteEvent = z.object({
  action: z.string(),
  repository: Repository,
  check_suite: z.object({
    head_branch: z.string().nullish(),
    head_sha: z.string(),
    conclusion: z.string().nullish(),
    app: z.object({ slug: z.string().nullish(), name: z.string().nullish() }).nullish(),
  }),
});
const CheckRunEvent = OnRepository.extend({
  action: z.string(),
  requested_action: z.object({ identifier: z.string() }).optional(),
  check_run: z.object({
    external_id: z.string().nullish(),
    pull_requests: z.array(z.object({ number: z.number() })).default([]),
  }),
});
const StatusEvent = z.object({
  repository: Repository,
  sha: z.string(),
  state: z.string(),
  context: z.string().default('status'),
  branches: z.array(z.object({ name: z.string() })).default([]),
});

/** What a webhook of GitHub means; `event` is its `X-GitHub-Event`. Pure. */
export function translateGitHub(event: string, payload: unknown, rules: Rules): Translation {
  switch (event) {
    case 'issues':
      return readPayload(IssuesEvent, payload, (read) =>
        read.action === 'edited' ? edited(read, rules) : labelled(read, rules),
      );
    case 'issue_comment':
      return readPayload(CommentEvent, payload, ({ action, repository, issue, comment, sender }) =>
        action === 'created'
          ? commented(comment, sender, rules, conversation(repository.full_name, issue, comment.id))
          : nothing,
      );
    case 'pull_request_review':
      return readPayload(ReviewEvent, payload, (read) => reviewed(read, rules));
    case 'pull_request_review_comment':
      return readPayload(ReviewCommentEvent, payload, (read) => {
        const { action, repository, pull_request, comment, sender } = read;
        if (action !== 'created') return nothing;
        return commented(comment, sender, rules, {
          where: {
            kind: 'pull-request',
            repository: repository.full_name,
            number: pull_request.number,
          },
          answer: {
            kind: 'github',
            repository: repository.full_name,
            number: pull_request.number,
            commentId: comment.id,
            thread: comment.in_reply_to_id ?? comment.id,
          },
        });
      });
    case 'pull_request':
      return readPayload(PullRequestEvent, payload, (read) => pushed(read, rules));
    case 'workflow_run':
      return readPayload(WorkflowRunEvent, payload, ({ action, repository, workflow_run: run }) =>
        action === 'completed'
          ? ciOf(repository.full_name, run.head_branch, {
              sha: run.head_sha,
              name: run.name ?? 'workflow',
              conclusion: run.conclusion ?? 'neutral',
            })
          : nothing,
      );
    case 'check_suite':
      return readPayload(CheckSuiteEvent, payload, ({ action, repository, check_suite: suite }) =>
        // The suites of Actions are told by their workflow runs.
        action === 'completed' && suite.app?.slug !== 'github-actions' && !isOwnApp(suite, rules)
          ? ciOf(repository.full_name, suite.head_branch, {
              sha: suite.head_sha,
              name: suite.app?.name ?? 'checks',
              conclusion: suite.conclusion ?? 'neutral',
            })
          : nothing,
      );
    case 'check_run':
      return readPayload(CheckRunEvent, payload, (read) => clicked(read, rules));
    case 'status':
      return readPayload(StatusEvent, payload, ({ repository, sha, state, context, branches }) =>
        state === 'pending'
          ? nothing
          : means(
              ...branches.flatMap(({ name }) => {
                const told = ciOf(repository.full_name, name, {
                  sha,
                  name: context,
                  conclusion: state,
                });
                return told.kind === 'intents' ? told.intents : [];
              }),
            ),
      );
    default:
      return nothing;
  }
}

/** Whether a branch may belong to a task of ours. */
function isOurBranch(branch: string | null | undefined): branch is string {
  return branch?.startsWith('agent/') === true;
}

function isBot(user: z.infer<typeof User> | null | undefined, rules: Rules): boolean {
  if (user === undefined || user === null) return true;
  return (
    user.type === 'Bot' ||
    user.login.endsWith('[bot]') ||
    user.login.toLowerCase() === rules.botLogin?.toLowerCase()
  );
}

/** What we say ourselves about a plan is no verdict on a commit. */
function isOwnApp(
  { app }: { readonly app?: { readonly slug?: string | null | undefined } | null | undefined },
  rules: Rules,
): boolean {
  const slug = app?.slug;
  return slug !== null && slug !== undefined && `${slug}[bot]` === rules.botLogin;
}

function speaker(user: z.infer<typeof User>): Speaker {
  return { channel: 'github', names: [user.login] };
}

function labelled(
  { action, issue, label, repository, sender }: z.infer<typeof IssuesEvent>,
  rules: Rules,
): Translation {
  // An issue that is opened with labels is told again for each of them.
  if (action !== 'labeled' || label === undefined || isBot(sender, rules)) return nothing;
  if (triggersAmong([label.name], rules).length === 0) return nothing;
  const { origin, request } = ticketOf(repository.full_name, issue);
  return means({
    kind: 'request',
    origin,
    ref: origin.key,
    request,
    by: speaker(sender),
    answer: { kind: 'nobody' },
    guarded: false,
  });
}

/** An issue whose words are changed no longer says what its task was asked for by. */
function edited(
  { changes, issue, repository, sender }: z.infer<typeof IssuesEvent>,
  rules: Rules,
): Translation {
  const parts = { title: 'the title', body: 'the description' } as const;
  const names = Object.keys(changes ?? {});
  const what = (['title', 'body'] as const).filter((part) => names.includes(part));
  if (what.length === 0 || isBot(sender, rules)) return nothing;
  const { origin } = ticketOf(repository.full_name, issue);
  return means({
    kind: 'outdated',
    where: { kind: 'ticket', origin },
    what: what.map((part) => parts[part]).join(' and '),
    by: speaker(sender),
  });
}

/** A click on a button of our check: the same order as words would be, about exactly the plan that the check shows. */
function clicked(read: z.infer<typeof CheckRunEvent>, rules: Rules): Translation {
  const { action, requested_action: wanted, check_run: check, repository, sender } = read;
  const { task, digest } =
    /^patchwright\/(?<task>[a-z0-9_-]{1,64})\/(?<digest>[0-9a-f]{8,128})$/.exec(
      check.external_id ?? '',
    )?.groups ?? {};
  if (action !== 'requested_action' || wanted === undefined || isBot(sender, rules)) return nothing;
  if (task === undefined || digest === undefined) return nothing;
  const number = check.pull_requests[0]?.number;
  const answer: Answer =
    number === undefined
      ? { kind: 'nobody' }
      : { kind: 'github', repository: repository.full_name, number };
  const said = {
    kind: 'order',
    where: { kind: 'task', id: task },
    rest: '',
    by: speaker(sender),
    answer,
    quiet: false,
  } as const;
  switch (wanted.identifier) {
    case 'approve':
      return means({ ...said, order: { word: 'approve', digest } });
    case 'reject':
      return means({ ...said, order: { word: 'reject', text: 'stopped at the check', digest } });
    case 'revise':
      // A button has no room for words.
      return means({
        kind: 'unclear',
        answer,
        text: `Say what is to be different: comment "${MENTION} revise" and what you want, or request changes in a review.`,
      });
    default:
      return nothing;
  }
}

/** An issue as what a task can be started for. */
function ticketOf(repository: string, issue: z.infer<typeof Issue>) {
  const key = `${repository}#${issue.number}`;
  return {
    origin: { system: 'github', key },
    ref: key,
    request: {
      title: issue.title,
      description: issue.body ?? '',
      ticket: { system: 'github', key, url: issue.html_url },
      repository,
      priority: 'normal',
      labels: issue.labels.map(({ name }) => name),
    },
  } as const satisfies TicketHere;
}

/** The conversation of an issue, or of a pull request, as a place for words. */
function conversation(
  repository: string,
  issue: z.infer<typeof CommentEvent>['issue'],
  commentId: number,
): Pick<Place, 'where' | 'answer' | 'ticket'> {
  const { number } = issue;
  const answer = { kind: 'github', repository, number, commentId } as const;
  if (issue.pull_request !== undefined && issue.pull_request !== null) {
    return { where: { kind: 'pull-request', repository, number }, answer };
  }
  const ticket = ticketOf(repository, issue);
  return { where: { kind: 'ticket', origin: ticket.origin }, answer, ticket };
}

function commented(
  comment: z.infer<typeof CommentEvent>['comment'],
  sender: z.infer<typeof User>,
  rules: Rules,
  place: Pick<Place, 'where' | 'answer' | 'ticket'>,
): Translation {
  const author = comment.user ?? sender;
  if (isBot(author, rules)) return nothing;
  const said = { ...place, by: speaker(author), saidAt: comment.created_at };
  const intent = spokenIn(comment.body ?? '', said);
  return intent === undefined ? nothing : means(intent);
}

/** A review speaks by its words, else by its verdict about the commit that was looked at. */
function reviewed(read: z.infer<typeof ReviewEvent>, rules: Rules): Translation {
  const { action, review, repository, pull_request, sender } = read;
  const author = review.user ?? sender;
  if (action !== 'submitted' || isBot(author, rules)) return nothing;
  const where = {
    kind: 'pull-request',
    repository: repository.full_name,
    number: pull_request.number,
  } as const;
  const answer: Answer = { ...where, kind: 'github' };
  const by = speaker(author);
  const saidAt = review.submitted_at ?? undefined;
  const body = review.body ?? '';
  const spoken = spokenIn(body, { where, by, answer, saidAt });
  if (spoken !== undefined) return means(spoken);
  const said: Omit<Extract<Intent, { kind: 'order' }>, 'order'> = {
    kind: 'order',
    where,
    by,
    answer,
    quiet: true,
    ...(saidAt === undefined ? {} : { saidAt }),
  };
  switch (review.state.toLowerCase()) {
    case 'approved':
      return review.commit_id
        ? means({ ...said, order: { word: 'approve', head: review.commit_id } })
        : nothing;
    case 'changes_requested':
      return body.trim() === ''
        ? nothing
        : means({ ...said, order: { word: 'revise', text: body.trim() } });
    default:
      return nothing;
  }
}

function pushed(read: z.infer<typeof PullRequestEvent>, rules: Rules): Translation {
  const { action, after, pull_request, repository, sender } = read;
  const { head } = pull_request;
  if (action !== 'synchronize' || isBot(sender, rules) || !isOurBranch(head.ref)) return nothing;
  if (head.repo && head.repo.full_name !== repository.full_name) return nothing;
  return means({
    kind: 'push',
    where: { kind: 'branch', repository: repository.full_name, branch: head.ref },
    sha: after ?? head.sha,
    by: speaker(sender),
  });
}

function ciOf(
  repository: string,
  branch: string | null | undefined,
  report: { readonly sha: string; readonly name: string; readonly conclusion: string },
): Translation {
  if (!isOurBranch(branch)) return nothing;
  return means({ kind: 'ci', where: { kind: 'branch', repository, branch }, ...report });
}
