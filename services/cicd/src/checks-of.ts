import type { CheckFailure } from '@patchwright/events';

import { inFolder, outOfFolder } from './in-folder.ts';

/** A command that has to succeed after a fix, and what is run where it cannot be run here. */
export interface FixCheck {
  readonly command: string;
  readonly otherwise?: string;
}

/** How it is seen that the command of the table has mended its failure, and the word by which CI's own command is known. */
const CHECKS: Readonly<Record<string, { readonly check: string; readonly word?: string }>> = {
  'npx eslint --fix .': { check: 'npx eslint .', word: 'eslint' },
  'npx prettier --write .': { check: 'npx prettier --check .', word: 'prettier' },
  'npx biome check --write .': { check: 'npx biome check .', word: '(?:@biomejs/)?biome' },
  'ruff check --fix .': { check: 'ruff check .', word: 'ruff check' },
  'ruff format .': { check: 'ruff format --check .', word: 'ruff format' },
  'black .': { check: 'black --check .', word: 'black' },
  'isort .': { check: 'isort --check-only .', word: 'isort' },
  // What it lists does not show in its exit code, so CI's own line says nothing alone.
  'gofmt -w .': { check: 'test -z "$(gofmt -l .)"' },
  'cargo fmt': { check: 'cargo fmt --check', word: 'cargo fmt' },
};

const TYPE_CHECKS: Readonly<Record<string, { readonly check: string; readonly word: string }>> = {
  tsc: { check: 'npx tsc --noEmit', word: 'tsc' },
  mypy: { check: 'mypy .', word: 'mypy' },
  pyright: { check: 'npx pyright', word: '(?:based)?pyright' },
};

const THROUGH =
  '(?:(?:npx|pnpm(?: exec| dlx)?|yarn|bunx|python3? -m|poetry run|uv run|pipenv run) )*(?:\\./node_modules/\\.bin/)?';

/**
 * What has to succeed before a fix of these failures is pushed: CI's own command where its line names the tool and stands alone, so that
 * it looks at the same files in the same way; else the tool's check of the whole repository. `applied` are commands of earlier fixes:
 * what they mended must not fail again.
 */
export function checksOf(
  failures: readonly CheckFailure[],
  applied: readonly string[],
): readonly FixCheck[] {
  const found = failures.flatMap((failure) => [
    ...(failure.fix?.split(' && ') ?? []).flatMap((fix) =>
      known(CHECKS[fix], failure.folder, failure.excerpt),
    ),
    ...(failure.category === 'types'
      ? known(TYPE_CHECKS[failure.tool ?? ''], failure.folder, failure.excerpt)
      : []),
  ]);
  const before = applied.flatMap((typed) => {
    const { folder, command } = outOfFolder(typed);
    return known(CHECKS[command], folder);
  });
  const covered = new Set(found.map(({ command, otherwise }) => otherwise ?? command));
  const all = [...found, ...before.filter(({ command }) => !covered.has(command))];
  return all.filter((one, at) => all.findIndex(({ command }) => command === one.command) === at);
}

function known(
  row: { readonly check: string; readonly word?: string } | undefined,
  folder: string | undefined,
  excerpt?: string,
): readonly FixCheck[] {
  if (row === undefined) return [];
  const own = excerpt === undefined ? undefined : ownCommand(row.word, excerpt);
  const check = inFolder(folder, row.check);
  return own === undefined || own === row.check
    ? [{ command: check }]
    : [{ command: inFolder(folder, own), otherwise: check }];
}

/** The line of CI that ran the tool, as the excerpt shows it; none where it is part of a larger script. */
function ownCommand(word: string | undefined, excerpt: string): string | undefined {
  if (word === undefined) return undefined;
  // Where a script went first is the failure's folder already.
  const line = new RegExp(
    `^\\$ (?:cd \\S+ && )?(${THROUGH}${word}(?: [^;|&<>$\`(){}\\n]*)?)$`,
    'm',
  );
  return line.exec(excerpt)?.[1]?.trim();
}
