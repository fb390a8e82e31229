/** As much of a secret as is masked by itself; cut in shorter pieces it tells too little. */
const PART = 12;
/** Every part holds a whole block of this many characters that begins at a multiple of it, by which it is found fast. */
const BLOCK = PART / 2;
/** Of shorter ones no part is masked: much of them would be words. */
const SHORTEST_CUT = 16;
/** A part without digits or without letters is more likely a word, or a number, that means nothing; one with quotes could break a JSON text. */
const TELLING = /^(?=.*\d)(?=.*\p{L})[^"\\]*$/u;

/**
 * The ways in which a secret is written: as it is, escaped in JSON, encoded for addresses, in base64 of both alphabets wherever it
 * stood in what was encoded, in hexadecimal, and backwards.
 */
export function formsOf(secret: string): readonly string[] {
  const whole = secret.toWellFormed();
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    // The letters at the borders also tell of what stood beside it.
    const end = encoded.replace(/=+$/, '');
    return shift === 0 ? end : end.slice(shift + 1);
  });
  const hex = bytes.toString('hex');
  return [
    whole,
    JSON.stringify(whole).slice(1, -1),
    encodeURIComponent(whole),
    ...base64,
    ...base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_')),
    hex,
    hex.toUpperCase(),
    [...whole].reverse().join(''),
  ];
}

/** Finds the parts of secrets that stand in a text, as places from and to; `undefined` when there are no secrets long enough. */
export function partFinder(
  secrets: readonly string[],
): ((text: string) => readonly (readonly [from: number, to: number])[]) | undefined {
  const parts = new Set<string>();
  const blocks = new Set<string>();
  for (const form of secrets.filter(({ length }) => length >= SHORTEST_CUT).flatMap(formsOf)) {
    for (let at = 0; at + PART <= form.length; at += 1) {
      const part = form.slice(at, at + PART);
      if (!TELLING.test(part)) continue;
      parts.add(part);
      for (let within = 0; within <= BLOCK; within += 1) {
        blocks.add(part.slice(within, within + BLOCK));
      }
    }
  }
  if (parts.size === 0) return undefined;
  return (text) => {
    const found: [number, number][] = [];
    for (let block = 0; block + BLOCK <= text.length; block += BLOCK) {
      if (!blocks.has(text.slice(block, block + BLOCK))) continue;
      for (let at = Math.max(0, block - BLOCK); at <= block; at += 1) {
        if (!parts.has(text.slice(at, at + PART))) continue;
        const last = found.at(-1);
        if (last !== undefined && at <= last[1]) last[1] = Math.max(last[1], at + PART);
        else found.push([at, at + PART]);
      }
    }
    return found;
  };
}
