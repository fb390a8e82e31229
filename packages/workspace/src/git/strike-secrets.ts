/** Strikes secrets, by value, and the user part of any address, by pattern, from a text that a person may come to see. */
export function strikeSecrets(text: string, secrets: readonly string[]): string {
  let struck = text;
  for (const secret of secrets) {
    for (const form of [secret, encodeURIComponent(secret)]) {
      if (form !== '') struck = struck.replaceAll(form, '***');
    }
  }
  return struck
    .replace(/(\bhttps?:\/\/)[^\s/@]+@/g, '$1***@')
    .replace(/(authorization:\s*(?:basic|bearer|token)\s+)\S+/gi, '$1***');
}
