import type { Benchmark, Comparison, FigureOf, Figures, Scale } from './benchmark.ts';
import { type Spread, spreadOf } from './statistics.ts';

/** What a benchmark came to. */
export interface BenchmarkResult {
  readonly name: string;
  readonly question: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly facts: Readonly<Record<string, number | string>>;
  readonly cases: readonly {
    readonly name: string;
    readonly figures: Readonly<Record<string, Spread>>;
  }[];
  /** Each round gives one quotient, so that what disturbed a round disturbed both of its sides. */
  readonly ratios: readonly (Comparison & Spread)[];
}

/** How a benchmark is run. */
export interface RunOptions {
  readonly scale: Scale;
  /** At least 1. */
  readonly rounds: number;
  /** Told of each measurement as it is made. */
  readonly onMeasured: (said: string) => void;
}

/**
 * Measures all cases of a benchmark in interleaved rounds, each second one backwards, so that a slow minute of the machine or
 * a server that grows falls on no case alone. At full scale each case is warmed up once before.
 */
export async function runBenchmark(
  benchmark: Benchmark,
  { scale, rounds, onMeasured }: RunOptions,
): Promise<BenchmarkResult> {
  const began = performance.now();
  await using prepared = await benchmark.prepare(scale);
  const { cases, comparisons, facts } = prepared;
  if (scale === 'full') {
    for (const { measure } of cases) await measure();
  }
  const measured: Map<string, Figures>[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const found = new Map<string, Figures>();
    for (const { name, measure } of round % 2 === 1 ? cases : [...cases].reverse()) {
      const figures = await measure();
      found.set(name, figures);
      onMeasured(`${benchmark.name} ${round}/${rounds} ${name}: ${inWords(figures)}`);
    }
    measured.push(found);
  }
  return {
    name: benchmark.name,
    question: benchmark.question,
    rounds,
    seconds: Math.round((performance.now() - began) / 1000),
    facts,
    cases: cases.map(({ name }) => ({ name, figures: figuresOf(name, measured) })),
    ratios: comparisons
      .filter((comparison) => comparison.optional !== true || isTold(comparison, measured))
      .map((comparison) => ({
        ...comparison,
        ...spreadOf(
          measured.map((round) => figure(round, comparison.of) / figure(round, comparison.to)),
        ),
      })),
  };
}

function figuresOf(
  name: string,
  measured: readonly ReadonlyMap<string, Figures>[],
): Readonly<Record<string, Spread>> {
  const names = Object.keys(measured[0]?.get(name) ?? {});
  return Object.fromEntries(
    names.map((one) => [
      one,
      spreadOf(measured.map((round) => figure(round, { case: name, figure: one }))),
    ]),
  );
}

function figure(round: ReadonlyMap<string, Figures>, wanted: FigureOf): number {
  const found = round.get(wanted.case)?.[wanted.figure];
  if (found === undefined) {
    throw new TypeError(`"${wanted.case}" has no figure "${wanted.figure}"`);
  }
  return found;
}

function isTold(
  { of, to }: Comparison,
  measured: readonly ReadonlyMap<string, Figures>[],
): boolean {
  return measured.every((round) =>
    [of, to].every((one) => (round.get(one.case)?.[one.figure] ?? 0) > 0),
  );
}

function inWords(figures: Figures): string {
  return Object.entries(figures)
    .map(([name, value]) => `${name} ${value >= 100 ? Math.round(value) : value.toPrecision(3)}`)
    .join(', ');
}
