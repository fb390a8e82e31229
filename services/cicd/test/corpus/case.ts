import type { ToolSetName } from './tool-sets.ts';

/** One step of a job, as a workflow file has it. */
export interface CaseStep {
  /** Shell text, run as Actions runs it: `bash -e`. */
  readonly run: string;
  /** Runs after a failure also: `if: always()`. */
  readonly always?: boolean;
  /** Its failure does not end the job: `continue-on-error: true`. */
  readonly tolerated?: boolean;
}

/** What a log has to be read as. */
export interface Verdict {
  readonly tool: string | null;
  readonly category: string;
  /** Commands that mend it, joined by ` && `; `null` when a person has to. */
  readonly fix: string | null;
}

/** Problem matchers that set-up actions register: matching lines become annotations. */
export type Matcher = 'tsc' | 'eslint-stylish' | 'go' | 'python';

/** A log that a real tool makes: files, and the job that runs over them. */
export interface RunCase {
  /** `<tool>-<case>`: the log's name. */
  readonly name: string;
  readonly tools: ToolSetName;
  /** Whose version is stated with the log. */
  readonly by: string;
  readonly verdict: Verdict;
  /** By path; `{executable}` files are not needed, since jobs say `sh file`. */
  readonly files: Readonly<Record<string, string>>;
  /** Shell text that prepares the folder, and is not in the log. */
  readonly before?: string;
  readonly steps: readonly CaseStep[];
  readonly env?: Readonly<Record<string, string>>;
  readonly matchers?: readonly Matcher[];
}

/** A log that no tool can make here: known text of an outside system, written down. */
export interface HandCase {
  readonly name: string;
  readonly by: string;
  readonly version: string;
  readonly verdict: Verdict;
  /** Command of the failing step. */
  readonly command: string;
  /** What it printed. */
  readonly output: string;
  /** The runner's own last words in place of `Process completed with exit code 1.`; none for a job that was cut off. */
  readonly ends?: string | null;
  /** What the check itself says, where that matters. */
  readonly conclusion?: string;
}

/** A failure that its tool mends. */
export function mends(tool: string, category: 'format' | 'lint', fix: string): Verdict {
  return { tool, category, fix };
}

/** A failure that is a person's. */
export function needsPerson(tool: string | null, category: string): Verdict {
  return { tool, category, fix: null };
}

/** A job of one step. */
export function step(run: string): readonly CaseStep[] {
  return [{ run }];
}
