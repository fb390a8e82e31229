/** How far a server reaches: the repositories, projects or channels that its tools may name. */
export interface Scope {
  readonly allows: (name: string) => boolean;
  /** Throws an Error that names what may be reached. */
  readonly demand: (name: string) => void;
}

/** A scope from names in which `*` stands for any text, in any case. No names at all leave everything within reach. */
export function scopeOf(what: string, names: readonly string[]): Scope {
  const patterns = names.map(patternOf);
  const allows = (name: string) =>
    patterns.length === 0 || patterns.some((pattern) => pattern.test(name));
  return {
    allows,
    demand(name) {
      if (allows(name)) return;
      throw new Error(
        `The ${what} ${name} is out of this server's reach. It reaches: ${names.join(', ')}.`,
      );
    },
  };
}

function patternOf(name: string): RegExp {
  const literal = name.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`, 'i');
}
