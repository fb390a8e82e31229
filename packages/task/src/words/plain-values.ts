/** Text that Markdown gives back as it was: one line, no space at its ends, nothing invisible in it. */
const PLAIN = /^[^\s\p{C}](?:[^\p{C}\n\r\u2028\u2029\t]*[^\s\p{C}])?$/u;

/** Whether Markdown gives a text back as it was. */
export function survivesMarkdown(text: string): boolean {
  return PLAIN.test(text) && !/ {2}|[<>&\\\u00a0]/.test(text);
}

/** A text as a JSON string that any Markdown gives back as it was. */
export function quotedValue(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff`|]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** What stands between backticks for a path, a command or another value in PLAN.md. */
export function codeValue(text: string): string {
  return survivesMarkdown(text) && !text.includes('`') && !text.startsWith('"')
    ? text
    : quotedValue(text);
}
