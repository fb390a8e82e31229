/** One step of a job, by what its log shows. */
export interface LogStep {
  /** What it ran: a script, line by line, or the name of an action. Empty for what stands outside of steps. */
  readonly script: readonly string[];
  /** What it printed, group marks left out, annotations with their mark. */
  readonly output: readonly string[];
  /** Whether it says so itself by an error of the runner. */
  readonly failed: boolean;
}

/**
 * Cuts a log into its steps. A step begins with a group `Run …` that shows a script or an action's inputs; a group
 * of that name that a tool opened in its own output begins none. What follows the job's end belongs to no step.
 */
export function readSteps(lines: readonly string[]): readonly LogStep[] {
  const steps: { script: readonly string[]; output: string[]; failed: boolean }[] = [];
  let step = { script: [] as readonly string[], output: [] as string[], failed: false };
  steps.push(step);
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const head = line.startsWith(RUN) ? headAt(lines, at) : undefined;
    if (head !== undefined) {
      step = { script: head.script, output: [], failed: false };
      steps.push(step);
      at = head.end;
    } else if (line === AFTERWARDS) {
      step = { script: [], output: [], failed: false };
      steps.push(step);
    } else if (!/^##\[(?:group|endgroup|debug|command)\]/.test(line)) {
      if (line.startsWith(ERROR)) step.failed = true;
      step.output.push(line);
    }
  }
  return steps.filter(
    ({ script, output }) => script.length > 0 || output.some((line) => line !== ''),
  );
}

const RUN = '##[group]Run ';
const ERROR = '##[error]';
const AFTERWARDS = 'Post job cleanup.';

function headAt(
  lines: readonly string[],
  at: number,
): { readonly script: readonly string[]; readonly end: number } | undefined {
  const title = (lines[at] ?? '').slice(RUN.length);
  const end = lines.indexOf('##[endgroup]', at);
  if (end < 0) return undefined;
  const body = lines.slice(at + 1, end);
  const settings = body.findIndex((line) => /^(?:shell|with|env): ?/.test(line));
  const script = settings < 0 ? body : body.slice(0, settings);
  if (script.length > 0 && settings < 0 && script[0] !== title) return undefined;
  return { script: script.length > 0 ? script : [title], end };
}
