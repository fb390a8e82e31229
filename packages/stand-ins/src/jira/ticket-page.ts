import { escapeHtml, page } from '../html.ts';
import type { JiraIssue, JiraStore } from './store.ts';

/** A readable page of an issue, as `/browse/KEY` shows it. */
export function ticketPage(store: JiraStore, issue: JiraIssue): string {
  const name = (accountId: string | null) =>
    accountId === null ? '–' : escapeHtml(store.user(accountId).displayName);
  const comments = issue.comments.map(
    (comment) => `<article id="comment-${comment.id}">
<p><strong>${name(comment.author)}</strong> <small>${comment.created}</small></p>
<pre>${escapeHtml(comment.body.wiki)}</pre></article>`,
  );
  const links = issue.remoteLinks.map(({ object }) => {
    const url = String(object.url);
    const safe = /^https?:/.test(url) ? url : '#';
    return `<li><a href="${escapeHtml(safe)}">${escapeHtml(String(object.title))}</a></li>`;
  });
  const history = issue.changes.flatMap((change) =>
    change.items.map(
      (item) =>
        `<li>${name(change.author)}: ${escapeHtml(item.field)} ${escapeHtml(item.fromText ?? '–')} → ${escapeHtml(item.toText ?? '–')} <small>${change.created}</small></li>`,
    ),
  );
  return page(
    `${issue.key} ${issue.summary}`,
    `<dl><dt>Status</dt><dd>${issue.status.name}</dd><dt>Type</dt><dd>${issue.type.name}</dd>
<dt>Priority</dt><dd>${issue.priority?.name ?? '–'}</dd><dt>Labels</dt><dd>${escapeHtml(issue.labels.join(', '))}</dd>
<dt>Reporter</dt><dd>${name(issue.reporter)}</dd><dt>Assignee</dt><dd>${name(issue.assignee)}</dd></dl>
<pre>${escapeHtml(issue.description?.wiki ?? '')}</pre>
${links.length > 0 ? `<h2>Links</h2><ul>${links.join('\n')}</ul>` : ''}
<h2>Comments</h2>${comments.join('\n')}
<h2>History</h2><ul>${history.join('\n')}</ul>`,
  );
}
