/** Characters that people do not see: controls but tab and line ends; whatever Unicode lets a renderer ignore (zero-width, fillers, direction marks, tags, variation selectors); annotation marks. */
const INVISIBLE = /(?![\t\n\r])[\p{Cc}\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/gu;

/**
 * From left to right, as a Markdown renderer reads: an escaped character, code in fences or back-ticks (seen by people,
 * so it stays), a comment, a comment that is never closed and hides everything behind it.
 */
const CODE_OR_COMMENT =
  /(\\[\s\S]|^ {0,3}(?:`{3,}|~{3,})[^\n]*\n[\s\S]*?^ {0,3}(?:`{3,}|~{3,})[^\n]*$|(`+)(?!`)[^\n]*?(?<!`)\2(?!`))|<!--[\s\S]*?-->|^ {0,3}<!--[\s\S]*/gm;

/** Attributes that a page does not show, in the tags of a text; and the titles and alternative texts of Markdown's links and pictures. */
const HIDDEN_ATTRIBUTE =
  /(<[a-zA-Z][^<>]*?)\s(?:alt|title|placeholder|aria-[\w-]+|data-[\w-]+)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s<>"']+)/g;

/** A text by a person, without what people do not see: comments, invisible and direction-changing characters, hidden attributes. */
export function clean(text: string): string {
  const visible = text
    .replace(INVISIBLE, '')
    .replace(CODE_OR_COMMENT, (_all, kept: string | undefined) => kept ?? '');
  return withoutAttributes(visible);
}

/** A machine's text (a file, an output) with invisible characters written out, so that it can be quoted and not be misread. */
export function reveal(text: string): string {
  return text.replace(INVISIBLE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}

/** A tag may have several: each pass takes one from every tag. */
function withoutAttributes(text: string): string {
  const next = text.replace(HIDDEN_ATTRIBUTE, '$1');
  return next === text ? text : withoutAttributes(next);
}
