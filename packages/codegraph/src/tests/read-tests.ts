import type { Node } from 'web-tree-sitter';
import { grammarOf } from '../grammar.ts';
import { languageOf } from '../languages.ts';
import { normalText } from './normal-text.ts';
import { type Surrounding, surroundingsOf } from './surroundings.ts';
import { type TestWords, testWords } from './test-words.ts';

/** One test, as its syntax tree tells it. */
export interface TestCase {
  /** Its own name after those of its groups, ` > ` between them. */
  readonly name: string;
  /** Whether it is run and its failing counts, as far as its text and that of its groups says. */
  readonly isDisabled: boolean;
  /** Whether it, or its group, is marked so that others are not run. */
  readonly isFocused: boolean;
  /** Its assertions in normal text, in their order. */
  readonly assertions: readonly string[];
  /** All of it in normal text, with the marks of its groups and the conditions that it is defined under. */
  readonly text: string;
  /** Whether it is a definition with a name of its own, and not a call. */
  readonly isDefinition: boolean;
}

/** What a file says about tests. */
export interface TestFile {
  readonly tests: readonly TestCase[];
  /** Everything outside the tests, piece by piece: imports, mocks, hooks, what tests share. */
  readonly around: readonly Surrounding[];
}

interface Found {
  readonly name: string;
  readonly marks: string;
  readonly node: Node;
}

/**
 * The tests of a file, read by its language's parser: calls such as `it('…')`, definitions such as `def test_…`, with the groups that
 * hold them. `undefined` for a file of another language. Text with errors in it is read as far as it goes.
 */
export async function readTests(path: string, text: string): Promise<TestFile | undefined> {
  const language = languageOf(path);
  if (language === undefined) return undefined;
  const { parser } = await grammarOf(language);
  const tree = parser.parse(text);
  if (tree === null) return undefined;
  try {
    const words = testWords[language];
    const tests: TestCase[] = [];
    const places = new Map<number, string>();
    visit(tree.rootNode, [], words, tests, places);
    return { tests, around: surroundingsOf(tree.rootNode, places, words) };
  } finally {
    tree.delete();
  }
}

/** Whether the file parses without a fault; `undefined` for a file of another language. */
export async function parses(path: string, text: string): Promise<boolean | undefined> {
  const language = languageOf(path);
  if (language === undefined) return undefined;
  const { parser } = await grammarOf(language);
  const tree = parser.parse(text);
  if (tree === null) return undefined;
  const isSound = !tree.rootNode.hasError;
  tree.delete();
  return isSound;
}

function visit(
  node: Node,
  groups: readonly Found[],
  words: TestWords,
  tests: TestCase[],
  /** By the id of each outermost node of a test: the names of the groups that hold it. */
  places: Map<number, string>,
): void {
  for (const child of node.namedChildren) {
    const found = testIn(child, words);
    if (found === undefined) {
      const group = groupIn(child, words) ?? conditionIn(child);
      visit(child, group === undefined ? groups : [...groups, group], words, tests, places);
      continue;
    }
    const before = tests.length;
    visit(child, [...groups, found], words, tests, places);
    // What holds tests is a group; its own assertions, if any, are those of a test as well.
    const isGroup = tests.length > before;
    const own = assertionsOf(child, words, isGroup);
    if (isGroup && own.length === 0) continue;
    tests.push(testCase(found, groups, words, own));
    if (!isGroup) places.set(child.id, nameOf(groups));
  }
}

function testCase(
  found: Found,
  groups: readonly Found[],
  words: TestWords,
  assertions: readonly string[],
): TestCase {
  const text = normalText(found.node);
  const marks = [...groups, found].map((one) => one.marks);
  return {
    name: nameOf([...groups, found]),
    isDisabled: words.disabling.test(text) || marks.some((mark) => words.disabling.test(mark)),
    isFocused: words.focusing !== undefined && marks.some((mark) => words.focusing?.test(mark)),
    assertions,
    isDefinition: words.definitions?.kinds.includes(found.node.type) === true,
    text: `${marks.filter((mark) => mark !== '').join(' ')} ${text}`,
  };
}

function nameOf(found: readonly Found[]): string {
  return found.flatMap(({ name }) => (name === '' ? [] : [name])).join(' > ');
}

/** A condition under which tests are defined at all: no group by name, but all that is in it depends on it. */
function conditionIn(node: Node): Found | undefined {
  const isConditional = /^(if|unless|switch|preproc_if|preproc_ifdef|ternary|conditional)/.test(
    node.type,
  );
  const said = node.childForFieldName('condition') ?? node.childForFieldName('name');
  if (!isConditional) return undefined;
  return { name: '', marks: `if ${said === null ? '' : normalText(said)} :`, node };
}

