import type { Io } from '../io.ts';
import { plain } from './plain.ts';
import { type Look, look } from './style.ts';

/** One cell: its text, and perhaps how it looks. */
export type Cell = string | { readonly text: string; readonly look: Look };

/** How a table is laid out. */
export interface TableOptions {
  /** Shown above, in plain capitals. */
  readonly head?: readonly string[];
  /** The column that is cut when the terminal is too narrow; the last one unless told. */
  readonly elastic?: number;
}

const GAP = 2;
const NARROWEST = 10;

/** Lines with aligned columns. Texts are stripped of whatever could steer a terminal; nothing is cut off a terminal. */
export function table(
  io: Pick<Io, 'color' | 'columns'>,
  rows: readonly (readonly Cell[])[],
  options: TableOptions = {},
): readonly string[] {
  const { head } = options;
  const all = head === undefined ? rows : [head.map(heading), ...rows];
  const widths = widthsOf(all);
  const elastic = options.elastic ?? widths.length - 1;
  const total = widths.reduce((sum, width) => sum + width, 0) + GAP * (widths.length - 1);
  const wide = widths[elastic] ?? 0;
  if (io.columns !== undefined && total > io.columns) {
    widths[elastic] = Math.max(NARROWEST, wide - (total - io.columns));
  }
  return all.map((row) =>
    row
      .map((cell, index) => {
        const text = fit(textOf(cell), widths[index] ?? 0);
        const padding = ' '.repeat(Math.max(0, (widths[index] ?? 0) - text.length));
        const shown = typeof cell === 'string' ? text : look(io, cell.look, text);
        return shown + padding;
      })
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
}

function widthsOf(rows: readonly (readonly Cell[])[]): number[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) {
      widths[index] = Math.max(widths[index] ?? 0, textOf(cell).length);
    }
  }
  return widths;
}

function heading(text: string): Cell {
  return { text: text.toUpperCase(), look: 'dim' };
}

function textOf(cell: Cell): string {
  return plain(typeof cell === 'string' ? cell : cell.text);
}

function fit(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
