import type { CheckFailure, PullRequestRef, TaskEventType } from '@patchwright/events';
import type { Check } from '@patchwright/outside';
import type { Task } from '@patchwright/task';
import { commandsApplied } from './fix-message.ts';

/** What the CI sitter does about a task. */
export type Step =
  | { readonly kind: 'ignore'; readonly because: string }
  | { readonly kind: 'observe'; readonly site: CiSite }
  | { readonly kind: 'finish'; readonly site: CiSite }
  | {
      readonly kind: 'fix';
      readonly site: CiSite;
      readonly commands: readonly string[];
      readonly failures: readonly CheckFailure[];
    }
  | {
      readonly kind: 'escalate';
      readonly site: CiSite;
      readonly reason: string;
      readonly failures: readonly CheckFailure[];
    };

/** Where the work is. */
export interface CiSite {
  readonly repository: string;
  readonly branch: string;
  readonly head: string;
  readonly pullRequest: PullRequestRef;
  /** Rounds of CI seen so far. */
  readonly rounds: number;
}

/** What may be mended by command; every other category is a person's (spec CI3, CI4). */
const FIXABLE: ReadonlySet<string> = new Set(['format', 'lint']);

/** Causes whose work is to look at CI: when a failure was found meanwhile, its own work mends it, so that it is not mended twice. */
const OBSERVATIONS: ReadonlySet<TaskEventType> = new Set([
  'ci_reported',
  'execution_completed',
  'ci_fix_pushed',
]);

/** A task in CI is observed, mended by command while every failure allows it, or handed to a person. */
export function decide(task: Task, cause: TaskEventType | undefined, maxFixes: number): Step {
  const { proposal, repository, head } = task;
  if (proposal === undefined || repository === undefined || head === undefined) {
    return { kind: 'ignore', because: 'nothing was pushed yet' };
  }
  const site: CiSite = {
    repository,
    branch: proposal.branch,
    head,
    pullRequest: proposal.pullRequest,
    rounds: task.ci.rounds,
  };
  if (task.status === 'ci_monitoring') {
    return { kind: task.ci.state === 'passed' ? 'finish' : 'observe', site };
  }
  if (task.status !== 'fixing_ci') {
    return { kind: 'ignore', because: `a task that is ${task.status} has no CI to look after` };
  }
  if (cause !== undefined && OBSERVATIONS.has(cause)) {
    return { kind: 'ignore', because: 'the failure has work of its own; this one was to look' };
  }
  const { failures } = task.ci;
  const stubborn = failures.filter((failure) => !FIXABLE.has(failure.category) || !failure.fix);
  if (stubborn.length > 0) {
    const names = stubborn.map((failure) => `${failure.name} (${failure.category})`).join(', ');
    return { kind: 'escalate', site, failures, reason: `not to be fixed automatically: ${names}` };
  }
  if (task.ci.fixes >= maxFixes) {
    return {
      kind: 'escalate',
      site,
      failures,
      reason: `${maxFixes} automatic fixes did not make it green`,
    };
  }
  const commands = commandsFor(failures);
  const applied = commandsApplied(task);
  if (commands.every((command) => applied.includes(command))) {
    const [names, were] = [commands.map((command) => `\`${command}\``), commands.length > 1];
    const reason = `${names.join(' and ')} ${were ? 'were' : 'was'} applied before, and what it mends fails again`;
    return { kind: 'escalate', site, failures, reason };
  }
  return { kind: 'fix', site, failures, commands };
}

/** What mends the failures, each command once, linters before formatters, which lay out what those wrote. */
function commandsFor(failures: readonly CheckFailure[]): readonly string[] {
  const lint = failures.filter(({ category }) => category === 'lint');
  const format = failures.filter(({ category }) => category !== 'lint');
  return [...new Set([...lint, ...format].flatMap(({ fix }) => fix?.split(' && ') ?? []))];
}

/** What the checks of a commit say together. */
export type Verdict = 'pending' | 'failed' | 'passed' | 'none';

/** All checks must have ended before a round is judged. */
export function judgeChecks(checks: readonly Check[]): Verdict {
  if (checks.length === 0) return 'none';
  if (checks.some((check) => check.state === 'pending')) return 'pending';
  return checks.some((check) => check.state === 'failed') ? 'failed' : 'passed';
}
