import { escapeHtml, page } from '../html.ts';
import { type SentryIssue, titleOf } from './store.ts';

/** A readable page of an issue. */
export function issuePage(issue: SentryIssue): string {
  const { input, times } = issue;
  const frames = input.stacktrace.map(
    ({ filename, lineno, function: name, context_line, in_app }) =>
      `${in_app ? '' : '(library) '}${filename}:${lineno ?? '?'} in ${name ?? '?'}\n    ${context_line?.trim() ?? ''}`,
  );
  const notes = issue.notes.map(
    (note) =>
      `<article><strong>${escapeHtml(note.user)}</strong> <small>${note.at}</small><pre>${escapeHtml(note.text)}</pre></article>`,
  );
  const facts: readonly (readonly [string, string])[] = [
    ['Issue', issue.shortId],
    ['Status', issue.status],
    ['Level', input.level],
    ['Events', String(times.length)],
    ['Users', String(input.users)],
    ['First seen', new Date(times[0] ?? 0).toISOString()],
    ['Last seen', new Date(times.at(-1) ?? 0).toISOString()],
    ['Release', input.release ?? '–'],
    ['Environment', input.environment ?? '–'],
    ['Culprit', input.culprit],
  ];
  return page(
    titleOf(input),
    `<dl>${facts.map(([name, value]) => `<dt>${name}</dt><dd>${escapeHtml(value)}</dd>`).join('')}</dl>
<pre>${escapeHtml([...frames, `${input.type}: ${input.value}`].join('\n'))}</pre>
${notes.join('\n')}`,
  );
}
