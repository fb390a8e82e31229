import { DENIED_LINT, GO_PLACE } from './evidence.ts';
import type { Sign } from './sign.ts';

const category = 'lint';
const ESLINT = 'npx eslint --fix .';
const RUFF = 'ruff check --fix .';

/** Linters. Those whose findings a command does not mend come first: then a person has to look anyway. */
export const lintSigns: readonly Sign[] = [
  {
    category,
    tool: 'flake8',
    ran: /\bflake8\b/,
    says: [/^\S+:\d+:\d+: [A-DF-Z]\d{3} |^\S+:\d+:\d+: E[1-8]\d\d /m],
  },
  { category, tool: 'pylint', says: [/^\S+:\d+:\d+: [CRWEF]\d{4}: /m] },
  {
    category,
    tool: 'go vet',
    ran: /\bgo vet\b/,
    says: [GO_PLACE],
    unless: /^vet: |^FAIL\t/m,
  },
  {
    category,
    tool: 'golangci-lint',
    ran: /golangci-lint/,
    says: [/^\S+\.go:\d+:\d+: .* \(\w+\)$/m],
  },
  {
    category,
    tool: 'clippy',
    says: [DENIED_LINT, /^error: could not compile `/m],
    tells: /^error|^ +--> /,
  },
  { category, tool: 'rubocop', says: [/^\d+ files? inspected, [1-9]\d* offenses? detected/m] },
  {
    category,
    tool: 'pre-commit',
    says: [
      /^- hook id: (?:end-of-file-fixer|trailing-whitespace|mixed-line-ending|pretty-format-\w+|codespell|typos|pyupgrade)\n(?:- .*\n)*?- files were modified by this hook$/m,
    ],
    tells: /Failed$|^- hook id: |^Fixing /,
  },
  {
    category,
    tool: 'ruff',
    fix: RUFF,
    says: [/^\[\*\] \d+ fixable with the `--fix` option|^No fixes available \(\d+ hidden fix/m],
    tells: /^(?:\S+:\d+:\d+: )?[A-Z]+\d+ |^ +--> |^Found \d+ errors?/,
  },
  {
    category,
    tool: 'ruff',
    fix: RUFF,
    ran: /\bruff\b(?! format)/,
    says: [/^Found [1-9]\d* errors?\b|^\S+:\d+:\d+: [A-Z]+\d+ /m],
    tells: /^(?:\S+:\d+:\d+: )?[A-Z]+\d+ |^ +--> |^Found \d+ errors?/,
  },
  rewritten('ruff', '(?:ruff|ruff-check)', RUFF),
  {
    category,
    tool: 'eslint',
    fix: ESLINT,
    says: [
      /^✖ \d+ problems? \([1-9]\d* errors?, \d+ warnings?\)$|^ESLint found too many warnings/m,
    ],
    tells: /^\s*\d+:\d+\s+(?:error|warning)\s|^\/\S+$|^✖ |^ESLint found/,
  },
  {
    category,
    tool: 'eslint',
    fix: ESLINT,
    ran: /\beslint\b/,
    says: [/"errorCount":[1-9]/],
  },
  rewritten('eslint', 'eslint', ESLINT),
  {
    category,
    tool: 'biome',
    fix: 'npx biome check --write .',
    says: [/^(?:check|ci|lint) ━{5,}/m, /^\S+ (?:lint|assist)\/\S+ .*━/m],
    tells: /^\S+ (?:lint|assist)\/|^\S+ (?:format|organizeImports) ━|^ {2}[×✖] /,
  },
];

/** A hook of pre-commit mended the files of its own checkout, which is how it says that it found something. */
export function rewritten(
  tool: string,
  hook: string,
  fix: string,
  as: Sign['category'] = category,
): Sign {
  return {
    category: as,
    tool,
    fix,
    says: [
      new RegExp(`^- hook id: ${hook}\\n(?:- .*\\n)*?- files were modified by this hook$`, 'm'),
    ],
    tells: /Failed$|^- hook id: |^(?:reformatted|Fixing|Fixed) /,
  };
}
