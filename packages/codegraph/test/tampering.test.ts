import { describe, expect, test } from 'vitest';
import { type ChangedFile, cheats } from '../src/tampering/finding.ts';
import type { StatedChanges } from '../src/tampering/stated-changes.ts';
import { type FrozenTest, tampering } from '../src/tampering/tampering.ts';
import { edit, inTests, plan, SUITE, TS } from './cheats.ts';
import { aroundTests, MANIFEST } from './cheats-around-tests.ts';

const rows = [...inTests, ...aroundTests];

describe('a change that weakens the proof is found', () => {
  test.each(rows)('$trick: $cheat', async ({ file, cheat, frozen = [] }) => {
    const found = await tampering([file], plan, frozen);

    expect(found.map((one) => one.cheat)).toContain(cheat);
    expect(found.every((one) => one.path === file.path && one.detail !== '')).toBe(true);
  });

  test('the table has a row for every kind', () => {
    expect(new Set(rows.map((one) => one.cheat))).toEqual(new Set(cheats));
  });
});

describe('an honest change is let through', () => {
  const honest: readonly {
    readonly change: string;
    readonly file: ChangedFile;
    readonly frozen?: readonly FrozenTest[];
  }[] = [
    {
      change: 'a new test in a file of tests',
      file: edit(
        TS,
        SUITE,
        "  test('is rounded'",
        "  test('is new', () => {\n    expect(total([9])).toBe(9);\n  });\n  test('is rounded'",
      ),
    },
    {
      change: 'the planned test is rewritten before it is proved',
      file: edit(TS, SUITE, 'expect(total([1], 5)).toBe(0)', 'expect(total([2], 5)).toBe(0)'),
    },
    {
      change: 'a formatter went over a file with a proved test',
      file: {
        path: TS,
        before: SUITE,
        after: SUITE.replaceAll("'", '"')
          .replaceAll(';', '')
          .replaceAll('    ', '\t')
          .replace(
            'expect(total([1], 5)).toBe(0)',
            '// it is proved\n\texpect(\n\t\ttotal([1], 5,),\n\t).toBe(0)',
          ),
      },
      frozen: [{ path: TS, name: 'has a floor' }],
    },
    {
      change: 'an assertion is added to a test',
      file: edit(
        TS,
        SUITE,
        '    expect(total([])).toBe(0);\n',
        '    expect(total([])).toBe(0);\n    expect(total([7])).toBe(7);\n',
      ),
    },
    {
      change: 'another script of the manifest',
      file: edit('package.json', MANIFEST, '"build": "tsc"', '"build": "tsc -b"'),
    },
    {
      change: 'a dependency of a python project',
      file: {
        path: 'pyproject.toml',
        before: '[project]\ndependencies = []\n',
        after: '[project]\ndependencies = ["flask"]\n',
      },
    },
    {
      change: 'code with an exit of its own',
      file: { path: 'src/main.ts', before: '', after: 'process.exit(0);' },
    },
    {
      change: 'a suppressed check that was there before',
      file: {
        path: 'src/cart.ts',
        before: '// eslint-disable-next-line\nconst a = 1;',
        after: '// eslint-disable-next-line\nconst a = 2;',
      },
    },
    { change: 'text that no parser reads', file: { path: 'README.md', before: 'a', after: 'b' } },
  ];

  test.each(honest)('$change', async ({ file, frozen = [] }) => {
    expect(await tampering([file], plan, frozen)).toEqual([]);
  });

  test('what steers tests may change where the plan says so', async () => {
    const step = { type: 'implement' };
    const wider: StatedChanges = {
      ...plan,
      steps: [
        ...plan.steps,
        { ...step, file: 'vitest.config.ts', action: 'run the new folder of tests' },
        { ...step, file: 'package.json', action: 'let scripts.test name the new folder' },
      ],
    };
    const files = [
      {
        path: 'vitest.config.ts',
        before: 'export default {};',
        after: 'export default { test: {} };',
      },
      edit('package.json', MANIFEST, 'vitest run', 'vitest run test'),
    ];

    expect(await tampering(files, wider, [])).toEqual([]);
    expect(await tampering(files, plan, [])).toHaveLength(2);
  });
});
