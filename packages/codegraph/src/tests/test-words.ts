import type { Language } from '../languages.ts';

/** How a language writes its tests. Patterns are matched against normal text: tokens with one space between them. */
export interface TestWords {
  /** Calls that hold a test or a group of tests, by what is called: `it . skip`, `t . Run`. */
  readonly calls?: RegExp;
  /** Definitions that are tests: by their kind in the syntax tree, and by their name or what is written above it. */
  readonly definitions?: {
    readonly kinds: readonly string[];
    readonly name?: RegExp;
    readonly marks?: RegExp;
  };
  /** Definitions that group tests, by their kind in the syntax tree. */
  readonly groups?: readonly string[];
  /** Kinds of nodes that may be assertions, and what they look like from their beginning. */
  readonly assertions: { readonly kinds: readonly string[]; readonly text: RegExp };
  /** Marks or statements by which a test is not run, or its failing does not count. */
  readonly disabling: RegExp;
  /** Names and marks of definitions that are no tests but are done before, after or instead of them. */
  readonly hooks: RegExp;
  /** Marks by which only some tests are run. */
  readonly focusing?: RegExp;
  /** Whether a failing test is stated within a condition, which then belongs to the assertion. */
  readonly conditional?: boolean;
}

const ECMASCRIPT: TestWords = {
  calls:
    /^(?:x|f)?(?:it|test|describe|suite|context|specify|bench)(?: \. (?:skip|only|todo|fails|failing|concurrent|sequential|each|for|skipIf|runIf|serial|shuffle|extend))*(?: \( .* \))?$/,
  assertions: {
    kinds: ['call_expression'],
    text: /^(?:expect|assert|should|chai|expectTypeOf|assertType)\b|^(?:t|context) \. (?:assert \. )?(?!test\b|skip\b|todo\b|diagnostic\b|plan\b|log\b)\w+ \(|^.* \. should \. /s,
  },
  disabling:
    /^x(?:it|test|describe|context|specify)\b|\. (?:skip|todo|fails|failing|skipIf|runIf)\b|\b(?:skip|todo) : (?!false)|\b(?:t|ctx|context|this) \. (?:skip|todo) \(|\btest \. skip \(/,
  // Hooks are calls, which are deeds already.
  hooks: /\b(?:expect|assert) =|\bglobalThis \./,
  focusing: /^f(?:it|test|describe)\b|\. only\b|\bonly : true/,
};

/** How each language writes its tests. */
export const testWords: Readonly<Record<Language, TestWords>> = {
  typescript: ECMASCRIPT,
  tsx: ECMASCRIPT,
  javascript: ECMASCRIPT,
  python: {
    definitions: { kinds: ['function_definition'], name: /^test/ },
    groups: ['class_definition'],
    assertions: {
      kinds: ['assert_statement', 'call'],
      text: /^assert\b|^self \. (?:assert\w*|fail)\b|^pytest \. (?:raises|warns|fail|deprecated_call)\b|^(?:np|numpy) \. testing \. |^\w+ \. assert_\w+/,
    },
    disabling:
      /@ (?:pytest \. mark \. (?:skip|skipif|xfail)|(?:unittest \. )?(?:skip\w*|expectedFailure))\b|\bpytest \. (?:skip|xfail|importorskip) \(|\bself \. skipTest \(|\braise (?:unittest \. )?SkipTest\b|\b__test__ = False\b/,
    hooks:
      /\b(?:pytestmark|__test__|collect_ignore\w*|pytest_\w+|load_tests)\b|\bdef (?:async)?(?:setup|teardown|setUp|tearDown)\w*|\bautouse = True|\b(?:globals|vars|locals) \( \) \[/,
  },
  go: {
    definitions: {
      kinds: ['function_declaration', 'method_declaration'],
      name: /^(?:Test|Fuzz|Example)/,
    },
    calls: /^\w+ \. Run$/,
    assertions: {
      kinds: ['call_expression'],
      text: /^(?:require|assert|is) \. |^\w+ \. (?:Error|Errorf|Fatal|Fatalf|Fail|FailNow) \(/,
    },
    disabling: /\b\w+ \. (?:Skip|Skipf|SkipNow) \(/,
    hooks: /(?:^|\bfunc )(?:TestMain|init)\b|^ ?TestMain$/,
    conditional: true,
  },
  rust: {
    definitions: {
      kinds: ['function_item'],
      marks: /# \[ (?:\w+ :: )*(?:test|rstest|test_case|proptest)\b/,
    },
    groups: ['mod_item'],
    assertions: {
      kinds: ['macro_invocation'],
      text: /^(?:\w+ :: )?(?:\w*assert\w*|panic|unreachable) !/,
    },
    disabling: /# \[ ignore\b|# \[ (?:cfg \( (?!test \))|cfg_attr \(.*\bignore\b)/,
    hooks: /# \[ (?:\w+ :: )*(?:ctor|dtor|before|after|fixture)\b/,
  },
  java: {
    definitions: {
      kinds: ['method_declaration'],
      marks: /@ (?:Test|ParameterizedTest|RepeatedTest|TestFactory|Property)\b/,
      name: /^test[A-Z]/,
    },
    groups: ['class_declaration'],
    assertions: {
      kinds: ['method_invocation'],
      text: /^(?:assert\w*|verify\w*|fail|expect\w*|then\w*|(?:Assertions|Assert|Mockito|BDDMockito|Truth) \. \w+) \(/,
    },
    disabling:
      /@ (?:Disabled\w*|Ignore\w*|Enabled\w+)\b|\b(?:Assumptions? \. )?assume(?:True|False|That|NotNull|NoException) \(|\babort \(|\benabled = false\b/,
    hooks:
      /@ (?:Before|After|Rule|ClassRule|ExtendWith|RegisterExtension|TestInstance|Order)\w*\b|\bstatic \{/,
  },
  ruby: {
    definitions: { kinds: ['method'], name: /^test_/ },
    calls:
      /^(?:RSpec \. )?[xf]?(?:it|specify|describe|context|example|feature|scenario|test|pending|skip)$/,
    groups: ['class', 'module'],
    assertions: {
      kinds: ['call'],
      text: /^(?:expect|assert\w*|refute\w*|flunk)\b|\. (?:must|wont)_\w+/,
    },
    disabling:
      /^(?:RSpec \. )?(?:x(?:it|specify|describe|context|example|scenario)|pending|skip)\b|(?:^| )(?:skip|pending) (?:"|end\b)|\b(?:skip|pending) : (?!false)|: (?:skip|pending) =>/,
    hooks: /\bdef (?:setup|teardown|before_setup|after_teardown|run)\b/,
    focusing: /^f(?:it|describe|context|specify|example)\b|\bfocus : true|: focus\b/,
  },
  csharp: {
    definitions: {
      kinds: ['method_declaration'],
      marks: /\[ (?:Fact|Theory|Test|TestCase|TestMethod|DataTestMethod)\b/,
    },
    groups: ['class_declaration'],
    assertions: {
      kinds: ['invocation_expression'],
      text: /^(?:Assert|CollectionAssert|StringAssert|Verify) \. |^.* \. Should \( \)/s,
    },
    disabling: /\[ (?:Ignore|Explicit)\b|\bSkip = |\bAssert \. (?:Ignore|Inconclusive|Skip\w*) \(/,
    hooks:
      /\[ (?:SetUp|TearDown|OneTime\w+|TestInitialize|TestCleanup|ClassInitialize|AssemblyInitialize|ModuleInitializer)\b/,
  },
  php: {
    definitions: {
      kinds: ['method_declaration'],
      name: /^test/,
      marks: /# \[ \\?(?:\w+ \\ )*(?:Test|DataProvider|TestWith)\b/,
    },
    calls: /^(?:it|test|describe)$/,
    groups: ['class_declaration'],
    assertions: {
      kinds: ['member_call_expression', 'scoped_call_expression', 'function_call_expression'],
      text: /^(?:\$ this -> |self :: |static :: |Assert :: )?(?:assert\w*|expectException\w*|fail)\b|^expect \(/,
    },
    disabling: /\bmarkTest(?:Skipped|Incomplete)\b|-> (?:skip|todo)\b/,
    hooks: /\bfunction (?:setUp\w*|tearDown\w*|runTest|runBare|__construct)\b/,
    focusing: /-> only\b/,
  },
};
