/** Characters that people do not see: controls but tab and line ends; whatever Unicode lets a renderer ignore (zero-width, fillers, direction marks, tags, variation selectors); annotation marks. */
const INVISIBLE = /(?![\t\n\r])[\p{Cc}\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/gu;

/**
 * From left to right, as a Markdown renderer reads: an escaped character, code in fences or back-ticks (seen by people,
 * so it stays), a comment, a comment that is never closed and hides everything behind it.
 */
const CODE_OR_COMMENT =
  /(\\[\s\S]|^ {0,3}(?:`{3,}(?!`)[^\n`]*|~{3,}(?!~)[^\n]*)\n[\s\S]*?^ {0,3}(?:`{3,}|~{3,})[^\n]*$|(`+)(?!`)(?:[^\n]*?(?<!`)\2(?!`))?)|<!--[\s\S]*?-->|^ {0,3}<!--[\s\S]*/gm;

/** Attributes that a page does not show, in the tags of a text; and the titles and alternative texts of Markdown's links and pictures. */
const HIDDEN_ATTRIBUTE =
  /(<[a-zA-Z][^<>]*?)\s(?:alt|title|placeholder|aria-[\w-]+|data-[\w-]+)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s<>"']+)/g;

/** Elements of HTML whose content a page never shows, and elements that are told to be invisible. */
const HIDDEN_ELEMENT =
  /<(script|style|template|noscript)\b[^>]{0,500}>[\s\S]*?(?:<\/\1\s*>|$)|<([a-z][\w-]*)\b(?=[^>]{0,500}(?:\shidden(?=[\s=>/])|\saria-hidden\s*=\s*["']?true|\sstyle\s*=\s*(?:"[^">]{0,500}|'[^'>]{0,500})(?:display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?![.\d])|font-size\s*:\s*0(?![.\d])|color\s*:\s*(?:transparent|white|#fff\b|#ffffff))))[^>]{0,500}>[\s\S]*?(?:<\/\2\s*>|$)/gi;

/** Definitions of link references are not shown at all; in `[//]: # (…)` people hide comments. */
const REFERENCE_TEXT =
  /^( {0,3}\[[^\]\n]*\]:[ \t]*\S+)[ \t]*\n?[ \t]*(?:"[^"]*"|'[^']*'|\([^)]*\))[ \t]*$/gm;
/** The title of a link or picture, and the text that stands in for a picture. */
const LINK_TITLE = /(\]\([^)\]\s"']*)\s+(?:"[^"]*"|'[^']*')\s*\)/g;
const PICTURE_TEXT = /!\[[^\]\n]{1,500}\](?=[([])/g;

/** What is written into an address itself: nobody reads it, and a model may decode it. */
const DATA_ADDRESS = /\bdata:[\w.+-]+\/[\w.+-]+[^,\s]*,[^\s)"'<>\]]*/gi;

/** A text by a person, without what people do not see: comments, invisible and direction-changing characters, hidden elements, attributes, titles, data addresses. */
export function clean(text: string): string {
  const visible = text
    .replace(INVISIBLE, '')
    .replace(CODE_OR_COMMENT, (_all, kept: string | undefined) => kept ?? '');
  return withoutAttributes(visible.replace(HIDDEN_ELEMENT, ''))
    .replace(REFERENCE_TEXT, '$1')
    .replace(LINK_TITLE, '$1)')
    .replace(PICTURE_TEXT, '![]')
    .replace(DATA_ADDRESS, 'data:…');
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
