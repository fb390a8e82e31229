import { describe, expect, test } from 'vitest';
import { byPackage } from '../src/index.ts';

describe('what several packages print', () => {
  test('is told apart where pnpm names their scripts and commands', () => {
    const lines = [
      'Scope: 2 of 3 workspace projects',
      'packages/a lint:js$ eslint .',
      'packages/web lint:js$ eslint .',
      'packages/web lint:js:   1:5  error  no such thing: x',
      'packages/a lint:js: Done',
      'packages/web lint:js: ',
      ' ERR_PNPM_RECURSIVE_RUN_FIRST_FAIL  web@1.0.0 lint:js: `eslint .`',
    ];
    expect(byPackage(lines)).toEqual([
      { lines: ['Scope: 2 of 3 workspace projects'] },
      { name: 'packages/a lint:js', lines: ['packages/a lint:js$ eslint .', 'Done'] },
      {
        name: 'packages/web lint:js',
        lines: ['packages/web lint:js$ eslint .', '  1:5  error  no such thing: x', ''],
      },
      { lines: [' ERR_PNPM_RECURSIVE_RUN_FIRST_FAIL  web@1.0.0 lint:js: `eslint .`'] },
    ]);
  });

  test('is told apart where turbo says where it comes from, or shows the command', () => {
    const lines = [
      '@shop/a:build: cache miss, executing 1f0a',
      'web:build: > web@1.0.0 build',
      '@shop/a:build: ',
      'web:build: src/total.ts(1,14): error TS2322: x',
    ];
    expect(byPackage(lines)).toEqual([
      { name: '@shop/a:build', lines: ['cache miss, executing 1f0a', ''] },
      { name: 'web:build', lines: ['> web@1.0.0 build', 'src/total.ts(1,14): error TS2322: x'] },
    ]);
  });

  test('is told apart where yarn has several lines with a name in brackets', () => {
    const lines = ['[@shop/a]: one', '[web]: one alone', '[@shop/a]: two'];
    expect(byPackage(lines)).toEqual([
      { name: '[@shop/a]', lines: ['one', 'two'] },
      { lines: ['[web]: one alone'] },
    ]);
  });

  test('keeps the mark that stands before a name', () => {
    const lines = ['web build$ tsc', '!!web build: src/a.ts(1,2): error TS2322: x'];
    expect(byPackage(lines, /^!!/)[0]?.lines[1]).toBe('!!src/a.ts(1,2): error TS2322: x');
  });

  test('stays as it is where a line only looks as if it had a name before it', () => {
    const lines = [
      'npm error: nothing here',
      'npm error: nor here',
      'src/a.ts:1:2: error',
      'src/a.ts:1:2: > here',
      'Running test: adds',
      'Running test: rounds',
      'error[E0308]: mismatched types',
    ];
    expect(byPackage(lines)).toEqual([{ lines }]);
  });
});
