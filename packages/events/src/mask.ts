import { formsOf, partFinder } from './secret-parts.ts';
import { secretPatterns } from './secret-patterns.ts';

/** What stands where a secret was. */
export const MARK = '[masked]';

/** Values shorter than this are left alone: they would be found in half of all texts. */
const SHORTEST_SECRET = 6;

/** Names of members whose text is a secret whatever it looks like. */
const SECRET_MEMBER =
  /^(?:.*[_-])?(?:password|passwd|passphrase|client_?secret|api_?key|access_?token|refresh_?token|auth_?token|private_?key|signing_?secret|authorization)$/i;

/** Replaces secrets. Masking what is already masked changes nothing. */
export interface Mask {
  /** The text without its secrets. JSON stays JSON. */
  readonly text: (text: string) => string;
  /** The JSON value with every string in it masked, names of members included. Numbers, booleans and structure stay. */
  readonly deep: <T>(value: T) => T;
}

/**
 * A mask that also knows secrets by their value, in every form of `formsOf`, and of long ones every part of twelve characters or more.
 * Values under 6 characters are left alone.
 */
export function createMask(values: readonly string[]): Mask {
  const known: Known = { whole: valuePattern(values), parts: partFinder(values) };
  function text(input: string): string {
    return masked(input, known);
  }
  return { text, deep: (value) => deepWith(text, value) };
}

const byForm = createMask([]);

/** Masks what can be told to be a secret by its form: tokens of GitHub, Slack, Anthropic and others, keys, passwords in addresses. */
export function mask(text: string): string {
  return byForm.text(text);
}

/** `mask` for every string of a JSON value. */
export function maskDeep<T>(value: T): T {
  return byForm.deep(value);
}

/** Secrets that are known by their value. */
interface Known {
  readonly whole: RegExp | undefined;
  readonly parts: ReturnType<typeof partFinder>;
}

function masked(input: string, known: Known): string {
  let before: string;
  let text = input.toWellFormed();
  // Until nothing changes, since taking one secret out may lay the next one bare; each round only ever shortens what is left.
  do {
    before = text;
    text = text
      .split(MARK)
      .map((part) => maskedPart(part, known))
      .join(MARK);
  } while (text !== before);
  return text;
}

function maskedPart(part: string, { whole, parts }: Known): string {
  const first = whole === undefined ? part : part.replace(whole, MARK);
  const second = parts === undefined ? first : first.split(MARK).map(withoutParts).join(MARK);
  return secretPatterns.reduce(
    (text, pattern) =>
      text
        .split(MARK)
        .map((rest) => rest.replace(pattern.form, `${pattern.keep}${MARK}`))
        .join(MARK),
    second,
  );

  function withoutParts(text: string): string {
    const kept: string[] = [];
    let from = 0;
    for (const [begin, end] of parts?.(text) ?? []) {
      kept.push(text.slice(from, begin));
      from = end;
    }
    return [...kept, text.slice(from)].join(MARK);
  }
}

function valuePattern(values: readonly string[]): RegExp | undefined {
  const forms = new Set<string>();
  for (const value of values) {
    for (const form of [value, value.trim()]) {
      if (form.length < SHORTEST_SECRET || MARK.includes(form)) continue;
      for (const written of formsOf(form)) {
        if (written.length >= SHORTEST_SECRET) forms.add(written);
      }
    }
  }
  if (forms.size === 0) return undefined;
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map(literally).join('|'), 'g');
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

function deepWith<T>(text: (text: string) => string, value: T): T {
  return walk(value) as T;

  function walk(node: unknown): unknown {
    if (typeof node === 'string') return text(node);
    if (Array.isArray(node)) return node.map(walk);
    if (node === null || typeof node !== 'object') return node;
    const members = new Map<string, unknown>();
    for (const [name, member] of Object.entries(node)) {
      const secret = typeof member === 'string' && member !== '' && SECRET_MEMBER.test(name);
      members.set(freeName(text(name), members), secret ? MARK : walk(member));
    }
    return Object.fromEntries(members);
  }
}

/** Two names that are secrets must not become one member. */
function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  let free = name;
  for (let count = 2; taken.has(free); count += 1) free = `${name} ${count}`;
  return free;
}
