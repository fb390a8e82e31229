// Words of plain English and of every programming language, which tell no file from another.
const STOP_WORDS = new Set(
  `a about above after again all also am an and any are as at be because been before being below between both but by can
  cannot could did do does doing done down during each else even every few for from further get gets got had has have having
  he her here hers him his how however i if in into is it its itself just let like made make makes many may me might more most
  much must my need needs new no nor not now of off on once one only or other our ours out over own please same see seems she
  should since so some still such than that the their them then there these they this those through to too two under until up
  us use used uses using very via want was way we were what when where which while who why will with without would you your
  abstract async await break case catch class const continue def default delete elif enum except export extends false final
  finally fn func function goto implements import instanceof int interface lambda let long module namespace nil none null
  number object package pass private protected public raise require return self static string struct super switch throw throws
  true try type typeof undefined val var void while yield bool boolean float double char byte impl mut pub mod crate
  expected actual steps reproduce ticket issue bug problem works work happens happen instead currently example`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

const SHORTEST = 2;
const LONGEST = 60;

/** Whether a word, in lower case, is too common to find anything by. */
export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word);
}

/** The parts of an identifier in lower case: `parseHTTPResponse_v2` gives `parse`, `http`, `response`, `v2`. */
function splitIdentifier(identifier: string): readonly string[] {
  return identifier
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z\d]+/)
    .filter((part) => part !== '')
    .map((part) => part.toLowerCase());
}

/** A word without the endings of English that tell nothing: `discounts`, `discounted` and `discounting` are alike. */
export function stem(word: string): string {
  if (word.length <= 4 || /\d/.test(word)) return word;
  const singular = word
    .replace(/ies$/, 'y')
    .replace(/(?<=(?:ss|sh|ch|x|z))es$/, '')
    .replace(/(?<=[^su])s$/, '');
  return singular.length > 5 ? singular.replace(/(?:ing|ed)$/, '') : singular;
}

/** The terms of a text or of code: every identifier whole and in its parts, stemmed, stop words left out, repetitions kept. */
export function termsOf(text: string): string[] {
  const terms: string[] = [];
  for (const [identifier] of text.matchAll(/[A-Za-z_$][\w$]*/g)) {
    if (identifier.length > LONGEST) continue;
    const parts = splitIdentifier(identifier);
    const words = parts.length > 1 ? [...parts, parts.join('')] : parts;
    for (const word of words) {
      if (word.length >= SHORTEST && !STOP_WORDS.has(word)) terms.push(stem(word));
    }
  }
  return terms;
}
