/**
 * The arguments of a tool call as models write them: JSON, JSON in a fence, JSON in a JSON string, JSON that ends too early
 * or has commas too many. What cannot be read is answered as the text itself, which no tool takes, so that the model is told.
 */
export function readArguments(text: string): unknown {
  const plain = text.trim();
  if (plain === '') return {};
  for (const candidate of [plain, unfenced(plain), mended(unfenced(plain))]) {
    const value = parsed(candidate);
    if (value === undefined) continue;
    const inner = typeof value === 'string' ? parsed(value) : value;
    if (inner === null) return {};
    if (typeof inner === 'object') return inner;
  }
  return text;
}

/** Arguments as they are sent back: a JSON object, whatever the model wrote, since endpoints read them. */
export function argumentsText(input: unknown): string {
  const isObject = typeof input === 'object' && input !== null;
  return JSON.stringify(isObject ? input : { unreadable: String(input) });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unfenced(text: string): string {
  return /^`{3,}\w*\s*([\s\S]*?)\s*`{3,}$/.exec(text)?.[1] ?? text;
}

/** Drops commas before an end, and closes what was left open, text included. */
function mended(text: string): string {
  const open: string[] = [];
  let inText = false;
  let out = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (inText && character === '\\') {
      out += text.slice(at, at + 2);
      at += 1;
      continue;
    }
    if (character === '"') inText = !inText;
    else if (!inText && (character === '{' || character === '[')) {
      open.push(character === '{' ? '}' : ']');
    } else if (!inText && (character === '}' || character === ']')) {
      out = withoutComma(out);
      open.pop();
    }
    // A line end within a text is what JSON forbids and models write.
    out += inText && character === '\n' ? '\\n' : character;
  }
  return `${withoutComma(inText ? `${out}"` : out)}${open.reverse().join('')}`;
}

function withoutComma(text: string): string {
  return text.replace(/,\s*$/, '');
}
