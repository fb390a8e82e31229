const STATED = /^\(attempt (\d+) of this job\)\n/;

/** An excerpt that says which attempt of its job it stems from. The first is not worth a word. */
export function withAttempt(excerpt: string, attempt: number): string {
  return attempt > 1 ? `(attempt ${attempt} of this job)\n${excerpt}` : excerpt;
}

/** Which attempt of its job an excerpt says that it stems from. */
export function attemptOf(excerpt: string): number {
  return Number(STATED.exec(excerpt)?.[1] ?? 1);
}

/** The excerpt without the words that say which attempt it stems from. */
export function withoutAttempt(excerpt: string): string {
  return excerpt.replace(STATED, '');
}
