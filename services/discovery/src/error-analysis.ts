import type { ErrorEvent, ErrorIssue, Frame } from '@patchwright/outside';

/** What a production error's occurrences say together. */
export interface ErrorAnalysis {
  readonly type: string;
  readonly message: string;
  readonly count: number;
  readonly users: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly culprit: Frame | undefined;
  /** What the occurrences have in common, one sentence each. */
  readonly patterns: readonly string[];
}

/** Reads the newest occurrences of an error side by side. */
export function analyseError(issue: ErrorIssue, events: readonly ErrorEvent[]): ErrorAnalysis {
  const newest = events[0];
  return {
    type: newest?.type ?? issue.title,
    message: newest?.value ?? '',
    count: issue.count,
    users: issue.users,
    firstSeen: issue.firstSeen,
    lastSeen: issue.lastSeen,
    culprit: newest?.frames.findLast((frame) => frame.inApp),
    patterns: [
      common(
        'release',
        events.map((event) => event.release),
      ),
      common(
        'environment',
        events.map((event) => event.environment),
      ),
      common(
        'address',
        events.map((event) => event.url),
      ),
      common(
        'user',
        events.map((event) => event.user),
      ),
    ].flatMap((pattern) => (pattern === undefined ? [] : [pattern])),
  };
}

function common(what: string, values: readonly (string | null)[]): string | undefined {
  const known = values.filter((value) => value !== null);
  const first = known[0];
  if (known.length < 2 || first === undefined) return undefined;
  return known.every((value) => value === first)
    ? `all ${known.length} occurrences have the ${what} ${first}`
    : undefined;
}

/** The analysis as it is written into the ticket: plain text that reads in wiki markup and Markdown alike. */
export function describeError(analysis: ErrorAnalysis, url: string): string {
  const { culprit } = analysis;
  return [
    [analysis.type, analysis.message].filter((part) => part !== '').join(': '),
    `Seen ${analysis.count} times by ${analysis.users} users in 24 hours, first ${analysis.firstSeen}, last ${analysis.lastSeen}.`,
    culprit === undefined
      ? 'No frame of our own code stands in the stack trace.'
      : `Culprit: ${culprit.function} in ${culprit.file}${culprit.line === null ? '' : `, line ${culprit.line}`}${culprit.context ? `: ${culprit.context.trim()}` : ''}`,
    ...analysis.patterns.map((pattern) => `Pattern: ${pattern}.`),
    `Error: ${url}`,
  ].join('\n');
}
