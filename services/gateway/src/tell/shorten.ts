/** How much of an answer is told where people speak; the rest is shown elsewhere. */
const MOST_LINES = 30;
const MOST_CHARACTERS = 3500;
const LONGEST_LINE = 300;

/** Lines as an answer that can be read at a glance: without empty ones, and with a hint at what was left out. */
export function shorten(lines: readonly string[], more: string): string {
  const said = lines.filter((line) => line.trim() !== '').map(oneLine);
  const shown: string[] = [];
  let length = 0;
  for (const line of said) {
    length += line.length + 1;
    if (shown.length === MOST_LINES || length > MOST_CHARACTERS) break;
    shown.push(line);
  }
  const left = said.length - shown.length;
  return left === 0
    ? shown.join('\n')
    : [...shown, `… and ${left} more ${left === 1 ? 'line' : 'lines'}: ${more}`].join('\n');
}

/** A text as one line of bearable length; its indentation is kept. */
export function oneLine(text: string): string {
  const whole = text.replace(/(?<=\S)\s+/g, ' ').toWellFormed();
  return whole.length <= LONGEST_LINE ? whole : `${whole.slice(0, LONGEST_LINE - 1)}…`;
}

/** `2026-03-02 09:00 UTC`. */
export function moment(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** A person as others know them: `maria` for `human:maria`. */
export function who(actor: string): string {
  return actor.split(':').at(-1) || actor;
}

/** `$0.12`. */
export function dollars(usd: number): string {
  return usd > 0 && usd < 0.01 ? 'under $0.01' : `$${usd.toFixed(2)}`;
}
