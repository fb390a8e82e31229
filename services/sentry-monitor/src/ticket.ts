import type { ErrorEvent, ErrorIssue } from '@patchwright/outside';

/** The bug that is filed for a production error: summary and description in plain text. */
export function ticketFor(
  error: ErrorIssue,
  event: ErrorEvent | undefined,
): { readonly summary: string; readonly description: string } {
  const frames = (event?.frames ?? []).map((frame) => {
    const where = `${frame.file}${frame.line === null ? '' : `:${frame.line}`}`;
    const context = frame.context === null ? '' : `\n      ${frame.context.trim()}`;
    return `  ${frame.inApp ? '*' : ' '} ${frame.function} (${where})${context}`;
  });
  return {
    summary: `${error.title} in ${error.culprit}`.slice(0, 200),
    description: [
      event === undefined ? error.title : `${event.type}: ${event.value}`,
      '',
      `Level: ${error.level}`,
      `In the last 24 hours: ${error.count} times, ${error.users} users`,
      `First seen: ${error.firstSeen}`,
      `Last seen: ${error.lastSeen}`,
      `Platform: ${error.platform}`,
      `Release: ${event?.release ?? 'unknown'}`,
      `Environment: ${event?.environment ?? 'unknown'}`,
      `Sentry issue: ${error.url} (id ${error.id}, project ${error.project})`,
      `Fingerprint: ${error.fingerprint}`,
      '',
      'Stack trace, innermost call last:',
      ...frames,
    ].join('\n'),
  };
}
