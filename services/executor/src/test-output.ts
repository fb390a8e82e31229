import { stripVTControlCharacters } from 'node:util';

/** Lines that begin what is said of something else: a file, a suite, the next failure, the end. */
const NEXT =
  /^\s*(FAIL(ED|URES?)?\b|ERRORS?\b|--- |---- |[●✖✗×✘]|not ok \d|\d+\) |={5,}|_{5,}|⎯{5,}|\[ERROR\] \S+ -- |Failures:|failures:)/;

/** Lines that show code around a failure. */
const CODE = /^\s*>?\s*\d+\s*\|/;
/** Lines that name a test and say all of it. */
const WHOLE = /^(FAILED|ERROR) \S+ - /;

/** Whether a runner's name of a test is the one that is meant: the same words in the same order, with or without those of its groups. */
export function sameTest(reported: string, name: string): boolean {
  const [one, other] = [words(reported), words(name)];
  return other.trim() !== '' && one.trim() !== '' && (one.includes(other) || other.includes(one));
}

/**
 * What a runner printed about one failing test: the lines from each that names it to the next failure. Several tests that are named one
 * after the other share what follows. Empty when no line names the test.
 */
export function saidOf(output: string, name: string, failing: readonly string[]): string {
  const own = failing.filter((test) => sameTest(test, name)).map(ownWords);
  const others = failing.filter((test) => !sameTest(test, name)).map(ownWords);
  const meant = own.length > 0 ? [...own, words(name)] : [words(name)];
  const said: string[] = [];
  let isOurs = false;
  let hasSaid = true;
  for (const line of plainText(output).split('\n')) {
    const spoken = CODE.test(line) ? '' : words(line);
    const ours = longest(meant, spoken);
    const theirs = longest(others, spoken);
    if (ours > 0 && ours >= theirs) {
      isOurs = true;
      hasSaid = WHOLE.test(line);
    } else if (theirs > 0 || NEXT.test(line)) {
      isOurs = isOurs && !hasSaid && theirs > 0;
      if (!isOurs) hasSaid = true;
    } else if (line.trim() !== '') hasSaid = true;
    if (isOurs) said.push(line);
  }
  return said.join('\n').trim();
}

/** A text without colours, as a person would compare it: quotes, spaces, dashes and case aside. */
export function comparable(text: string): string {
  return plainText(text)
    .replace(/[‘’‚‛“”„‟`´"«»]/g, "'")
    .replace(/[−‐‑–—]/g, '-')
    .replace(/…/g, '...')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

/** Files of the repository in which an output says that something happened; frames of libraries and runtimes are left out. */
export function filesIn(output: string): readonly string[] {
  const found = plainText(output)
    .split('\n')
    .filter((line) => !FOREIGN.test(line))
    .flatMap((line) => [...line.matchAll(PLACE)].map(([, one, other]) => one ?? other ?? ''));
  return [...new Set(found.map((path) => path.replace(/^(\.\/)+/, '')))];
}

/** Whether a file, as a runner writes it (whole, from the root, or by its last name only), is one of these. */
export function isOneOf(file: string, paths: readonly string[]): boolean {
  return paths.some((path) =>
    path.endsWith('/**')
      ? `/${file}`.includes(`/${path.slice(0, -2)}`)
      : file === path || file.endsWith(`/${path}`) || path.endsWith(`/${file}`),
  );
}

const FOREIGN =
  /node_modules[/\\]|(site|dist)-packages|\/rustc\/|\.cargo\/|node:|\/usr\/(lib|share|local)|<frozen|\/vendor\/|\/go\/(src|pkg)\/|\bat (org|java|javax|jdk|junit|kotlin|scala|sun)\./;
const PLACE =
  /(?:File "([^"]+)", line \d+)|((?:[\w.@+-]*\/)*[\w.@+-]+\.(?:[cm]?[jt]sx?|py|go|rs|java|kts?|rb|php|cs|fs|vb|swift|scala|exs?|vue|svelte)):(?:line )?\d+/g;

function plainText(text: string): string {
  return stripVTControlCharacters(text).replace(/\r/g, '');
}

function words(text: string): string {
  return ` ${text.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()} `;
}

/** Of a path of names the last: groups are named on lines of their own. */
function ownWords(test: string): string {
  return words(test.split(/ [>›] |::/).at(-1) ?? test);
}

function longest(names: readonly string[], line: string): number {
  return Math.max(
    0,
    ...names.filter((name) => name.trim() !== '' && line.includes(name)).map((name) => name.length),
  );
}
