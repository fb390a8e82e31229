import type { Span } from './spoken-spans.ts';

const MACRO = /\{(?<name>quote|code|noformat|panel|color)(?::[^}\n]{0,200})?\}/gi;
const QUOTED_LINE = /^[ \t]*bq\.[ \t].*$/gm;
/** Macros that only colour or frame what the author says. */
const SAID = new Set(['color', 'panel']);

/** The pieces of a text in Jira's wiki markup that are quotes or code. A macro without an end goes on to the text's end. Pure, linear in time. */
export function wikiSpans(text: string): readonly Span[] {
  const spans: Span[] = [];
  let open: { readonly name: string; readonly from: number } | undefined;
  for (const match of text.matchAll(MACRO)) {
    const name = match.groups?.name?.toLowerCase() ?? '';
    if (SAID.has(name)) continue;
    if (open === undefined) open = { name, from: match.index };
    else if (open.name === name) {
      spans.push({ from: open.from, to: match.index + match[0].length });
      open = undefined;
    }
  }
  if (open !== undefined) spans.push({ from: open.from, to: text.length });
  for (const line of text.matchAll(QUOTED_LINE)) {
    spans.push({ from: line.index, to: line.index + line[0].length });
  }
  return spans;
}
