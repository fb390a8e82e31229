/** Words by which a type checker is made to look away without being turned off. */
const SILENCES =
  /\bas\s+(?:any|never|unknown\s+as)\b|[:<,|]\s*any\b|\bcast\(\s*['"]?Any\b|[:[,|]\s*Any\b|->\s*Any\b/g;

/** The first word of a changed file that silences a type checker and was not there before, or `undefined`. */
export function newSilence(before: string | null, after: string | null): string | undefined {
  const were: readonly string[] = before?.match(SILENCES) ?? [];
  const are: readonly string[] = after?.match(SILENCES) ?? [];
  return are.length > were.length
    ? (are.find((one) => !were.includes(one)) ?? are[0])?.trim()
    : undefined;
}
