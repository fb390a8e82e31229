import type { TestFile } from '../tests/read-tests.ts';
import type { Surrounding } from '../tests/surroundings.ts';
import type { Finding } from './finding.ts';

/** Calls by which a module is exchanged for all tests of a file, wherever in it they stand. */
const EXCHANGES =
  /\b(?:vi|jest|mock|td|esmock|rewiremock)(?: \.)? (?:mock|doMock|unstable_mockModule|module|replace|setMock) \(/;

/**
 * What was done around tests that were there before: what they rest on was taken away or altered, or something new is done to them when
 * the file is loaded. New imports, new names and whatever stands in a new group of its own are nobody's loss.
 */
export function compareSurroundings(
  path: string,
  before: TestFile,
  after: TestFile,
): readonly Finding[] {
  const say = (detail: string): readonly Finding[] => [
    { cheat: 'surroundings-changed', path, detail },
  ];
  const gone = without(before.around, after.around);
  const fresh = without(after.around, before.around);
  const lost = gone.find(
    (piece) => !(piece.kind === 'import' && fresh.some((other) => widens(other, piece))),
  );
  if (lost !== undefined) return say(`what tests rest on is gone or changed: ${short(lost)}`);
  const scopes = new Set(['', ...before.tests.flatMap((test) => groupsOf(test.name))]);
  const used = new Set(wordsOf([...before.tests, ...before.around]));
  for (const piece of fresh) {
    if (EXCHANGES.test(piece.text))
      return say(`it exchanges what other tests use: ${short(piece)}`);
    if (!scopes.has(piece.scope)) continue;
    if (piece.kind === 'deed')
      return say(`it does something to tests that were there: ${short(piece)}`);
    const widened = gone.find((other) => widens(piece, other));
    const given = new Set(widened === undefined ? [] : wordsOf([widened]));
    const taken = piece.names.find((name) => used.has(name) && !given.has(name));
    if (taken !== undefined)
      return say(`it gives "${taken}", which tests use, another meaning: ${short(piece)}`);
  }
  return [];
}

/** An import of the same, and of more. */
function widens(one: Surrounding, other: Surrounding): boolean {
  if (one.kind !== 'import' || other.kind !== 'import') return false;
  const mine = new Set(one.text.split(' '));
  const theirs = other.text.split(' ');
  const renamed = [...one.text.matchAll(/\bas (\w+)/g)].map(([said]) => said);
  return (
    theirs.every((word) => mine.has(word)) &&
    renamed.every((said) => other.text.includes(said) || !theirs.includes(said.slice(3)))
  );
}

function groupsOf(name: string): readonly string[] {
  const parts = name.split(' > ').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join(' > '));
}

function wordsOf(pieces: readonly { readonly text: string }[]): readonly string[] {
  return pieces.flatMap(({ text }) => text.split(/[^\w$]+/));
}

function short({ text }: Surrounding): string {
  return text.length <= 120 ? text : `${text.slice(0, 119)}…`;
}

/** In which group a piece stands is seen by its tests, which may be others after the change. */
function without(
  all: readonly Surrounding[],
  others: readonly Surrounding[],
): readonly Surrounding[] {
  const rest = others.map(({ text }) => text);
  return all.filter(({ text }) => {
    const at = rest.indexOf(text);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}
