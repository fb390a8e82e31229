import {
  type CheckFailure,
  type PullRequestRef,
  sha256,
  type TaskEventType,
} from '@patchwright/events';
import type { Check } from '@patchwright/outside';
import { mergesAwaited, type PartRecord, type Task } from '@patchwright/task';
import { withoutAttempt } from './attempts.ts';
import { commandsApplied } from './fix-message.ts';
import { folderFault, inFolder } from './in-folder.ts';

/** What the CI sitter does about a task. */
export type Step =
  | { readonly kind: 'ignore'; readonly because: string }
  | { readonly kind: 'observe'; readonly site: CiSite }
  /** Parts whose merge is what the task waits for. */
  | { readonly kind: 'merges'; readonly parts: readonly PartRecord[] }
  | { readonly kind: 'finish'; readonly site: CiSite }
  | {
      readonly kind: 'fix';
      readonly site: CiSite;
      readonly remedies: readonly Remedy[];
      readonly failures: readonly CheckFailure[];
    }
  | {
      readonly kind: 'escalate';
      readonly site: CiSite;
      readonly reason: string;
      readonly failures: readonly CheckFailure[];
    };

/** One thing that is done about failures. A command is typed in the repository's root. Its name is what people and the commit's message are told. */
export type Remedy =
  | { readonly kind: 'command'; readonly name: string }
  | {
      readonly kind: 'model';
      readonly name: string;
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

/** What may be mended by command; of the rest only types are thought about, and every other category is a person's. */
const BY_COMMAND: ReadonlySet<string> = new Set(['format', 'lint']);
/** Type checkers whose findings a model may mend. */
const BY_MODEL: ReadonlySet<string | undefined> = new Set(['tsc', 'mypy', 'pyright']);

/** Causes whose work is to look at CI: when a failure was found meanwhile, its own work mends it, so that it is not mended twice. */
const OBSERVATIONS: ReadonlySet<TaskEventType> = new Set([
  'ci_reported',
  'execution_completed',
  'ci_fix_pushed',
]);

/** A task in CI is observed, mended by command while every failure allows it, or handed to a person; one that waits for merges is told of them. */
export function decide(task: Task, cause: TaskEventType | undefined, maxFixes: number): Step {
  const unmerged = task.status === 'approved' ? mergesAwaited(task) : [];
  if (unmerged.length > 0) return { kind: 'merges', parts: unmerged };
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
  const stubborn = failures.filter((failure) => !isMendable(failure));
  if (stubborn.length > 0) {
    const names = stubborn.map(named).join(', ');
    return { kind: 'escalate', site, failures, reason: `not to be fixed automatically: ${names}` };
  }
  if (task.ci.fixes >= maxFixes) {
    return {
      kind: 'escalate',
      site,
      failures,
      reason: `${maxFixes} automatic ${maxFixes === 1 ? 'fix' : 'fixes'} did not make it green`,
    };
  }
  const remedies = remediesFor(failures);
  const applied = commandsApplied(task);
  if (remedies.every(({ name }) => applied.includes(name))) {
    const names = remedies.map(({ name }) => `\`${name}\``);
    const reason = `${names.join(' and ')} ${names.length > 1 ? 'were' : 'was'} applied before, and what it mends fails again`;
    return { kind: 'escalate', site, failures, reason };
  }
  return { kind: 'fix', site, failures, remedies };
}

function named({ name, category, folder }: CheckFailure): string {
  const fault = folderFault(folder);
  return `${name} (${category}${fault === undefined ? '' : `, ${fault}`})`;
}

/** Whether a failure may be mended without a person. */
export function isMendable({ category, tool, fix, folder }: CheckFailure): boolean {
  if (folderFault(folder) !== undefined) return false;
  return category === 'types' ? BY_MODEL.has(tool) : BY_COMMAND.has(category) && Boolean(fix);
}

/** What mends the failures, each once: types first, then linters, then formatters, which lay out what those wrote. */
function remediesFor(failures: readonly CheckFailure[]): readonly Remedy[] {
  const types = failures.filter(({ category }) => category === 'types');
  const lint = failures.filter(({ category }) => category === 'lint');
  const format = failures.filter(({ category }) => category === 'format');
  const commands = [...lint, ...format].flatMap(
    ({ fix, folder }) => fix?.split(' && ').map((command) => inFolder(folder, command)) ?? [],
  );
  return [
    ...(types.length === 0 ? [] : [thinking(types)]),
    ...[...new Set(commands)].map((name) => ({ kind: 'command', name }) as const),
  ];
}

/** Named by what the checkers said, so that the same findings are no reason to ask again, and others are. */
function thinking(failures: readonly CheckFailure[]): Remedy {
  const tools = [...new Set(failures.map(({ tool }) => tool))].join(' and ');
  const said = sha256(failures.map(({ excerpt }) => withoutAttempt(excerpt)).join('\n'));
  return { kind: 'model', name: `types of ${tools} by the model (${said.slice(0, 8)})`, failures };
}

/** What the checks of a commit say together. */
export type Verdict = 'pending' | 'failed' | 'passed' | 'none';

/** All checks must have ended before a round is judged, and those that the branch requires must have begun. */
export function judgeChecks(checks: readonly Check[], required: readonly string[] = []): Verdict {
  const missing = required.some((name) => !checks.some((check) => isNamed(check, name)));
  if (missing) return 'pending';
  if (checks.length === 0) return 'none';
  if (checks.some((check) => check.state === 'pending')) return 'pending';
  return checks.some((check) => check.state === 'failed') ? 'failed' : 'passed';
}

/** Whether a check must pass before the pull request can be merged. Where nothing says so, every check must. */
export function isRequired(check: Check, required: readonly string[]): boolean {
  return required.length === 0 || required.some((name) => isNamed(check, name));
}

/** A job goes by its own name among required checks, without that of its workflow. */
export function isNamed({ name, source }: Check, required: string): boolean {
  return name === required || (source === 'job' && name.endsWith(` / ${required}`));
}
