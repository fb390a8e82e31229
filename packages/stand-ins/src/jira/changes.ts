import { ActRefused } from '../act-refused.ts';
import type { RichText } from './rich-text.ts';
import type { ChangedField, JiraChange, JiraComment, JiraIssue, JiraStore } from './store.ts';
import { type JiraStatus, STATUSES } from './vocabulary.ts';
import type { JiraWebhook } from './webhooks.ts';

/** The fields of an issue that can be set. */
export type Edit = Partial<
  Pick<
    JiraIssue,
    'summary' | 'description' | 'type' | 'priority' | 'labels' | 'assignee' | 'reporter' | 'other'
  >
>;

/** How a change is told to the outside. */
export interface Announce {
  readonly updated: (issue: JiraIssue, change: JiraChange) => JiraWebhook;
  readonly comment: (
    event: 'comment_created' | 'comment_updated',
    issue: JiraIssue,
    comment: JiraComment,
  ) => JiraWebhook;
  readonly send: (webhook: JiraWebhook) => void;
}

/** The changes that people and the API make to issues; each is written into the history and announced. */
export type JiraChanges = ReturnType<typeof createJiraChanges>;

/** Makes the changes of a store. */
export function createJiraChanges(store: JiraStore, announce: Announce) {
  function record(issue: JiraIssue, by: string, items: readonly ChangedField[]): JiraIssue {
    if (items.length === 0) return store.put(issue);
    const id = String(store.nextId());
    const change = { id, author: by, created: store.now(), items };
    const changed = store.put({ ...issue, changes: [...issue.changes, change] });
    announce.send(announce.updated(changed, change));
    return changed;
  }

  return {
    edit(idOrKey: string, by: string, edit: Edit): JiraIssue {
      const before = store.issue(idOrKey);
      const other = { ...before.other, ...edit.other };
      return record({ ...before, ...edit, other }, by, differences(before, edit));
    },

    transition(idOrKey: string, by: string, to: JiraStatus): JiraIssue {
      const before = store.issue(idOrKey);
      if (before.status.id === to.id) return before;
      const resolved = to.category === 'done' ? store.now() : null;
      const items = [changed('status', [before.status.id, before.status.name], [to.id, to.name])];
      if ((before.resolved === null) !== (resolved === null)) {
        const done = ['10000', 'Done'] as const;
        const [from, into] = resolved === null ? [done, null] : [null, done];
        items.push(changed('resolution', from, into));
      }
      return record({ ...before, status: to, resolved }, by, items);
    },

    comment(
      idOrKey: string,
      by: string,
      body: RichText,
      properties: Readonly<Record<string, unknown>> = {},
    ): JiraComment {
      const issue = store.issue(idOrKey);
      const created = store.now();
      const comment: JiraComment = {
        id: String(store.nextId()),
        author: by,
        updateAuthor: by,
        body,
        created,
        updated: created,
        properties,
      };
      const changedIssue = store.put({ ...issue, comments: [...issue.comments, comment] });
      announce.send(announce.comment('comment_created', changedIssue, comment));
      return comment;
    },

    rewrite(idOrKey: string, commentId: string, by: string, body: RichText): JiraComment {
      const issue = store.issue(idOrKey);
      const before = commentOf(issue, commentId);
      const comment = { ...before, body, updateAuthor: by, updated: store.now() };
      const comments = issue.comments.map((one) => (one === before ? comment : one));
      const changedIssue = store.put({ ...issue, comments });
      announce.send(announce.comment('comment_updated', changedIssue, comment));
      return comment;
    },

    remove(idOrKey: string, commentId: string): void {
      const issue = store.issue(idOrKey);
      const gone = commentOf(issue, commentId);
      store.put({ ...issue, comments: issue.comments.filter((comment) => comment !== gone) });
    },
  };
}

/** The comment of an issue with an id. Throws ActRefused (404). */
export function commentOf(issue: JiraIssue, commentId: string): JiraComment {
  const found = issue.comments.find((comment) => comment.id === commentId);
  if (found === undefined) throw new ActRefused(`Can not find a comment for the id: ${commentId}.`);
  return found;
}

/** The status that a name or a transition's id means. Throws ActRefused (400) when there is none. */
export function statusOf(nameOrTransition: string): JiraStatus {
  const wanted = nameOrTransition.toLowerCase();
  const found = STATUSES.find(
    (status) => status.name.toLowerCase() === wanted || status.transition === wanted,
  );
  if (found !== undefined) return found;
  throw new ActRefused(
    `It seems that you have tried to perform an illegal workflow operation: there is no transition ${nameOrTransition}.`,
    400,
  );
}

type Reference = readonly [id: string | null, text: string | null];

function changed(field: string, from: Reference | null, to: Reference | null): ChangedField {
  const [fromId, fromText] = from ?? [null, null];
  const [toId, toText] = to ?? [null, null];
  return { field, from: fromId, fromText, to: toId, toText };
}

function differences(before: JiraIssue, edit: Edit): readonly ChangedField[] {
  const items: ChangedField[] = [];
  const compare = (field: string, from: Reference, to: Reference) => {
    if (from[1] !== to[1]) items.push(changed(field, from, to));
  };
  if (edit.summary !== undefined) compare('summary', [null, before.summary], [null, edit.summary]);
  if (edit.description !== undefined) {
    const wiki = edit.description?.wiki ?? null;
    compare('description', [null, before.description?.wiki ?? null], [null, wiki]);
  }
  if (edit.type !== undefined) {
    compare('issuetype', [before.type.id, before.type.name], [edit.type.id, edit.type.name]);
  }
  if (edit.priority !== undefined) {
    const { priority } = edit;
    const from = before.priority;
    compare(
      'priority',
      [from?.id ?? null, from?.name ?? null],
      [priority?.id ?? null, priority?.name ?? null],
    );
  }
  if (edit.labels !== undefined) {
    compare('labels', [null, before.labels.join(' ')], [null, edit.labels.join(' ')]);
  }
  if (edit.assignee !== undefined) {
    compare('assignee', [before.assignee, before.assignee], [edit.assignee, edit.assignee]);
  }
  if (edit.reporter !== undefined) {
    compare('reporter', [before.reporter, before.reporter], [edit.reporter, edit.reporter]);
  }
  return items;
}
