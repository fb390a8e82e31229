const TOKENS =
  /\b(?:gh[a-z]_[A-Za-z0-9_]{8,}|github_pat_\w{8,}|xox[a-z]-[\w-]{8,}|sntry[a-z]*_[\w=+/.-]{8,}|ATATT[\w=-]{8,})/g;
const HEADER = /\b(Bearer|Basic|token)\s+[\w.~+/=-]{8,}/gi;

/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

/**
 * Makes a function that replaces the given secrets, in every form in which they travel (plain, percent-encoded,
 * base64), and whatever looks like a vendor's token, by `[secret]`.
 */
export function createRedact(secrets: readonly string[]): Redact {
  const forms = secrets
    .filter((secret) => secret.length >= 4)
    .flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
    ])
    .sort((a, b) => b.length - a.length);
  return (text) => {
    let clean = text;
    for (const form of forms) clean = clean.replaceAll(form, '[secret]');
    return clean.replace(TOKENS, '[secret]').replace(HEADER, '$1 [secret]');
  };
}
