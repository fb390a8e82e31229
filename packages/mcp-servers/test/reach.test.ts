import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { managerOf, packageCommand } from '../src/code/package-command.ts';
import { Branch, FilePath, RepositoryName } from '../src/input-parts.ts';
import { scopeOf } from '../src/scope.ts';

describe('a scope', () => {
  test.each([
    [[], 'acme/shop', true],
    [['acme/shop'], 'acme/shop', true],
    [['acme/shop'], 'ACME/Shop', true],
    [['acme/shop'], 'acme/shop2', false],
    [['acme/*'], 'acme/anything', true],
    [['acme/*'], 'acme-evil/x', false],
    [['a.b/*'], 'axb/c', false],
  ])('of %o reaches %s: %s', (names, name, reached) => {
    expect(scopeOf('repository', names).allows(name)).toBe(reached);
  });
});

describe('names in inputs', () => {
  test.each(['acme/shop', 'a-b/c.d_e', 'acme/.github'])('%s is a repository', (name) => {
    expect(RepositoryName.safeParse(name).success).toBe(true);
  });
  test.each(['acme', 'a/b/c', '../x', 'acme/..', 'acme/.', 'a b/c', 'a/b?c', 'a/b#c', 'a/%2e'])(
    '%s is none',
    (name) => {
      expect(RepositoryName.safeParse(name).success).toBe(false);
    },
  );
  test.each(['agent/shop-42', 'fix_1.2', 'ünï'])('%s is a branch', (name) => {
    expect(Branch.safeParse(name).success).toBe(true);
  });
  test.each(['', '-x', '/x', 'x/', 'a..b', 'a b', 'a~1', 'a^', 'a:b', 'a//b', 'a/.b', '@{x', 'x.'])(
    '"%s" is none',
    (name) => {
      expect(Branch.safeParse(name).success).toBe(false);
    },
  );
  test.each(['../a', '/a', 'a/../b', '.git/config', 'a\\b', '', 'C:/a'])(
    '"%s" is no path of a file',
    (path) => {
      expect(FilePath.safeParse(path).success).toBe(false);
    },
  );
  test('are shown to models as JSON Schema', () => {
    const schema = z.toJSONSchema(z.object({ RepositoryName, Branch, FilePath }), { io: 'input' });
    expect(Object.keys(schema.properties ?? {})).toHaveLength(3);
  });
});

describe('installing packages', () => {
  test.each([
    [['package.json'], 'npm'],
    [['package.json', 'pnpm-lock.yaml'], 'pnpm'],
    [['package.json', 'yarn.lock'], 'yarn'],
    [['requirements.txt'], 'pip'],
    [['go.mod'], 'go'],
    [['Cargo.toml'], 'cargo'],
    [['Gemfile'], 'bundler'],
    [['sub/package.json', 'README.md'], undefined],
  ])('%o tells of %s', (paths, manager) => {
    expect(managerOf(paths)).toBe(manager);
  });

  test('a package is one word of shell, and its scripts are not run', () => {
    expect(packageCommand('npm', ["a'; rm -rf /; '"], [])).toBe(
      "npm install 'a'\\''; rm -rf /; '\\''' --ignore-scripts --no-audit --no-fund",
    );
    expect(packageCommand('npm', [], ['package-lock.json'])).toMatch(/^npm ci --ignore-scripts/);
    expect(packageCommand('npm', [], [])).toMatch(/^npm install --ignore-scripts/);
    expect(packageCommand('pip', [], ['requirements.txt'])).toMatch(/-r requirements\.txt$/);
  });
});
