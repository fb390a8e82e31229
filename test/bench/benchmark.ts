/** How much is measured: `full` for figures that are worth reading, `quick` to see that everything still runs. */
export type Scale = 'full' | 'quick';

/** What one measurement came to, by the name of the figure: `perSecond`, `p50Ms`, `cpuUs`. All of them finite. */
export type Figures = Readonly<Record<string, number>>;

/** One way of doing what a benchmark is about: ours, or the limit beside it. */
export interface Case {
  readonly name: string;
  /** Does it once, from the same beginning each time. Bounded in count and time; throws when the work was not done. */
  readonly measure: () => Promise<Figures>;
}

/** One figure of one case. */
export interface FigureOf {
  readonly case: string;
  readonly figure: string;
}

/** What is compared within each round: the figure of ours divided by that of the limit. */
export interface Comparison {
  readonly name: string;
  readonly of: FigureOf;
  readonly to: FigureOf;
  /** Which way is good. */
  readonly better: 'higher' | 'lower';
  /** Left out where the system does not tell the figure, or too coarsely to divide by it. */
  readonly optional?: true;
}

/** A benchmark with its servers up, ready to be measured. */
export interface Prepared extends AsyncDisposable {
  readonly cases: readonly Case[];
  readonly comparisons: readonly Comparison[];
  /** What was measured on, for the reader: counts and sizes. */
  readonly facts: Readonly<Record<string, number | string>>;
}

/** A question about speed, and how it is answered. */
export interface Benchmark {
  readonly name: string;
  readonly question: string;
  readonly prepare: (scale: Scale) => Promise<Prepared>;
}
