/** The variables that a file may refer to, as whoever reads it gives them. */
export type Variables = Readonly<Record<string, string | undefined>>;

const REFERENCE = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;
const SECRET_NAME = /token|secret|passw|credential|key|auth|dsn|cookie/i;
/** Shorter texts are no secrets, and striking them would tear other words apart. */
const SHORTEST_SECRET = 6;

/** A value with its references replaced, and the secrets that came into it. */
export interface Expanded<T> {
  readonly value: T;
  readonly secrets: readonly string[];
}

/**
 * Replaces `${NAME}` and `${NAME:-otherwise}` in all texts of a value, at any depth. What came by a variable or stands in a field
 * whose name says that it is secret counts as one. Throws an Error that names place and variable.
 */
export function expand<T>(value: T, variables: Variables, place: string): Expanded<T> {
  const secrets = new Set<string>();

  function note(text: string): void {
    // `Bearer abc`: both the whole and what it carries.
    for (const part of [text, ...text.split(/\s+/).slice(1)]) {
      if (part.length >= SHORTEST_SECRET) secrets.add(part);
    }
  }

  function text(raw: string, at: string, name: string): string {
    const full = raw.replace(REFERENCE, (_all, variable: string, otherwise?: string) => {
      const found = variables[variable] || otherwise;
      if (found === undefined) {
        throw new Error(`mcp.json does not fit: ${at}: the variable ${variable} is not set`);
      }
      if (SECRET_NAME.test(variable)) note(found);
      return found;
    });
    if (SECRET_NAME.test(name)) note(full);
    return full;
  }

  function walk(part: unknown, at: string, name: string): unknown {
    if (typeof part === 'string') return text(part, at, name);
    if (Array.isArray(part)) return part.map((one, index) => walk(one, `${at}.${index}`, name));
    if (part === null || typeof part !== 'object') return part;
    return Object.fromEntries(
      Object.entries(part).map(([key, member]) => [key, walk(member, `${at}.${key}`, key)]),
    );
  }

  return { value: walk(value, place, '') as T, secrets: [...secrets] };
}
