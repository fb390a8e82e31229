import { readFileSync } from 'node:fs';
import { type Policy, PolicyShape } from '@patchwright/task';
import { LineCounter, parseDocument } from 'yaml';

/** Reads a policy in YAML or JSON. Throws an Error that names the file, the line and the field. */
export function readPolicy(path: string): Policy {
  return parsePolicy(path, readFileSync(path, 'utf8'));
}

/** The policy that a text states. Throws an Error that names `file`, the line and the field. */
export function parsePolicy(file: string, text: string): Policy {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [fault] = document.errors;
  if (fault !== undefined) {
    const { line } = lines.linePos(fault.pos[0]);
    throw new Error(`${file}:${line}: ${fault.message.split('\n')[0]}`);
  }
  const parsed = PolicyShape.safeParse(document.toJS() ?? {});
  if (parsed.success) return parsed.data;
  const said = parsed.error.issues.map((issue) => {
    const line = lineOf(issue.path);
    return `${file}${line}: ${issue.path.join('.') || 'the policy'}: ${issue.message}`;
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
