const SECRET_NAME = /token|password|passphrase|secret|credential|api_?key|private_?key/i;

/** The texts of a configuration that stand under a name which says that they are secret (`token`, `apiKey`, `signingSecret`, …), at any depth. */
export function secretsIn(config: unknown): readonly string[] {
  const found = new Set<string>();
  const seen = new WeakSet<object>();

  function walk(value: unknown, isSecret: boolean): void {
    if (typeof value === 'string') {
      if (isSecret) found.add(value);
      return;
    }
    if (value === null || typeof value !== 'object' || seen.has(value)) return;
    seen.add(value);
    const parts = value instanceof Map ? value.entries() : Object.entries(value);
    for (const [name, member] of parts) walk(member, isSecret || SECRET_NAME.test(String(name)));
  }
  walk(config, false);
  return [...found];
}
