/** One place where two JSON values differ; `undefined` where a side has nothing. */
export interface Difference {
  /** For example `data.plan.steps[2].file`; empty for the whole value. */
  readonly field: string;
  readonly recorded: unknown;
  readonly now: unknown;
}

/** The places where two JSON values differ, outermost first, at most `limit`. */
export function differences(
  recorded: unknown,
  now: unknown,
  limit = 20,
  field = '',
): readonly Difference[] {
  const found: Difference[] = [];
  collect(recorded, now, field, found, limit);
  return found;
}

function collect(
  recorded: unknown,
  now: unknown,
  field: string,
  found: Difference[],
  limit: number,
): void {
  if (found.length >= limit || recorded === now) return;
  if (Array.isArray(recorded) && Array.isArray(now)) {
    for (let index = 0; index < Math.max(recorded.length, now.length); index += 1) {
      collect(recorded[index], now[index], `${field}[${index}]`, found, limit);
    }
    return;
  }
  if (isRecord(recorded) && isRecord(now)) {
    for (const name of new Set([...Object.keys(recorded), ...Object.keys(now)])) {
      collect(recorded[name], now[name], field === '' ? name : `${field}.${name}`, found, limit);
    }
    return;
  }
  found.push({ field, recorded, now });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
