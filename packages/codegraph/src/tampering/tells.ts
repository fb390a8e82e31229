import { grammarOf } from '../grammar.ts';
import { languageOf } from '../languages.ts';
import type { ChangedFile, Cheat, Finding } from './finding.ts';
import type { StatedChanges } from './stated-changes.ts';

interface Tell {
  readonly cheat: Cheat;
  readonly sign: RegExp;
  readonly means: string;
  /** Where it counts; everywhere without it. */
  readonly within?: keyof Part;
}

/** What a file is a part of; in some languages of both. */
export interface Part {
  readonly tests: boolean;
  readonly code: boolean;
}

/** Words in code by which checks are turned off, tests are recognised, or a run is ended or judged otherwise before it can fail. */
const TELLS: readonly Tell[] = [
  {
    cheat: 'check-suppressed',
    sign: /(?:eslint|biome|oxlint|tslint|stylelint|prettier)-(?:disable|ignore)[\w-]*|@ts-(?:ignore|nocheck|expect-error)|#\s*(?:noqa|type:\s*ignore|pylint:\s*disable|pyright:\s*ignore|mypy:\s*ignore|ruff:\s*noqa|fmt:\s*(?:off|skip)|nosec)|\/\/\s*nolint|#!?\[\s*allow\b|@SuppressWarnings|rubocop:disable|NOSONAR|#pragma warning disable|@phpstan-ignore|@psalm-suppress|(?:istanbul|c8|v8) ignore|pragma: no cover/g,
    means: 'turns a check off',
  },
  {
    cheat: 'knows-of-tests',
    within: 'code',
    sign: /process\.env\.(?:VITEST\w*|JEST_WORKER_ID|NODE_TEST_CONTEXT|MOCHA\w*)|(?:NODE|RAILS|RACK|APP|MIX|FLASK|DJANGO)_ENV\b['"`\])]*\s*[!=]==?\s*['"`]test|['"`]test(?:ing)?['"`]\s*[!=]==?\s*\S*(?:NODE|RAILS|RACK|APP|MIX)_ENV\b|import\.meta\.(?:vitest|jest)|import\.meta\.env\.(?:MODE\s*[!=]==?\s*['"`]test|VITEST)|PYTEST_\w+|testing\.Testing\(\)|flag\.Lookup\(['"]test\.|\bcfg!\s*\(\s*test\b|\bcfg\s*\(\s*not\s*\(\s*test\b|#\[cfg\(test\)\]\s*(?:pub(?:\(\w+\))?\s+)?(?:fn|const|static)\b|RSpec\.current_example|defined\?\(RSpec\)|Rails\.env\.test\?|PHPUNIT_\w+|runningUnitTests\(\)|runningInConsole\(\)\s*&&\s*.*unitTest/g,
    means: 'behaves otherwise when it is tested',
  },
  {
    cheat: 'runner-replaced',
    sign: /\bexpect\s*\.\s*extend\b|\bglobalThis\s*\.\s*(?:expect|assert|test|it|describe)\s*=(?!=)|\bAssertion\s*\.\s*(?:overwrite|add)\w+|\b(?:assert|expect|chai)\s*\.\s*\w+\s*=(?!=)|\bObject\s*\.\s*(?:assign|defineProperty|defineProperties)\s*\(\s*(?:assert|expect|globalThis)\b|\bTestCase\s*\.\s*\w+\s*=(?!=)|\bsetattr\(\s*(?:unittest|pytest|builtins)\b|\bbuiltins\s*\.\s*\w+\s*=(?!=)|\bsys\.modules\[[^\]]*\]\s*=(?!=)|\bassert\s*=\s*lambda|\b(?:class_eval|prepend|define_method)\b.*(?:RSpec|Minitest|Assertions)|\bmodule\s+(?:RSpec|Minitest)\b/g,
    means: 'changes what judges the tests',
  },
  {
    cheat: 'early-exit',
    within: 'tests',
    sign: /\bprocess\.exit\(\s*0?\s*\)|\b(?:sys\.exit|os\._exit|exit|quit)\(\s*0?\s*\)|\bos\.Exit\(0\)|\bprocess::exit\(0\)|\bSystem\.exit\(0\)|\bEnvironment\.Exit\(0\)|\bexit!?\s*\(?0\)?|process\.exitCode\s*=\s*0/g,
    means: 'ends the run as a success',
  },
];

/** Runners and assertion libraries by name, and how files of tests are called: what code that is no test has no reason to know. */
const OF_TESTS =
  /^(?:@?vitest|@?jest|jasmine|pytest|unittest|rspec|minitest|phpunit|testng|nunit|xunit|mstest|vstest|junit\w*)$|^node:test$/i;
const TEST_FILE =
  /[\w*)\]][._](?:test|spec)\b(?:\.|$)|^[._](?:test|spec)\b\.?(?:[cm]?[jt]sx?)?$|(?:^|\/)__tests__(?:\/|$)/;

/** What is new in a file and speaks against it: signs that it has more often than before. What a step of the plan says is no finding. */
export async function tellFindings(
  file: ChangedFile,
  is: Part,
  plan: StatedChanges,
): Promise<readonly Finding[]> {
  const { path, before, after } = file;
  if (after === null || !isCode(path)) return [];
  const found = TELLS.flatMap(({ cheat, sign, means, within }) => {
    if (within !== undefined && !is[within]) return [];
    const first = fresh(before?.match(sign) ?? [], after.match(sign) ?? []);
    return first === undefined ? [] : [{ cheat, path, detail: `"${first}" is new, and ${means}` }];
  });
  if (!is.code || found.some(({ cheat }) => cheat !== 'check-suppressed')) return found;
  const named = fresh(await ofTests(path, before), await ofTests(path, after));
  const isStated = plan.steps.some(({ action }) => named !== undefined && action.includes(named));
  if (named === undefined || isStated) return found;
  const detail = `"${named}" is new, and code that knows of its tests may behave otherwise for them`;
  return [...found, { cheat: 'knows-of-tests', path, detail }];
}

/** The first sign that is there more often than before. */
function fresh(was: readonly string[], now: readonly string[]): string | undefined {
  if (now.length <= was.length) return undefined;
  return now.find((one) => !was.includes(one)) ?? now[0];
}

/** The names and strings of a file that name runners, or files of tests, as its syntax tree has them: comments may say what they like. */
async function ofTests(path: string, text: string | null): Promise<readonly string[]> {
  const language = languageOf(path);
  if (language === undefined || text === null) return [];
  const { parser } = await grammarOf(language);
  const tree = parser.parse(text);
  if (tree === null) return [];
  const said = tree.rootNode
    .descendantsOfType([...LEAVES])
    .flatMap((node) => (node === null || node.namedChildCount > 0 ? [] : [node.text]));
  tree.delete();
  return said.filter(
    (one) => one.split(/[/\s'"`.]+/).some((word) => OF_TESTS.test(word)) || TEST_FILE.test(one),
  );
}

const LEAVES = [
  ...[
    'identifier',
    'property_identifier',
    'constant',
    'name',
    'package_identifier',
    'type_identifier',
  ],
  ...[
    'string_fragment',
    'string_content',
    'interpreted_string_literal_content',
    'string_literal_content',
  ],
  ...[
    'interpreted_string_literal',
    'string_literal',
    'string_value',
    'encapsed_string',
    'string',
    'regex_pattern',
  ],
] as const;

function isCode(path: string): boolean {
  return /\.([cm]?[jt]sx?|py|go|rs|java|kt|rb|cs|php|vue|svelte)$/.test(path);
}
