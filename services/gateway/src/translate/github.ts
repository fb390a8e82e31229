import { hasOwnMarker } from '@patchwright/outside';
import { isOwnBranch } from '@patchwright/task';
import type { z } from 'zod';
import type { Answer, Intent, Speaker, TicketHere } from '../intent.ts';
import {
  CheckRunEvent,
  CheckSuiteEvent,
  CommentEvent,
  type Issue,
  IssuesEvent,
  PullRequestEvent,
  ReviewCommentEvent,
  ReviewEvent,
  StatusEvent,
  type User,
  WorkflowRunEvent,
} from './github-payloads.ts';
import { readPayload } from './read-payload.ts';
import { MENTION, means, nothing, type Rules, type Translation, triggersAmong } from './rules.ts';
import { type Place, spokenIn } from './spoken.ts';

/** How the checks that we make begin their own names. */
const OUR_CHECK = 'patchwright/';

type Translate = (payload: unknown, rules: Rules) => Translation;

/** What is understood of GitHub, by its `X-GitHub-Event`. */
const EVENTS = {
  issues: (payload, rules) =>
    readPayload(IssuesEvent, payload, (read) =>
      read.action === 'edited' ? edited(read, rules) : labelled(read, rules),
    ),
  issue_comment: (payload, rules) =>
    readPayload(CommentEvent, payload, ({ action, repository, issue, comment, sender }) =>
      action === 'created'
        ? commented(comment, sender, rules, conversation(repository.full_name, issue, comment.id))
        : nothing,
    ),
  pull_request_review: (payload, rules) =>
    readPayload(ReviewEvent, payload, (read) => reviewed(read, rules)),
  pull_request_review_comment: (payload, rules) =>
    readPayload(ReviewCommentEvent, payload, (read) => saidOnLine(read, rules)),
  pull_request: (payload, rules) =>
    readPayload(PullRequestEvent, payload, (read) =>
      read.action === 'closed' ? merged(read) : pushed(read, rules),
    ),
  workflow_run: (payload) =>
    readPayload(WorkflowRunEvent, payload, ({ action, repository, workflow_run: run }) =>
      action === 'completed'
        ? ciOf(repository.full_name, run.head_branch, {
            sha: run.head_sha,
            name: run.name ?? 'workflow',
            conclusion: run.conclusion ?? 'neutral',
          })
        : nothing,
    ),
  check_suite: (payload, rules) =>
    readPayload(CheckSuiteEvent, payload, ({ action, repository, check_suite: suite }) =>
      action === 'completed' && isOthersApp(suite, rules)
        ? ciOf(repository.full_name, suite.head_branch, {
            sha: suite.head_sha,
            name: suite.app?.name ?? 'checks',
            conclusion: suite.conclusion ?? 'neutral',
          })
        : nothing,
    ),
  check_run: (payload, rules) =>
    readPayload(CheckRunEvent, payload, (read) =>
      read.action === 'completed' ? checked(read, rules) : clicked(read, rules),
    ),
  status: (payload) =>
    readPayload(StatusEvent, payload, ({ repository, sha, state, context, branches }) =>
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
    ),
} as const satisfies Readonly<Record<string, Translate>>;

/** An event of GitHub that may mean something to us. */
export type GitHubTrigger = keyof typeof EVENTS;
/** Every `GitHubTrigger`. */
export const githubTriggers = Object.keys(EVENTS) as readonly GitHubTrigger[];

/** What a webhook of GitHub means; `event` is its `X-GitHub-Event`. Pure. */
export function translateGitHub(event: string, payload: unknown, rules: Rules): Translation {
  const known = githubTriggers.find((one) => one === event);
  const translate: Translate | undefined = known && EVENTS[known];
  return translate === undefined ? nothing : translate(payload, rules);
}

function isBot(user: z.infer<typeof User> | null | undefined, rules: Rules): boolean {
  if (user === undefined || user === null) return true;
  return (
    user.type === 'Bot' ||
    user.login.endsWith('[bot]') ||
    user.login.toLowerCase() === rules.botLogin?.toLowerCase()
  );
}

