import { FORMATS } from './formats.ts';
import type { Frame } from './frame.ts';

/**
 * The frames of every stack trace in a text, in the order in which they stand: JavaScript and TypeScript, Python, Java
 * and its kin, Go, Ruby, C#, PHP and Rust. The same place is named once.
 */
export function parseStackTrace(text: string): readonly Frame[] {
  const frames = new Map<string, Frame>();
  let before = '';
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.replace(/\s+$/, '');
    for (const format of FORMATS) {
      const found = format(line, before);
      if (found === undefined) continue;
      const key = `${found.file}:${found.line}:${found.column}:${found.function}`;
      if (!frames.has(key)) frames.set(key, found);
      break;
    }
    before = line;
  }
  return [...frames.values()];
}
