/** Takes output piece by piece and keeps the head and the tail of it. */
export interface OutputCollector {
  add(piece: Uint8Array): void;
  /** What was kept, with a line that says how many bytes are missing between head and tail. */
  text(): string;
}

/** Collects at most `limit` bytes: a quarter of them from the head, the rest from the tail. */
export function outputCollector(limit: number): OutputCollector {
  const headLimit = Math.floor(limit / 4);
  const tailLimit = limit - headLimit;
  const head: Buffer[] = [];
  let headSize = 0;
  let tail: Buffer[] = [];
  let tailSize = 0;
  let dropped = 0;
  return {
    add(piece) {
      let rest = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
      if (headSize < headLimit) {
        const part = rest.subarray(0, headLimit - headSize);
        head.push(part);
        headSize += part.length;
        rest = rest.subarray(part.length);
      }
      if (rest.length === 0) return;
      tail.push(rest);
      tailSize += rest.length;
      // Joined only now and then, so that a flood of small pieces stays cheap.
      if (tailSize > 2 * tailLimit) {
        const joined = Buffer.concat(tail);
        dropped += joined.length - tailLimit;
        tail = [joined.subarray(joined.length - tailLimit)];
        tailSize = tailLimit;
      }
    },
    text() {
      const joined = Buffer.concat(tail);
      const kept = joined.subarray(Math.max(0, joined.length - tailLimit));
      const missing = dropped + joined.length - kept.length;
      const start = Buffer.concat(head).toString('utf8');
      if (missing === 0) return Buffer.concat([...head, kept]).toString('utf8');
      return `${start}\n… ${missing} bytes left out …\n${kept.toString('utf8')}`;
    },
  };
}
