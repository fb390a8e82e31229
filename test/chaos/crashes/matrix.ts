import { messageOf } from '@patchwright/faults';
import type { Row } from './rows.ts';
import { type RowResult, runRow } from './run-row.ts';
import type { Traces } from './site.ts';
import type { Stage } from './stage.ts';

/** Tries rows, a few at a time, since most of a row is waiting. Answers their results in the order in which they came. */
export async function tryRows(
  stage: Stage,
  calm: Traces,
  rows: readonly Row[],
  options: { readonly atOnce: number; readonly onResult: (result: RowResult) => void },
): Promise<readonly RowResult[]> {
  const left = [...rows];
  const results: RowResult[] = [];
  async function work(): Promise<void> {
    for (let row = left.shift(); row !== undefined; row = left.shift()) {
      const result = await runRow(stage, row, calm).catch(
        (error: unknown): RowResult => ({
          row: row as Row,
          broken: [messageOf(error)],
          takenOverMs: undefined,
        }),
      );
      results.push(result);
      options.onResult(result);
    }
  }
  await Promise.all(Array.from({ length: options.atOnce }, work));
  return results;
}

/** One line about a row. */
export function lineOf({ row, broken, takenOverMs }: RowResult): string {
  const taken =
    takenOverMs === undefined ? 'nothing to take over' : `taken over after ${takenOverMs} ms`;
  const came = broken.length === 0 ? 'as if nothing had been' : broken.join('; ');
  return `${row.point}, ${row.how}: ${taken}, ${came}\n`;
}