/** What Actions says is told by its workflow runs, and what we say ourselves about a plan is no verdict on a commit. */
function isOthersApp(
  { app }: { readonly app?: { readonly slug?: string | null | undefined } | null | undefined },
  rules: Rules,
): boolean {
  const slug = app?.slug;
  if (slug === null || slug === undefined) return true;
  return slug !== 'github-actions' && `${slug}[bot]` !== rules.botLogin;
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
  const { origin, request } = ticketOf(repository.full_name, issue);
  const { title, description } = request;
  return means({
    kind: 'outdated',
    where: { kind: 'ticket', origin },
    what: what.map((part) => parts[part]).join(' and '),
    title,
    description,
    by: speaker(sender),
  });
}

/** A check of another app that has ended. */
function checked(
  { repository, check_run: check }: z.infer<typeof CheckRunEvent>,
  rules: Rules,
): Translation {
  if (check.external_id?.startsWith(OUR_CHECK) || !isOthersApp(check, rules)) return nothing;
  if (check.name === undefined || check.head_sha === undefined) return nothing;
  return ciOf(repository.full_name, check.check_suite?.head_branch, {
    sha: check.head_sha,
    name: check.name,
    conclusion: check.conclusion ?? 'neutral',
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
  if (isBot(author, rules) || hasOwnMarker(comment.body ?? '')) return nothing;
  const said = { ...place, by: speaker(author), saidAt: comment.created_at };
  const intent = spokenIn(comment.body ?? '', said);
  return intent === undefined ? nothing : means(intent);
}

function saidOnLine(read: z.infer<typeof ReviewCommentEvent>, rules: Rules): Translation {
  const { action, repository, pull_request, comment, sender } = read;
  if (action !== 'created') return nothing;
  const at = { repository: repository.full_name, number: pull_request.number };
  return commented(comment, sender, rules, {
    where: { kind: 'pull-request', ...at },
    answer: {
      kind: 'github',
      ...at,
      commentId: comment.id,
      thread: comment.in_reply_to_id ?? comment.id,
    },
  });
}

/** A review speaks by its words, else by its verdict about the commit that was looked at. */
function reviewed(read: z.infer<typeof ReviewEvent>, rules: Rules): Translation {
  const { action, review, repository, pull_request, sender } = read;
  const author = review.user ?? sender;
  if (action !== 'submitted' || isBot(author, rules)) return nothing;
  if (hasOwnMarker(review.body ?? '')) return nothing;
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
      return means({ ...said, order: { word: 'revise', text: body.trim(), review: review.id } });
    default:
      return nothing;
  }
}

function pushed(read: z.infer<typeof PullRequestEvent>, rules: Rules): Translation {
  const { action, after, pull_request, repository, sender } = read;
  const { head } = pull_request;
  if (action !== 'synchronize' || isBot(sender, rules) || !isOwnBranch(head.ref)) return nothing;
  if (head.repo && head.repo.full_name !== repository.full_name) return nothing;
  return means({
    kind: 'push',
    where: { kind: 'branch', repository: repository.full_name, branch: head.ref },
    sha: after ?? head.sha,
    by: speaker(sender),
  });
}

/** A pull request that was closed without a merge says nothing about what others get of its repository. */
function merged({
  pull_request: { head, merged: isMerged, merge_commit_sha: sha },
  repository,
  sender,
}: z.infer<typeof PullRequestEvent>): Translation {
  if (isMerged !== true || !sha || !isOwnBranch(head.ref)) return nothing;
  if (head.repo && head.repo.full_name !== repository.full_name) return nothing;
  return means({
    kind: 'merge',
    where: { kind: 'branch', repository: repository.full_name, branch: head.ref },
    sha,
    by: speaker(sender),
  });
}

function ciOf(
  repository: string,
  branch: string | null | undefined,
  report: { readonly sha: string; readonly name: string; readonly conclusion: string },
): Translation {
  if (!isOwnBranch(branch)) return nothing;
  return means({ kind: 'ci', where: { kind: 'branch', repository, branch }, ...report });
}
