import type { CheckFailure } from '@patchwright/events';
import { describe, expect, it } from 'vitest';
import { checksOf } from '../src/checks-of.ts';
import { failedFormat } from './site.ts';

function failing(part: Partial<CheckFailure>, ...script: readonly string[]): CheckFailure {
  return {
    ...failedFormat,
    ...part,
    excerpt: [...script.map((line) => `$ ${line}`), 'what it printed'].join('\n'),
  };
}

const eslint = { category: 'lint', tool: 'eslint', fix: 'npx eslint --fix .' };

describe('what has to succeed before a fix is pushed', () => {
  it.each([
    ['npx eslint .', 'npx eslint src --max-warnings 0', eslint],
    ['npx eslint .', './node_modules/.bin/eslint .', eslint],
    ['npx prettier --check .', 'npx prettier --check src', {}],
    ['black --check .', 'python -m black --check src', { tool: 'black', fix: 'black .' }],
    ['ruff check .', 'uv run ruff check src', { tool: 'ruff', fix: 'ruff check --fix .' }],
    ['mypy .', 'mypy src --strict', { category: 'types', tool: 'mypy', fix: undefined }],
  ])('is the command of CI itself, and %s where it cannot be run', (otherwise, own, part) => {
    expect(checksOf([failing(part as Partial<CheckFailure>, 'npm ci', own)], [])).toEqual([
      { command: own, otherwise },
    ]);
  });

  it.each([
    'npm run lint',
    'if ! npx eslint .; then exit 1; fi',
    'npx eslint . || npx prettier --check .',
    'echo "eslint src"',
  ])('is the check of the whole repository where CI ran `%s`', (line) => {
    expect(checksOf([failing(eslint, line)], [])).toEqual([{ command: 'npx eslint .' }]);
  });

  it('is what shows in the exit code, for gofmt', () => {
    const gofmt = failing({ tool: 'gofmt', fix: 'gofmt -w .' }, 'gofmt -l .');
    expect(checksOf([gofmt], [])).toEqual([{ command: 'test -z "$(gofmt -l .)"' }]);
  });

  it('is that of every tool, each once, and of what earlier fixes mended', () => {
    const both = failing({ ...eslint, fix: 'npx eslint --fix . && npx prettier --write .' });
    expect(checksOf([both, failing(eslint)], ['npx prettier --write .', 'black .'])).toEqual([
      { command: 'npx eslint .' },
      { command: 'npx prettier --check .' },
      { command: 'black --check .' },
    ]);
  });
});