function testIn(node: Node, words: TestWords): Found | undefined {
  const { definitions, calls } = words;
  if (definitions?.kinds.includes(node.type)) {
    const name = node.childForFieldName('name')?.text ?? '';
    const marks = marksOf(node);
    const isTest = definitions.name?.test(name) || definitions.marks?.test(marks);
    return isTest && !words.hooks.test(`${marks} ${name}`) ? { name, marks, node } : undefined;
  }
  if (calls === undefined || !/call/.test(node.type)) return undefined;
  const callee = calleeOf(node);
  if (callee === undefined || !calls.test(callee.text)) return undefined;
  const [first, ...rest] = callee.arguments;
  if (first === undefined || (rest.length === 0 && callee.block === null)) return undefined;
  const options = rest.filter((one) => !/func|closure|lambda|arrow/.test(one.type));
  const chain = chainAfter(node);
  return {
    name: nameIn(first),
    marks: [callee.text, ...options.map((one) => normalText(one)), chain].join(' ').trim(),
    node,
  };
}

interface Callee {
  readonly text: string;
  readonly arguments: readonly Node[];
  readonly block: Node | null;
}

function calleeOf(node: Node): Callee | undefined {
  const given = node.childForFieldName('arguments');
  const block = node.childForFieldName('block');
  const called = node.childForFieldName('function');
  const receiver = node.childForFieldName('receiver');
  const method = node.childForFieldName('method');
  const text =
    called !== null
      ? normalText(called)
      : method !== null
        ? [receiver, method]
            .flatMap((part) => (part === null ? [] : [normalText(part)]))
            .join(' . ')
        : undefined;
  if (text === undefined) return undefined;
  const args = (given?.namedChildren ?? []).map((one) =>
    one.type === 'argument' ? (one.firstNamedChild ?? one) : one,
  );
  return { text, arguments: args, block };
}

/** Calls that are chained after one: `it('…')->skip()`. */
function chainAfter(node: Node): string {
  const { parent } = node;
  if (parent?.type !== 'member_call_expression') return '';
  return `-> ${parent.childForFieldName('name')?.text ?? ''} ${chainAfter(parent)}`.trim();
}

function nameIn(node: Node): string {
  return node.text.replace(/^[bru]?(['"`])([\s\S]*)\1$/, '$2');
}

function groupIn(node: Node, words: TestWords): Found | undefined {
  if (!words.groups?.includes(node.type)) return undefined;
  const name = node.childForFieldName('name')?.text;
  return name === undefined ? undefined : { name, marks: marksOf(node), node };
}

/** Decorators, annotations and attributes, as a language writes them: above, before or within a definition. */
function marksOf(node: Node): string {
  const marks: string[] = [];
  const { parent } = node;
  if (parent?.type === 'decorated_definition') {
    marks.push(
      ...parent.namedChildren
        .filter((one) => one.type === 'decorator')
        .map((one) => normalText(one)),
    );
  }
  for (let above = node.previousNamedSibling; above?.type === 'attribute_item'; ) {
    marks.unshift(normalText(above));
    above = above.previousNamedSibling;
  }
  for (const child of node.namedChildren) {
    if (/^(modifiers|attribute_list|attributes)$/.test(child.type)) marks.push(normalText(child));
  }
  return marks.join(' ');
}

function assertionsOf(node: Node, words: TestWords, leaveTestsOut: boolean): readonly string[] {
  const found: string[] = [];
  collect(node);
  return found;

  function collect(here: Node): void {
    for (const child of here.namedChildren) {
      if (leaveTestsOut && testIn(child, words) !== undefined) continue;
      if (words.assertions.kinds.includes(child.type)) {
        const text = normalText(child);
        if (words.assertions.text.test(text)) {
          found.push(words.conditional ? `${conditionOf(child, node)}${text}` : text);
          continue;
        }
      }
      collect(child);
    }
  }
}

/** The conditions under which a statement within a test is reached. */
function conditionOf(node: Node, within: Node): string {
  let said = '';
  for (let here = node.parent; here !== null && here.id !== within.id; here = here.parent) {
    if (here.type !== 'if_statement') continue;
    const condition = here.childForFieldName('condition');
    const initializer = here.childForFieldName('initializer');
    const parts = [initializer, condition].flatMap((one) =>
      one === null ? [] : [normalText(one)],
    );
    said = `if ${parts.join(' ; ')} : ${said}`;
  }
  return said;
}
