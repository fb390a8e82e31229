import type { CheckFailure } from '@patchwright/events';
import type { Check } from '@patchwright/outside';
import { type Failing, failingPart } from './log/failing-part.ts';
import { packagesApart } from './log/packages-apart.ts';
import { plainLines } from './log/plain-lines.ts';
import { type LogStep, readSteps } from './log/read-steps.ts';
import { type Category, categories, type Evidence, type Sign, shows } from './signs/sign.ts';
import { signs } from './signs/signs.ts';

/**
 * What a failing check's log says: category, tool, the part that tells, and the commands that mend it, joined by
 * ` && `, when all that failed can be mended by command. Only steps that failed are evidence; of several failures the
 * hardest names the category.
 */
export function diagnose(check: Check, log: string, remarks: readonly string[] = []): CheckFailure {
  const failed = failedSteps(readSteps(plainLines(log)));
  return diagnoseSteps(check, [...remarked(remarks), ...failed], log !== '');
}

/** What a runner remarks on a job stands in no step of its log, and counts like one. */
function remarked(remarks: readonly string[]): readonly LogStep[] {
  const output = plainLines(remarks.join('\n'));
  return remarks.length === 0 ? [] : [{ script: [], output, failed: true }];
}

/** The steps of a log that are evidence: those that failed. */
export function failedSteps(steps: readonly LogStep[]): readonly LogStep[] {
  const marked = steps.filter((step) => step.failed);
  return marked.length > 0 ? marked : [lastOf(steps)];
}

/** What a failing check's steps say that failed, as `diagnose` does of all of them. */
export function diagnoseSteps(
  check: Check,
  failed: readonly LogStep[],
  hasLog: boolean,
): CheckFailure {
  const failing = failed.map(judge);
  const said = spoken(check.conclusion, hasLog);
  const worst = [...failing].sort((a, b) => rankOf(a.category) - rankOf(b.category))[0];
  const main = said !== undefined && rankOf(said.category) < rankOf(worst?.category) ? said : worst;
  const fix = main?.category === 'lint' || main?.category === 'format' ? fixOf(failing) : undefined;
  return {
    name: check.name,
    url: check.url,
    category: main?.category ?? 'unknown',
    ...(main?.tool === undefined ? {} : { tool: main.tool }),
    ...(fix === undefined ? {} : { fix }),
    excerpt: failingPart(failing.toSorted((a, b) => Number(b === worst) - Number(a === worst))),
  };
}

interface Judged extends Failing {
  readonly category: Category;
  readonly tool: string | undefined;
  readonly found: readonly Sign[];
}

function judge(failed: LogStep): Judged {
  const step = packagesApart(failed);
  const evidence = evidenceOf(step);
  const found = signs.filter((sign) => shows(sign, evidence));
  const hardest = found[0];
  return {
    step,
    found,
    category: hardest?.category ?? 'unknown',
    tool: hardest?.tool,
    telling: found
      .filter(({ category }) => category === hardest?.category)
      .flatMap(({ says, tells }) => (tells === undefined ? says : [tells])),
  };
}

/** Commands for all that was found, in the order of the signs: lint before format. None, unless each has one. */
function fixOf(failing: readonly Judged[]): string | undefined {
  const found = failing.flatMap((one) => one.found);
  if (found.some(({ fix }) => fix === undefined)) return undefined;
  const fixes = new Set(signs.filter((sign) => found.includes(sign)).map(({ fix }) => fix));
  return [...fixes].join(' && ');
}

function evidenceOf({ script, output }: LogStep): Evidence {
  const lines = output.map((line) => line.replace(/^##\[(?:error|warning|notice)\]/, ''));
  const within = lines.flatMap((line) => INVOKED.exec(line)?.[1] ?? []);
  return {
    commands: [...script, ...within].join('\n'),
    output: lines.join('\n'),
    untitled: lines.filter((line) => !TITLE.test(line)).join('\n'),
  };
}

/** Commands that a step's own command shows when it runs them: npm, yarn, pnpm, make, `set -x`, tox, hooks of pre-commit. */
const INVOKED =
  /^(?:(?:[>$+]|\S+ \S+\$|\S+: commands\[\d+\]>|nox >|- hook id:) )?((?:(?:npx|pnpm|yarn|poetry run|uv run|python3? -m) )*(?:biome|black|cargo|eslint|flake8|go|gofmt|golangci-lint|isort|mocha|mypy|node|npm(?! (?:error|warn|notice|ERR!))|pnpm|prettier|pylint|pytest|ruff|tsc|yarn)\b.*)$/;

/** Lines that name a test, by the marks and words of the usual runners. */
const TITLE =
  /^\s*(?:[✓✔√×✗✘✕✖↓○] |❯ .*\(\d+ tests?\b|(?:not )?ok \d+ - |# Subtest: |=== (?:RUN|PAUSE|CONT|NAME) |--- (?:PASS|SKIP|FAIL): |test \S.* \.\.\. (?:ok|ignored|FAILED)$|\S+::\S+ (?:PASSED|FAILED|ERROR|SKIPPED|XFAIL|XPASS)\b)/;

/** A job that was cut off marks no step as failed: the one that ran last is the one that it was cut off in. */
function lastOf(steps: readonly LogStep[]): LogStep {
  const last = steps.findLast(({ script }) => script.length > 0) ?? steps.at(-1);
  return last ?? { script: [], output: [], failed: false };
}

/** What the check itself says of how it ended. */
function spoken(
  conclusion: string | null,
  hasLog: boolean,
): Pick<Judged, 'category' | 'tool'> | undefined {
  switch (conclusion) {
    case 'cancelled':
      return { category: 'infrastructure', tool: 'cancelled' };
    case 'timed_out':
      return { category: 'infrastructure', tool: 'timeout' };
    case 'startup_failure':
      return { category: 'infrastructure', tool: hasLog ? 'runner' : 'startup' };
    case 'stale':
      return { category: 'infrastructure', tool: 'stale' };
    case 'action_required':
      return { category: 'permission', tool: 'approval' };
    default:
      return undefined;
  }
}

function rankOf(category: Category = 'gate'): number {
  return categories.indexOf(category);
}
