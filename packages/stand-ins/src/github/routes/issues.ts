import { z } from 'zod';
import {
  addComment,
  addLabels,
  changeIssue,
  deleteComment,
  editComment,
  openIssue,
  react,
  removeLabel,
} from '../conversation.ts';
import type { IssueRecord, ReactionRecord } from '../records.ts';
import { notFound } from '../refusal.ts';
import { renderComment, renderIssue, renderLabel, renderReaction } from '../render/issue.ts';
import { byId, issueOf } from '../world.ts';
import { numberParam, paginated, type RepositoryCall, type Router, read } from './call.ts';

const Label = z.union([z.string(), z.object({ name: z.string() })]);
const NewIssue = z.object({
  title: z.string().min(1),
  body: z.string().nullish(),
  labels: z.array(Label).default([]),
  assignees: z.array(z.string()).default([]),
});
const IssuePatch = z.object({
  title: z.string().min(1).optional(),
  body: z.string().nullable().optional(),
  state: z.enum(['open', 'closed']).optional(),
  state_reason: z.enum(['completed', 'not_planned', 'reopened']).nullable().optional(),
  labels: z.array(Label).optional(),
  assignees: z.array(z.string()).optional(),
});
const Body = z.object({ body: z.string().min(1) });
const Labels = z.union([z.array(Label), z.object({ labels: z.array(Label) })]);

/** Issues, their comments, labels and reactions; pull requests are issues here, too. */
export function registerIssues(router: Router): void {
  const { world, onRepository } = router;
  onRepository('GET', '/issues', async (call) => {
    const { repository } = call;
    const wanted = repository.issues.filter((issue) => fits(issue, call)).toReversed();
    return paginated(call, wanted).map((issue) => renderIssue(world, repository, issue));
  });
  onRepository('POST', '/issues', async (call) => {
    const { repository, user } = call;
    const input = read(NewIssue, call, 'Issue');
    const labels = input.labels.map(nameOf);
    const body = input.body ?? null;
    const issue = await openIssue(world, repository, user, { ...input, body, labels });
    call.reply.code(201);
    return renderIssue(world, repository, issue);
  });
  onRepository('GET', '/issues/:number', async (call) =>
    renderIssue(world, call.repository, asked(call)),
  );
  onRepository('PATCH', '/issues/:number', async (call) => {
    const issue = asked(call);
    const change = defined(read(IssuePatch, call, 'Issue'));
    await changeIssue(world, call.repository, issue, call.user, change);
    return renderIssue(world, call.repository, issue);
  });
  registerComments(router);
  registerLabels(router);
  registerReactions(router);
}

function registerComments({ world, onRepository }: Router): void {
  onRepository('GET', '/issues/:number/comments', async (call) => {
    const { repository, query } = call;
    const { number } = asked(call);
    const since = query.since ?? '';
    const wanted = repository.comments.filter(
      (comment) => comment.number === number && comment.updatedAt >= since,
    );
    return paginated(call, wanted).map((comment) => renderComment(world, repository, comment));
  });
  onRepository('POST', '/issues/:number/comments', async (call) => {
    const { repository, user } = call;
    const { body } = read(Body, call, 'IssueComment');
    const comment = addComment(world, repository, asked(call), user, body);
    call.reply.code(201).header('location', renderComment(world, repository, comment).url);
    return renderComment(world, repository, comment);
  });
  onRepository('GET', '/issues/comments', async (call) => {
    const { repository } = call;
    return paginated(call, repository.comments).map((each) =>
      renderComment(world, repository, each),
    );
  });
  onRepository('GET', '/issues/comments/:id', async (call) => {
    const comment = byId(call.repository.comments, numberParam(call, 'id'));
    return renderComment(world, call.repository, comment);
  });
  onRepository('PATCH', '/issues/comments/:id', async (call) => {
    const { repository, user } = call;
    const comment = byId(repository.comments, numberParam(call, 'id'));
    const { body } = read(Body, call, 'IssueComment');
    editComment(world, repository, issueOf(repository, comment.number), comment, user, body);
    return renderComment(world, repository, comment);
  });
  onRepository('DELETE', '/issues/comments/:id', async (call) => {
    const { repository, user } = call;
    const comment = byId(repository.comments, numberParam(call, 'id'));
    deleteComment(world, repository, issueOf(repository, comment.number), comment, user);
    call.reply.code(204);
  });
}

