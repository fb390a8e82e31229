const MENTIONED = /<@(?<user>[UW][A-Z0-9]+)(?:\|[^>]*)?>/;
const GREETING = /^(?:hi|hey|hello|ok|okay|please|thanks|thank you)?[\s,!:]*$/i;

/**
 * A message as its author wrote it, in Markdown, with `mention` in the place of our name where a line begins with it, perhaps after a
 * greeting. `us` is our member id; without it, whoever is named first is us.
 */
export function spokenText(text: string, us: string | undefined, mention: string): string {
  const ours = us ?? MENTIONED.exec(text)?.groups?.user;
  const lines = text.split(/\r?\n/).map((line) => {
    const named = MENTIONED.exec(line);
    const before = line.slice(0, named?.index ?? 0);
    if (named === null || named.groups?.user !== ours || !GREETING.test(before)) return line;
    return `${mention}${line.slice(named.index + named[0].length)}`;
  });
  // In Slack a quotation ends with its line; in Markdown it would go on.
  const apart = lines.flatMap((line, index) =>
    !isQuote(line) && isQuote(lines[index - 1]) ? ['', line] : [line],
  );
  return plainText(apart.join('\n'));
}

/** A text as people see it: links as their addresses, channels by name, nothing escaped. */
export function plainText(text: string): string {
  return text
    .replace(/<(https?:\/\/[^|>\s]+)(?:\|[^>]*)?>/g, '$1')
    .replace(/<#[A-Z0-9]+\|([^>]*)>/g, '#$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

function isQuote(line: string | undefined): boolean {
  return line !== undefined && /^\s*(?:&gt;|>)/.test(line);
}
