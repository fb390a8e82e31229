import { LOOKALIKES, rot13 } from './disguises.ts';

const LATIN = new Map(Object.entries(LOOKALIKES).map(([latin, other]) => [other, latin]));
const DEEPEST = 3;

/**
 * Every reading of a text that an attentive and gullible reader comes to: as it stands, with what is invisible made visible, from the
 * right, decoded. `of` what is decoded is read in the same way.
 */
export function undress(text: string, depth = 0): readonly string[] {
  const shown = visible(text);
  const latin = shown
    .normalize('NFKC')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e\n]/g, (letter) => LATIN.get(letter) ?? letter);
  const readings = [
    text,
    shown,
    withEntities(shown),
    latin,
    rot13(shown),
    shown
      .split('\n')
      .map((line) => [...line].reverse().join(''))
      .join('\n'),
    shown.replace(/\\+u([0-9a-f]{4})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    ),
    percentDecoded(shown),
    smuggled(text),
  ];
  if (depth >= DEEPEST) return readings;
  return [...readings, ...decoded(shown).flatMap((inner) => undress(inner, depth + 1))];
}

/** Invisible characters, also those that were written out (`\u{200b}`), are left out; tag characters are the letters that they stand for. */
function visible(text: string): string {
  return writtenBack(text)
    .replace(/[\u{e0020}-\u{e007e}]/gu, (tag) =>
      String.fromCodePoint((tag.codePointAt(0) ?? 0) - 0xe0000),
    )
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '');
}

/** Bytes that were hidden in variation selectors. */
function smuggled(text: string): string {
  const bytes = [...writtenBack(text)].flatMap((character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0xfe00 && code <= 0xfe0f) return [code - 0xfe00];
    return code >= 0xe0100 && code <= 0xe01ef ? [code - 0xe0100 + 16] : [];
  });
  return Buffer.from(bytes).toString('utf8');
}

function writtenBack(text: string): string {
  return text.replace(/\\+u\{([0-9a-f]{1,6})\}/gi, (all, hex: string) => {
    const code = Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}

function withEntities(text: string): string {
  return text
    .replaceAll('\\n', '\n')
    .replaceAll('\\"', '"')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

function percentDecoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
}

function decoded(text: string): readonly string[] {
  const hex = (text.match(/\b(?:[0-9a-f]{2}){20,}\b/g) ?? []).map((run) => Buffer.from(run, 'hex'));
  const base64 = (text.match(/[A-Za-z0-9+/_-]{32,}/g) ?? []).map((run) =>
    Buffer.from(run, 'base64'),
  );
  return [...hex, ...base64]
    .map((bytes) => bytes.toString('utf8'))
    .filter((inner) => !inner.includes('\ufffd') && /^[^\p{Cc}]+$/u.test(inner.replace(/\s/g, '')));
}
