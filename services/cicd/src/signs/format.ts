import { rewritten } from './lint.ts';
import type { Sign } from './sign.ts';

const category = 'format';
const PRETTIER = 'npx prettier --write .';
const BIOME = 'npx biome check --write .';
const RUFF = 'ruff format .';
const GOFMT = 'gofmt -w .';

/** Formatters, in the order in which their commands are run: what sorts lines goes before what lays them out. */
export const formatSigns: readonly Sign[] = [
  {
    category,
    tool: 'isort',
    fix: 'isort .',
    says: [/^ERROR: \S+ Imports are incorrectly sorted/m],
  },
  rewritten('isort', 'isort', 'isort .', category),
  {
    category,
    tool: 'biome',
    fix: BIOME,
    says: [/^(?:check|ci|format) ━{5,}/m, /^\S+ format ━/m],
    tells: /^\S+ format ━|^ {2}[×✖] /,
  },
  {
    category,
    tool: 'prettier',
    fix: PRETTIER,
    says: [/^(?:\[warn\] )?Code style issues (?:found )?in /m],
    tells: /^\[warn\] /,
  },
  {
    category,
    tool: 'prettier',
    fix: PRETTIER,
    ran: /\bprettier\b.* (?:-l|--list-different)\b/,
    says: [/^[\w@./-]+\.\w+$/m],
  },
  rewritten('prettier', 'prettier', PRETTIER, category),
  {
    category,
    tool: 'ruff',
    fix: RUFF,
    says: [
      /^(?:Would reformat: |unformatted: File would be reformatted$|\d+ files? would be reformatted(?:, \d+ files? already formatted)?$)/m,
    ],
    tells: /^Would reformat|^ +--> |^unformatted|would be reformatted/,
  },
  rewritten('ruff', 'ruff-format', RUFF, category),
  {
    category,
    tool: 'black',
    fix: 'black .',
    says: [
      /^(?:would reformat \S|\d+ files? would be reformatted(?:\.|, \d+ files? would be left unchanged))/m,
    ],
  },
  {
    category,
    tool: 'black',
    fix: 'black .',
    ran: /\bblack\b.* --(?:check|diff)\b/,
    says: [/^--- \S+\.pyi?\t\d{4}-/m],
    tells: /^(?:---|\+\+\+) /,
  },
  rewritten('black', '(?:black|black-jupyter)', 'black .', category),
  {
    category,
    tool: 'gofmt',
    fix: GOFMT,
    ran: /\bgofmt\b.* -\w*[ld]|\bgo fmt\b|\bgoimports\b/,
    says: [/^[\w./-]+\.go$|^\+?(?:diff|---) \S+\.go(?:\.orig)?\b/m],
  },
  {
    category,
    tool: 'gofmt',
    fix: GOFMT,
    // A substitution keeps what gofmt says, and newer ones end the script by their exit code.
    ran: /^\w+=.*\bgofmt -\w*[ld]/,
    says: [/^\s*Process completed with exit code 1\.\s*$/],
  },
  {
    category,
    tool: 'rustfmt',
    fix: 'cargo fmt',
    says: [/^Diff in \S+/m],
    tells: /^Diff in |^[-+]/,
  },
  rewritten('rustfmt', '(?:fmt|cargo-fmt|rustfmt)', 'cargo fmt', category),
  rewritten('gofmt', '(?:go-fmt|gofmt)', GOFMT, category),
];
