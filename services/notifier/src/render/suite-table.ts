import type { Evidence } from '@patchwright/events';
import type { Task } from '@patchwright/task';
import { code, table } from './markdown.ts';

/** Names of tests that are listed; the rest is counted. */
const MOST_NAMES = 20;

/** The whole suite before the change and after it, and which failures are not of this change; empty before both are known. */
export function suiteTable({ baseline, verification }: Task): readonly string[] {
  if (baseline === undefined || verification === undefined) return [];
  const { commit, evidence, by } = verification;
  const whose = by === 'profile' ? ', by the test profile that lies outside the repository' : '';
  const rows = table(
    [
      ['Before the change', code(baseline.command), outcomeOf(baseline)],
      [
        `After it, in a fresh checkout of ${code(commit.slice(0, 12))}${whose}`,
        code(evidence.command),
        outcomeOf(evidence),
      ],
    ],
    ['The whole suite', 'Command', ''],
  );
  const before = baseline.counts?.failing ?? [];
  const now = new Set(evidence.counts?.failing ?? []);
  const left = before.filter((name) => now.has(name));
  const mended = by === 'plan' ? before.filter((name) => !now.has(name)) : [];
  return [
    rows,
    listOf('Failed before the change already, and still does', left),
    listOf('Failed before the change, and passes now', mended),
  ].filter((part) => part !== '');
}

function outcomeOf({ counts, exitCode }: Evidence): string {
  if (counts === undefined) return exitCode === 0 ? 'passes' : `exit code ${exitCode}`;
  const skipped = counts.skipped === 0 ? '' : `, ${counts.skipped} skipped`;
  return `${counts.passed} of ${counts.total} pass${skipped}`;
}

function listOf(title: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const shown = names.slice(0, MOST_NAMES).map((name) => `- ${code(name.slice(0, 200))}`);
  const rest = names.length - shown.length;
  return [`${title}:`, '', ...shown, ...(rest > 0 ? [`- and ${rest} more`] : [])].join('\n');
}
