/** A text without what could steer a terminal: it came from tickets, models and programs. Line ends and tabs become spaces. */
export function plain(text: string): string {
  return (
    text
      .replace(/[\r\n\t]+/g, ' ')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
      .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
  );
}

/** The same for a text of several lines, which stay. */
export function plainLines(text: string): readonly string[] {
  return text.split(/\r?\n/).map(plain);
}
