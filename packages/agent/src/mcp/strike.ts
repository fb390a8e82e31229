/** A text without the given secrets, in whichever form they travel: plain, percent-encoded, base64. */
export function strike(text: string, secrets: readonly string[]): string {
  const forms = secrets
    .flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
    ])
    .sort((one, other) => other.length - one.length);
  return forms.reduce((clean, form) => clean.replaceAll(form, '[secret]'), text);
}
