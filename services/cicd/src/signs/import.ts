import { NODE_TESTS, PYTHON_TRACE } from './evidence.ts';
import type { Sign } from './sign.ts';

const category = 'import';
const NO_MODULE = /^(?:# )?(?:Error \[ERR_MODULE_NOT_FOUND\]: |Error: Cannot find module )/m;
const NODE_ENDS = /^(?:# )?Node\.js v\d+/m;
const NO_PYTHON_MODULE = /^(?:ModuleNotFoundError|ImportError): /m;

/** A module, a package or a version of it cannot be found. */
export const importSigns: readonly Sign[] = [
  {
    category,
    tool: 'eslint',
    says: [
      /^Oops! Something went wrong! :\($/m,
      /\bERR_MODULE_NOT_FOUND\b|^Error: Cannot find module|couldn't find the (?:plugin|config)/m,
    ],
    tells: /ERR_MODULE_NOT_FOUND|Cannot find|couldn't find/,
  },
  {
    category,
    tool: 'vitest',
    says: [
      /^ ?FAIL +\S/m,
      /^Error: (?:Cannot find (?:module|package) |Failed to (?:resolve import|load url) )/m,
    ],
    tells: /^ ?FAIL +\S|^Error: /,
  },
  {
    category,
    tool: 'jest',
    says: [/^\s+● Test suite failed to run$/m, /^\s+Cannot find module '/m],
    tells: /^FAIL |^\s+Cannot find module/,
  },
  {
    category,
    tool: 'mocha',
    ran: /\bmocha\b/,
    says: [/^\s*(?:Exception during run: )?Error(?: \[ERR_MODULE_NOT_FOUND\])?: Cannot find /m],
  },
  { category, tool: 'node:test', says: [NODE_TESTS, NO_MODULE] },
  { category, tool: 'node', says: [NO_MODULE, NODE_ENDS], tells: NO_MODULE },
  {
    category,
    tool: 'pytest',
    says: [/^E +(?:ModuleNotFoundError|ImportError): /m],
    tells: /^(?:E +(?:ModuleNotFoundError|ImportError)|ERROR \S)/,
  },
  {
    category,
    tool: 'unittest',
    says: [/^ERROR: \S+ \(unittest\.loader\._FailedTest/m, NO_PYTHON_MODULE],
  },
  { category, tool: 'python', says: [PYTHON_TRACE, NO_PYTHON_MODULE], tells: NO_PYTHON_MODULE },
  { category, tool: 'python', says: [/^\S*python[\d.]*: No module named \S+$/m] },
  {
    category,
    tool: 'tsc',
    says: [
      /^\S.*(?:\(\d+,\d+\):|:\d+:\d+ -) error TS(?:2305|2307|2614|2688|2724|2732|2792|2834|2835|7016): /m,
    ],
  },
  {
    category,
    tool: 'mypy',
    says: [
      /^\S+:\d+(?::\d+)?: error: (?:.*\[import(?:-not-found|-untyped)?\]$|Cannot find implementation or library stub for module)/m,
    ],
  },
  {
    category,
    tool: 'go build',
    says: [
      /^(?:\S+\.go:\d+:\d+: |go: )(?:.*: )?(?:no required module provides package|cannot find (?:module providing )?package|package \S+ is not in |missing go\.sum entry|updates to go\.mod needed)/m,
    ],
  },
  {
    category,
    tool: 'cargo',
    says: [
      /^(?:error\[E0(?:432|433|463)\]: |error: (?:cannot update the lock file|the lock file \S+ needs to be updated but|no matching package|failed to select a version for))/m,
    ],
  },
  { category, tool: 'javac', says: [/^\S+\.java:\d+: error: package \S+ does not exist$/m] },
  {
    category,
    tool: 'maven',
    says: [
      /^\[ERROR\] (?:.*\.java:\[\d+,\d+\] (?:error: )?package \S+ does not exist$|.*Could not (?:resolve dependencies|find artifact))/m,
    ],
    tells: /^\[ERROR\] .*(?:does not exist$|Could not )/,
  },
  {
    category,
    tool: 'npm',
    says: [/^npm (?:error|ERR!) code (?:ETARGET|ERESOLVE|EUSAGE|E404|EBADENGINE|EINTEGRITY)$/m],
    tells:
      /^npm (?:error|ERR!) (?:code |notarget No|404 |Missing: |Invalid: |Found: |peer |While resolving|`npm ci`)/,
  },
  {
    category,
    tool: 'pnpm and yarn',
    says: [
      /^.?ERR_PNPM_(?:OUTDATED_LOCKFILE|NO_MATCHING_VERSION|FETCH_404|PEER_DEP_ISSUES)|^error (?:Your lockfile needs to be updated|Couldn't find (?:any versions for|package))/m,
    ],
  },
  {
    category,
    tool: 'pip',
    says: [
      /^ERROR: (?:No matching distribution found for|ResolutionImpossible|Cannot install .* conflicting dependencies)/m,
    ],
    tells: /^ERROR: |^The conflict is caused by|^ {4}\S.* (?:requested|depends on) /,
  },
];
