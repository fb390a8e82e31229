/** What several measurements of one figure came to. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly samples: readonly number[];
}

/** Median, least and most of measurements. Throws a RangeError when there is none, or one is not finite. */
export function spreadOf(samples: readonly number[]): Spread {
  const odd = samples.find((sample) => !Number.isFinite(sample));
  if (samples.length === 0 || odd !== undefined) {
    throw new RangeError(`${odd ?? 'nothing'} cannot be measured`);
  }
  return {
    median: quantile(samples, 0.5),
    min: Math.min(...samples),
    max: Math.max(...samples),
    samples: samples.map((sample) => Number(sample.toPrecision(6))),
  };
}

/** The value below which the given share (0 to 1) of the samples lies; interpolated between two. `NaN` without samples. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((one, other) => one - other);
  const place = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  if (below === undefined || above === undefined) return Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}
