/** Lines after which a mail program repeats what was answered to, or a signature stands. */
const ENDINGS: readonly RegExp[] = [
  /^--[ \t]*$/,
  /^_{20,}[ \t]*$/,
  /^-{2,}[ \t]*(?:original message|forwarded message|ursprüngliche nachricht|message d[’']origine|mensaje original|messaggio originale|oorspronkelijk bericht)\b/i,
  /^(?:sent from my|sent from mail for|get outlook for|gesendet von (?:meinem|mail)|envoyé de(?:puis)? mon|enviado desde mi|inviato da)\b/i,
];
/** The line that introduces what was answered to, in the languages of common mail programs; it may be broken over three lines. */
const INTRODUCTIONS: readonly (readonly [begins: RegExp, ends: RegExp])[] = [
  [/^(?:>[ \t]?)?on[ \t]/i, /\bwrote:[ \t]*$/i],
  [/^am[ \t]/i, /\bschrieb(?:[ \t].*)?:[ \t]*$/i],
  [/^le[ \t]/i, /écrit[ \t ]?:[ \t]*$/i],
  [/^el[ \t]/i, /\bescribió:[ \t]*$/i],
  [/^il[ \t]/i, /\bscritto:[ \t]*$/i],
  [/^em[ \t]/i, /\bescreveu:[ \t]*$/i],
  [/^op[ \t]/i, /\bschreef(?:[ \t].*)?:[ \t]*$/i],
  [/^den[ \t]/i, /\bskrev(?:[ \t].*)?:[ \t]*$/i],
];
/** Outlook repeats a header: a sender, and one of these within the next four lines. */
const SENDER = /^[*_]{0,2}(?:from|von|de|da|van|från|fra):[*_]{0,2}[ \t]/i;
const HEADER =
  /^[*_]{0,2}(?:sent|date|to|subject|gesendet|datum|an|betreff|envoyé|à|objet|enviado|para|asunto|inviato|a|oggetto|verzonden|aan|onderwerp):[*_]{0,2}[ \t]/i;
const LONGEST_LINE = 500;

/** Where the trail of a mail program begins in a text with lines ended by `\n`; the text's length when there is none. Pure, linear in time. */
export function emailTrailIn(text: string): number {
  const lines = text.split('\n');
  let at = 0;
  for (const [index, line] of lines.entries()) {
    if (beginsTrail(lines, index)) return at;
    at += line.length + 1;
  }
  return text.length;
}

function beginsTrail(lines: readonly string[], index: number): boolean {
  const line = shortened(lines[index]);
  if (ENDINGS.some((ending) => ending.test(line))) return true;
  if (INTRODUCTIONS.some(([begins, ends]) => begins.test(line) && within(ends, 0, 2))) return true;
  return SENDER.test(line) && within(HEADER, 1, 4);

  function within(wanted: RegExp, from: number, to: number): boolean {
    return lines.slice(index + from, index + to + 1).some((one) => wanted.test(shortened(one)));
  }
}

function shortened(line: string | undefined): string {
  return (line ?? '').slice(0, LONGEST_LINE);
}
