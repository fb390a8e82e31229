import { DENIED_LINT, GO_PLACE, NODE_TESTS } from './evidence.ts';
import type { Sign } from './sign.ts';

const category = 'compile';
const PYTHON_SYNTAX = /(?:SyntaxError|IndentationError|TabError): /;
const NODE_SYNTAX = /^(?:# )?SyntaxError: /m;

/** Code that cannot be read, or cannot be built. */
export const compileSigns: readonly Sign[] = [
  { category, tool: 'eslint', says: [/^\s*\d+:\d+\s+error\s+Parsing error: /m] },
  {
    category,
    tool: 'prettier',
    says: [/^\[error\] .*: SyntaxError: /m],
    tells: /^\[error\] /,
  },
  { category, tool: 'biome', says: [/^\S+:\d+:\d+ parse ━/m], tells: /^\S+:\d+:\d+ parse|^ {2}× / },
  {
    category,
    tool: 'ruff',
    says: [
      /^(?:invalid-syntax: |\S+:\d+:\d+: (?:invalid-syntax:|SyntaxError:)|error: Failed to (?:parse|format) )/m,
    ],
    tells: /invalid-syntax|SyntaxError|^error: |^ +--> /,
  },
  { category, tool: 'black', says: [/^error: cannot (?:format|parse)\b/m] },
  { category, tool: 'flake8', says: [/^\S+:\d+:\d+: E9\d\d /m] },
  { category, tool: 'pylint', says: [/^\S+:\d+:\d+: E0001: /m] },
  { category, tool: 'mypy', says: [/^\S+:\d+(?::\d+)?: error: .*\[syntax\]$/m] },
  { category, tool: 'tsc', says: [/^\S.*(?:\(\d+,\d+\):|:\d+:\d+ -) error TS1\d{3}: /m] },
  {
    category,
    tool: 'vitest',
    says: [
      /^\S* Failed Suites \d+ /m,
      /^(?:Error: (?:Failed to parse source|Transform failed|Parse failure)|SyntaxError: |RollupError: |Error: .*(?:PARSE_ERROR|Unexpected token|Expected ))/m,
    ],
    tells: /^ ?FAIL +\S|^\w*Error: |^ +File: /,
  },
  {
    category,
    tool: 'jest',
    says: [/^\s+● Test suite failed to run$/m, /^\s+SyntaxError: /m],
    tells: /^FAIL |^\s+SyntaxError: /,
  },
  { category, tool: 'mocha', ran: /\bmocha\b/, says: [NODE_SYNTAX], unless: /^ +\d+ passing/m },
  {
    category,
    tool: 'node:test',
    says: [NODE_TESTS, NODE_SYNTAX, /^(?:# )?Node\.js v\d+/m],
    tells: NODE_SYNTAX,
  },
  { category, tool: 'node', says: [NODE_SYNTAX, /^Node\.js v\d+/m], tells: NODE_SYNTAX },
  {
    category,
    tool: 'pytest',
    says: [/^_+ ERROR collecting /m, new RegExp(`^E +${PYTHON_SYNTAX.source}`, 'm')],
    tells: new RegExp(`^E +(?:File "|${PYTHON_SYNTAX.source})|^ERROR \\S`),
  },
  {
    category,
    tool: 'unittest',
    says: [
      /^ERROR: \S+ \(unittest\.loader\._FailedTest/m,
      new RegExp(`^${PYTHON_SYNTAX.source}`, 'm'),
    ],
  },
  {
    category,
    tool: 'python',
    says: [
      new RegExp(`^ {2}File "[^<].*", line \\d+\\n(?:.*\\n){0,3}${PYTHON_SYNTAX.source}`, 'm'),
    ],
    tells: new RegExp(`^ {2}File "|^${PYTHON_SYNTAX.source}`),
  },
  {
    category,
    tool: 'python',
    says: [/^(?:Sorry: |\*\*\* +)(?:IndentationError|SyntaxError|TabError): .*line \d+\)/m],
    tells: /^(?:Sorry: |\*\*\* )/,
  },
  {
    category,
    tool: 'gofmt',
    ran: /\bgofmt\b/,
    says: [GO_PLACE],
    unless: /^# \S+(?: \[\S+\])?\n\S+\.go:|^FAIL\t|^vet: /m,
  },
  {
    category,
    tool: 'go test',
    says: [/^FAIL\t\S+ \[(?:build|setup) failed\]$/m],
    tells: GO_PLACE,
  },
  {
    category,
    tool: 'go build',
    says: [
      /^(?:vet: \S+\.go:\d+:\d+: |# \S+(?: \[\S+\])?\n(?:\.\.?\/)?\S+\.go:\d+:\d+: |\S+\.go:\d+:\d+: (?:syntax error|expected |undefined: ))/m,
    ],
    // A finding of vet has its package's name above it a second time, or no name at all.
    unless: /^# \S+\n# \[\S+\]\n(?!vet: )/m,
    tells: GO_PLACE,
  },
  {
    category,
    tool: 'cargo',
    says: [/^error: could not compile `/m],
    unless: DENIED_LINT,
    tells: /^error|^ +--> /,
  },
  {
    category,
    tool: 'cargo',
    says: [/^error: could not compile `/m, /^error\[E\d{4}\]: /m],
    tells: /^error|^ +--> /,
  },
  {
    category,
    tool: 'rustfmt',
    ran: /\b(?:cargo fmt|rustfmt)\b/,
    says: [/^error(?:\[E\d+\])?: .*\n +--> /m],
    unless: /^error: could not compile `|^test result: FAILED/m,
    tells: /^error|^ +--> /,
  },
  {
    category,
    tool: 'gradle',
    says: [/^> Task :\S*[cC]ompile\S* FAILED$/m],
    tells: /: error: |^> Task .* FAILED/,
  },
  {
    category,
    tool: 'maven',
    says: [/^\[ERROR\] COMPILATION ERROR ?: ?$/m],
    tells: /^\[ERROR\] .*\.java:\[/,
  },
  { category, tool: 'javac', says: [/^\S+\.java:\d+: error: /m] },
];
