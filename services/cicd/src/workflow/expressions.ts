/** One leg of a matrix: its values by their names. */
export type Cell = Readonly<Record<string, string>>;

const EXPRESSION = /\$\{\{[\s\S]*?\}\}/;
const REFERENCE = /\$\{\{\s*([\w-]+)\.([\w-]+)\s*\}\}/g;

/** A text of a workflow with the values that are known put in, by context (`matrix`, `env`) and name; the rest stays as it is. */
export function fill(text: string, values: Readonly<Record<string, Cell>>): string {
  return text.replace(REFERENCE, (all, context: string, name: string) => {
    return values[context]?.[name] ?? all;
  });
}

/** Whether a text may have come of a template, whatever its expressions stand for. */
export function fits(template: string, text: string): boolean {
  const [first = '', ...rest] = template.split(new RegExp(EXPRESSION, 'g'));
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.endsWith(last) && text.length - last.length >= at;
}

/** Whether a text has an expression in it that nothing is known of. */
export function isOpen(text: string): boolean {
  return EXPRESSION.test(text);
}

/**
 * The legs of a matrix as GitHub makes them: each combination, without what is excluded, with what is included. `undefined` where
 * an expression makes them.
 */
export function cellsOf(matrix: unknown): readonly Cell[] | undefined {
  if (matrix === undefined || matrix === null) return [{}];
  if (typeof matrix !== 'object') return undefined;
  const { include, exclude, ...axes } = matrix as Readonly<Record<string, unknown>>;
  let cells: readonly Cell[] = [{}];
  for (const [name, values] of Object.entries(axes)) {
    if (!Array.isArray(values)) return undefined;
    cells = cells.flatMap((cell) => values.map((value) => ({ ...cell, [name]: written(value) })));
  }
  const left = cells.filter((cell) => !listOf(exclude).some((one) => isWithin(one, cell)));
  const axesOf = (one: Cell) => Object.fromEntries(Object.entries(one).filter(([k]) => k in axes));
  return listOf(include).reduce<readonly Cell[]>((all, one) => {
    const fitting = (cell: Cell) => Object.keys(cell).length > 0 && isWithin(axesOf(one), cell);
    return left.some(fitting)
      ? all.map((cell) => (fitting(cell) ? { ...cell, ...one } : cell))
      : [...all.filter((cell) => Object.keys(cell).length > 0), one];
  }, left);
}

function isWithin(part: Cell, whole: Cell): boolean {
  return Object.entries(part).every(([name, value]) => whole[name] === value);
}

function listOf(value: unknown): readonly Cell[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one) =>
    typeof one === 'object' && one !== null
      ? [Object.fromEntries(Object.entries(one).map(([k, v]) => [k, written(v)]))]
      : [],
  );
}

function written(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
