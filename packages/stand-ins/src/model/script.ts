import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';

/** Tokens that a turn says it used; both are counted from the characters when absent. */
const Usage = z.strictObject({
  input: z.int().nonnegative(),
  output: z.int().nonnegative(),
  cacheRead: z.int().nonnegative().optional(),
  cacheWrite: z.int().nonnegative().optional(),
});

/** One call of a tool in a turn. */
const Call = z.strictObject({
  tool: z.string().min(1),
  input: z.record(z.string(), z.unknown()).default({}),
});

/** One assistant message: text, tool calls, or both. */
const Turn = z
  .strictObject({
    text: z.string().optional(),
    calls: z.array(Call).default([]),
    /** Texts that must stand in the tool results that answer this turn. */
    expect: z.array(z.string().min(1)).default([]),
    usage: Usage.optional(),
  })
  .refine((turn) => turn.text !== undefined || turn.calls.length > 0, {
    message: 'a turn needs text, calls, or both',
  })
  .refine((turn) => turn.expect.length === 0 || turn.calls.length > 0, {
    message: 'expect speaks of tool results, so the turn needs calls',
    path: ['expect'],
  });

/** One conversation: whom it belongs to and what is said, turn by turn. */
const Conversation = z.strictObject({
  /** The words after "Patchwright's" in the first line of the system prompt. */
  role: z.string().min(1),
  /** Text that must stand in the first user message. */
  about: z.string().min(1),
  /** The first user message must then contain `Step: <step>`. */
  step: z.coerce.string().min(1).optional(),
  /** May be played in several runs; otherwise it belongs to the first run that opens it. */
  again: z.boolean().default(false),
  turns: z.array(Turn).min(1),
});

/** A script of the scripted model, as it stands in a `model.yaml`. */
export const ModelScript = z.strictObject({ conversations: z.array(Conversation).min(1) });

/** A validated script, see the schema of the same name. */
export type ModelScript = z.infer<typeof ModelScript>;

/** One conversation of a script. */
export type ScriptedConversation = ModelScript['conversations'][number];

/** One assistant message of a script. */
export type ScriptedTurn = ScriptedConversation['turns'][number];

/** One mistake in a script, with the line and column (from 1) where it stands. */
export interface ScriptProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** A script that cannot be played; its message names file, line and mistake, one a line. */
export class ScriptFault extends Error {
  override readonly name = 'ScriptFault';
  readonly problems: readonly ScriptProblem[];

  constructor(problems: readonly ScriptProblem[]) {
    super(problems.map((p) => `${p.file}:${p.line}:${p.column}: ${p.message}`).join('\n'));
    this.problems = problems;
  }
}

/** Reads and checks a script. Throws a ScriptFault that names every mistake with its line, or the error of the file system. */
export async function readModelScript(file: string): Promise<ModelScript> {
  return parseModelScript(await readFile(file, 'utf8'), file);
}

/** Checks the text of a script; `file` is only named in the faults. Throws a ScriptFault. */
export function parseModelScript(text: string, file: string): ModelScript {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const problemAt = (offset: number, message: string): ScriptProblem => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1), message };
  };
  if (document.errors.length > 0) {
    throw new ScriptFault(
      document.errors.map((error) =>
        problemAt(error.pos[0], error.message.split('\n')[0] ?? 'not YAML'),
      ),
    );
  }
  const parsed = ModelScript.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  throw new ScriptFault(
    parsed.error.issues.map((issue) =>
      problemAt(offsetOf(document, issue.path), `${issue.path.join('.')}: ${issue.message}`),
    ),
  );
}

/** Where the value of a path begins, or else the nearest thing around it that is there. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly PropertyKey[]) {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    const range = (node as { range?: readonly number[] } | undefined)?.range;
    if (range?.[0] !== undefined) return range[0];
  }
  return document.range?.[0] ?? 0;
}
