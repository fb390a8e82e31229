/**
 * Header values by the HTTP binding of CloudEvents (section 3.1.3.2): printable ASCII stands for itself, except the space, the
 * double quote and the percent sign; everything else is the percent-encoding of its UTF-8 bytes.
 */
export function encodeHeader(value: string): string {
  let encoded = '';
  for (const character of value.toWellFormed()) {
    const code = character.codePointAt(0) ?? 0;
    const plain = code > 0x20 && code < 0x7f && character !== '"' && character !== '%';
    encoded += plain ? character : percentEncoded(character);
  }
  return encoded;
}

/** The text of an encoded header. A percent sign that starts no valid sequence stands for itself, as the binding asks of a reader. */
export function decodeHeader(value: string): string {
  return value.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => {
    const bytes = Uint8Array.from(run.slice(1).split('%'), (digits) => Number.parseInt(digits, 16));
    return new TextDecoder().decode(bytes);
  });
}

function percentEncoded(character: string): string {
  return Array.from(
    new TextEncoder().encode(character),
    (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');
}
