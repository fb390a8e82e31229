import type { Machine } from './machine.ts';
import type { BenchmarkResult } from './run-benchmark.ts';
import type { Spread } from './statistics.ts';

/** Everything one run says: the last line of the standard output, as JSON. */
export interface Report {
  readonly startedAt: string;
  readonly scale: string;
  readonly machine: Machine;
  readonly benchmarks: readonly BenchmarkResult[];
}

/** A benchmark as tables for people. */
export function tableOf(result: BenchmarkResult): string {
  const facts = Object.entries(result.facts).map(([name, value]) => `${name} ${value}`);
  const figures = result.cases.flatMap(({ name, figures }) =>
    Object.entries(figures).map(([figure, spread]) => [name, figure, ...columns(spread, amount)]),
  );
  const ratios = result.ratios.map((ratio) => [
    ratio.name,
    ratio.better,
    ...columns(ratio, (value) => `${value.toFixed(2)}x`),
  ]);
  return [
    '',
    `${result.name}: ${result.question}`,
    `${result.rounds} rounds, ${result.seconds} s; ${facts.join(', ')}`,
    '',
    ...aligned([['case', 'figure', 'median', 'min', 'max'], ...figures]),
    '',
    ...aligned([['ratio, round by round', 'better', 'median', 'min', 'max'], ...ratios]),
    '',
  ].join('\n');
}

function columns({ median, min, max }: Spread, say: (value: number) => string): readonly string[] {
  return [median, min, max].map(say);
}

function amount(value: number): string {
  if (value >= 1000) return Math.round(value).toLocaleString('en-US');
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** The first two columns to the left, numbers to the right. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}
