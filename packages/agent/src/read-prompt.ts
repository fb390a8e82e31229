import { readFileSync } from 'node:fs';

const PLACEHOLDER = /\{\{\s*([\w-]+)\s*\}\}/g;

/**
 * Reads a Markdown prompt that lies beside the code and fills its `{{placeholders}}`.
 * Throws when the file is missing, when a placeholder has no value, and when a value has no placeholder.
 */
export function readPrompt(file: URL, values: Readonly<Record<string, string>> = {}): string {
  const used = new Set<string>();
  const filled = readFileSync(file, 'utf8').replace(PLACEHOLDER, (_all, name: string) => {
    const value = values[name];
    if (value === undefined) {
      throw new TypeError(`the prompt ${file.pathname} asks for {{${name}}}, which was not given`);
    }
    used.add(name);
    return value;
  });
  const unused = Object.keys(values).find((name) => !used.has(name));
  if (unused !== undefined) {
    throw new TypeError(`the prompt ${file.pathname} has no placeholder {{${unused}}}`);
  }
  return filled.trim();
}