function registerLabels({ world, onRepository }: Router): void {
  const labelsOf = (call: RepositoryCall) =>
    asked(call).labels.map((name) => renderLabel(world, call.repository, name));
  const namesIn = (call: RepositoryCall) => {
    const input = read(Labels, call, 'Label');
    return ('labels' in input ? input.labels : input).map(nameOf);
  };
  onRepository('GET', '/issues/:number/labels', async (call) => paginated(call, labelsOf(call)));
  onRepository('POST', '/issues/:number/labels', async (call) => {
    await addLabels(world, call.repository, asked(call), call.user, namesIn(call));
    return labelsOf(call);
  });
  onRepository('PUT', '/issues/:number/labels', async (call) => {
    const labels = namesIn(call);
    await changeIssue(world, call.repository, asked(call), call.user, { labels });
    return labelsOf(call);
  });
  onRepository('DELETE', '/issues/:number/labels/:name', async (call) => {
    const name = call.params.name ?? '';
    if (!asked(call).labels.includes(name)) throw notFound();
    await removeLabel(world, call.repository, asked(call), call.user, name);
    return labelsOf(call);
  });
}

function registerReactions({ world, onRepository }: Router): void {
  const kinds = [
    { on: 'issue', path: '/issues/:number/reactions', param: 'number' },
    { on: 'comment', path: '/issues/comments/:id/reactions', param: 'id' },
    { on: 'review-comment', path: '/pulls/comments/:id/reactions', param: 'id' },
  ] as const;
  for (const { on, path, param } of kinds) {
    const targetOf = (call: RepositoryCall) => {
      const target = numberParam(call, param);
      if (on === 'issue') issueOf(call.repository, target);
      else if (on === 'comment') byId(call.repository.comments, target);
      else byId(call.repository.reviewComments, target);
      return target;
    };
    onRepository('GET', path, async (call) => {
      const target = targetOf(call);
      const ofTarget = (each: ReactionRecord) => each.on === on && each.target === target;
      const found = call.repository.reactions.filter(ofTarget);
      return paginated(call, found).map((reaction) => renderReaction(world, reaction));
    });
    onRepository('POST', path, async (call) => {
      const content = (call.body as { readonly content?: unknown } | undefined)?.content;
      const wanted = { on, target: targetOf(call), user: call.user, content };
      const { reaction, isNew } = react(world, call.repository, wanted);
      call.reply.code(isNew ? 201 : 200);
      return renderReaction(world, reaction);
    });
    onRepository('DELETE', `${path}/:reaction`, async (call) => {
      const { repository } = call;
      const reaction = byId(repository.reactions, numberParam(call, 'reaction'));
      repository.reactions = repository.reactions.filter((each) => each !== reaction);
      call.reply.code(204);
    });
  }
}

function asked(call: RepositoryCall): IssueRecord {
  return issueOf(call.repository, numberParam(call, 'number'));
}

function nameOf(label: z.infer<typeof Label>): string {
  return typeof label === 'string' ? label : label.name;
}

function fits(issue: IssueRecord, { query }: RepositoryCall): boolean {
  const { state = 'open', labels, creator, assignee, since } = query;
  if (state !== 'all' && issue.state !== state) return false;
  if (labels !== undefined && !labels.split(',').every((each) => issue.labels.includes(each))) {
    return false;
  }
  if (creator !== undefined && issue.user !== creator) return false;
  if (assignee !== undefined && assignee !== '*' && !issue.assignees.includes(assignee))
    return false;
  return since === undefined || issue.updatedAt >= since;
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Leaves out what was not said, so that it is not taken for a change. */
export function defined<T extends object>(fields: T): Defined<T> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Defined<T>;
}
