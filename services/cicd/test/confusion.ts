/** What was expected, and what was found. */
export type Pair = readonly [expected: string, found: string];

/** A table of how often each expected word was found as which other, as text; the right ones stand on the diagonal. */
export function confusionTable(pairs: readonly Pair[]): string {
  const words = [...new Set(pairs.flat())].sort();
  const width = Math.max(...words.map((word) => word.length));
  const columns = words.map((_, index) => String(index + 1).padStart(3));
  const rows = words.map((expected, index) => {
    const counts = words.map((found) => {
      const count = pairs.filter(([a, b]) => a === expected && b === found).length;
      return (count === 0 ? '·' : String(count)).padStart(3);
    });
    return `${String(index + 1).padStart(3)} ${expected.padEnd(width)} ${counts.join(' ')}`;
  });
  return [`${' '.repeat(width + 5)}${columns.join(' ')}`, ...rows].join('\n');
}
