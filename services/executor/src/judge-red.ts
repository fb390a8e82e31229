import type { PlanStep } from '@patchwright/events';
import type { CommandResult } from '@patchwright/workspace';
import { refuted, type Verdict } from './judge.ts';
import { comparable, filesIn, isOneOf, saidOf, sameTest } from './test-output.ts';

/** Signs that a test did not fail but could not even be run, with what to tell whoever wrote it. */
const BROKEN: readonly { readonly sign: RegExp; readonly means: string }[] = [
  {
    sign: /\bERR_MODULE_NOT_FOUND\b|\bERR_UNKNOWN_FILE_EXTENSION\b|\bCannot find (?:module|package)\b|\bFailed to resolve import\b|\bModuleNotFoundError\b|\bImportError\b|\bcannot load such file\b|\bunresolved import\b|\bno required module provides package\b|\bpackage \S+ (?:does not exist|is not in (?:std|GOROOT))|\bClass "[^"]+" not found\b/,
    means: 'a module that it imports is missing',
  },
  {
    sign: /\bSyntaxError\b|\bIndentationError\b|\bTabError\b|\berror TS\d+\b|\berror\[E\d{4}\]|\bcould not compile\b|\[build failed\]|\[setup failed\]|\bCOMPILATION ERROR\b|\berror CS\d{4}\b|\bcannot find symbol\b|\bPHP Parse error\b|\bsyntax error, unexpected\b|\bTransform failed\b|\bUnexpected token\b|\bCompileKotlin\w* FAILED\b/,
    means: 'it does not compile',
  },
  {
    sign: /\bfixture '[^']+' not found\b|\bERROR at setup of\b|"(?:before|after) (?:each|all)" hook\b|\bhook (?:timed out|failed)\b/,
    means: 'its set-up fails',
  },
  {
    sign: /\bno tests? (?:ran|found|collected|to run)\b|\bNo test files? found\b|\btesting: warning: no tests to run\b|\bNo tests? (?:matched|executed)\b/i,
    means: 'the command runs no test',
  },
  {
    sign: /\bcommand not found\b|\bis not recognized as an internal\b/,
    means: 'the command is not there',
  },
  {
    sign: /\b(?:test|hook) timed out in \d+|\bexceeded timeout of \d+|\bTimeout of \d+ ?ms exceeded\b|\bpanic: test timed out\b|\bE +Failed: Timeout\b/i,
    means: 'it does not end in the time that the runner gives it',
  },
];

/**
 * A new test is proved red when the named test fails for the stated reason: what the runner says of this very test holds the expected
 * words, and its failure lies in the test or in code that the plan is about (`planned`, exact paths or `folder/**`).
 */
export function judgeRed(
  step: PlanStep,
  result: CommandResult,
  planned: readonly string[] = [],
): Verdict {
  const name = step.testName ?? '';
  if (result.timedOut) return refuted('the command did not end in time');
  if (result.exitCode === 127) {
    return refuted(`the command is not there: ${result.excerpt.split('\n')[0] ?? ''}`);
  }
  if (result.exitCode === 0) {
    return refuted('the test passes on the present code: it does not reproduce the problem');
  }
  const expected = reasonIn(step.expected ?? '');
  const failing = result.counts?.failing ?? [];
  const own = saidOf(result.excerpt, name, failing);
  const isNamed =
    failing.length > 0 ? failing.some((test) => sameTest(test, name)) : own.trim() !== '';
  // Where the runner names nothing that failed, all of its words are taken for those about this test.
  const said = isNamed && failing.length > 0 && own !== '' ? own : result.excerpt;
  const broken = BROKEN.map(({ sign, means }) => ({ sign, means, found: sign.exec(said)?.[0] }))
    .filter(({ sign, found }) => found !== undefined && !sign.test(step.expected ?? ''))
    .at(0);
  if (broken !== undefined) {
    const missed = isNamed || failing.length === 0 ? '' : `; ${notAmong(name, failing)}`;
    return refuted(
      `the test did not run as a test: ${broken.means} (the output says "${broken.found?.trim()}")${missed}`,
    );
  }
  if (!isNamed) return refuted(notAmong(name, failing));
  if (expected !== '' && !holds(said, expected)) {
    return refuted(
      holds(result.excerpt, expected)
        ? `the test failed, but not for the stated reason: "${step.expected}" is said of another test`
        : `the test failed, but not for the stated reason: "${step.expected}" is not in its output`,
    );
  }
  const files = filesIn(said);
  const known = [step.file, ...planned];
  return files.length > 0 && !files.some((file) => isOneOf(file, known))
    ? refuted(
        `the test failed elsewhere: in ${files.slice(0, 3).join(', ')}, which is neither the test nor code of the plan`,
      )
    : { kind: 'proved' };
}

function notAmong(name: string, failing: readonly string[]): string {
  const others = failing.length === 0 ? '' : `; these failed: ${failing.slice(0, 3).join(', ')}`;
  return `the command failed, but the test "${name}" is not among what failed${others}`;
}

/** "fails with X" and "it fails: X" expect X. */
function reasonIn(expected: string): string {
  return comparable(expected).replace(
    /^(?:it |the test )?(?:fails?|is failing)(?: with| because| since| as|,)?:? +(?=\S)/,
    '',
  );
}

/** The words as they are, or all that they quote. */
function holds(output: string, expected: string): boolean {
  const said = comparable(output);
  if (said.includes(expected)) return true;
  const quoted = [...expected.matchAll(/(?<![\p{L}\p{N}])'([^']{3,})'/gu)].map(
    ([, part = '']) => part,
  );
  return quoted.length > 0 && quoted.every((part) => said.includes(part));
}
