/** The log of one job, in the form in which Actions stores it: every line begins with its UTC time. */
export interface JobLog {
  /** Adds text; several lines become several lines of the log. */
  write(text: string): void;
  /** The whole log so far, with a newline at its end. */
  text(): string;
}

/** Makes an empty log; `now` gives the time in milliseconds. */
export function createJobLog(now: () => number = Date.now): JobLog {
  const lines: string[] = [];
  return {
    write(text) {
      const time = new Date(now()).toISOString().replace('Z', '0000Z');
      for (const line of text.split('\n')) lines.push(`${time} ${line.replace(/\r$/, '')}`);
    },
    text: () => lines.map((line) => `${line}\n`).join(''),
  };
}
