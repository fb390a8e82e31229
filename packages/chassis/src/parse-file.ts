import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';

/** What a text in YAML or JSON states, as the schema has it; `whole` names all of it. Throws an Error that names `file`, the line and the field. */
export function parseFile<T>(schema: z.ZodType<T>, whole: string, file: string, text: string): T {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [fault] = document.errors;
  if (fault !== undefined) {
    const { line } = lines.linePos(fault.pos[0]);
    throw new Error(`${file}:${line}: ${fault.message.split('\n')[0]}`);
  }
  const parsed = schema.safeParse(document.toJS() ?? {});
  if (parsed.success) return parsed.data;
  const said = parsed.error.issues.map((issue) => {
    const line = lineOf(issue.path);
    return `${file}${line}: ${issue.path.join('.') || whole}: ${issue.message}`;
  });
  throw new Error(said.join('\n'));

  function lineOf(path: readonly PropertyKey[]): string {
    for (let depth = path.length; depth >= 0; depth -= 1) {
      const node = document.getIn(path.slice(0, depth), true) as
        | { readonly range?: readonly number[] | null }
        | undefined;
      const start = node?.range?.[0];
      if (start !== undefined) return `:${lines.linePos(start).line}`;
    }
    return '';
  }
}
