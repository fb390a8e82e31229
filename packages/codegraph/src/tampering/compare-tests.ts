import type { TestCase, TestFile } from '../tests/read-tests.ts';
import { compareSurroundings } from './compare-surroundings.ts';
import type { Finding } from './finding.ts';

/** Which tests of a file may change. Names are a test's own, without its groups. */
export interface TestRights {
  /** Tests that the plan names: their text may change as long as they are not frozen. */
  readonly planned: ReadonlySet<string>;
  /** Tests that were proved red: not a token of them may change. */
  readonly frozen: ReadonlySet<string>;
}

/** In which ways the tests of one file say less, or something else, after a change. New tests are nobody's loss. */
export function compareTests(
  path: string,
  before: TestFile,
  after: TestFile,
  rights: TestRights,
): readonly Finding[] {
  const found: Finding[] = [];
  const add = (cheat: Finding['cheat'], detail: string) => found.push({ cheat, path, detail });
  const left = [...after.tests];
  const pairs = before.tests.map((was) => {
    const same = left.findIndex((now) => now.name === was.name);
    return { was, now: same < 0 ? undefined : left.splice(same, 1)[0] };
  });
  for (const { was, now } of pairs) {
    const own = ownName(was);
    const isFrozen = rights.frozen.has(own);
    if (now === undefined) {
      if (!isFrozen && rights.planned.has(own)) continue;
      const twin = left.find((other) => isSameBody(was, other));
      if (twin === undefined) add('test-deleted', `the test "${was.name}" is gone`);
      else add('test-renamed', `the test "${was.name}" is called "${twin.name}" now`);
      continue;
    }
    if (isFrozen && now.text !== was.text) {
      add('frozen-test-changed', `the test "${was.name}" was proved to fail and has changed since`);
      continue;
    }
    if (now.isDisabled && !was.isDisabled) {
      add('test-disabled', `the test "${was.name}" is not run any more`);
    }
    if (rights.planned.has(own)) continue;
    const lost = without(was.assertions, now.assertions);
    const [first] = lost;
    if (first === undefined) {
      const isMarked = now.isDisabled || now.isFocused;
      if (!goesOn(was.text, now.text) && !isMarked) {
        add('test-changed', `"${was.name}" is not named by the plan, and does something else now`);
      }
      continue;
    }
    const gained = without(now.assertions, was.assertions);
    if (gained.length < lost.length) {
      add('assertion-removed', `"${was.name}" no longer asserts: ${first}`);
    } else {
      add('assertion-changed', `"${was.name}" asserted "${first}", and asserts "${gained[0]}" now`);
    }
  }
  const twice = left.find((other) => isSecond(other, before, after));
  if (twice !== undefined) {
    add(
      'test-changed',
      `a second test is called "${twice.name}", and takes the place of the first`,
    );
  }
  const wasFocused = before.tests.some((test) => test.isFocused);
  const focused = after.tests.find((test) => test.isFocused);
  if (focused !== undefined && !wasFocused) {
    add('test-focused', `only "${focused.name}" would be run`);
  }
  // What is said of a test itself says more than what is said of its surroundings.
  return found.length > 0 ? found : compareSurroundings(path, before, after);
}

/** A test's name without those of its groups. */
export function ownName(test: Pick<TestCase, 'name'>): string {
  return test.name.split(' > ').at(-1) ?? test.name;
}

/** Whether a text still says all that it said, in its order, and only then something more. */
function goesOn(was: string, now: string): boolean {
  if (was === now) return true;
  const said = was.replace(/(?: (?:[)\]}]|end))+$/, '');
  const more = now.slice(said.length);
  return (
    now.startsWith(said) &&
    /^(?= |$)/.test(more) &&
    !/\b(?:function|var|def|global|nonlocal)\b/.test(more)
  );
}

/** Of two definitions with one name in a place, the later one counts in most languages. */
function isSecond(test: TestCase, before: TestFile, after: TestFile): boolean {
  const times = (file: TestFile) => file.tests.filter(({ name }) => name === test.name).length;
  return test.isDefinition && times(before) > 0 && times(after) > times(before);
}

function isSameBody(one: TestCase, other: TestCase): boolean {
  return one.assertions.length > 0 && one.assertions.join('\n') === other.assertions.join('\n');
}

/** What `all` has more often than `others`. */
function without(all: readonly string[], others: readonly string[]): readonly string[] {
  const rest = [...others];
  return all.filter((one) => {
    const at = rest.indexOf(one);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}
