import { describe, expect, test } from 'vitest';
import { cheats } from '../src/tampering/finding.ts';
import type { StatedChanges } from '../src/tampering/stated-changes.ts';
import { tampering } from '../src/tampering/tampering.ts';
import { allCheats as rows } from './all-cheats.ts';
import { edit, plan } from './cheats.ts';
import { MANIFEST } from './cheats-around-tests.ts';
import { honest } from './honest-changes.ts';

describe('a change that weakens the proof is found', () => {
  test.each(rows)('$trick: $cheat', async ({ file, cheat, frozen = [] }) => {
    const found = await tampering([file], plan, frozen);

    // Refused for this reason, and for no other.
    expect([...new Set(found.map((one) => one.cheat))]).toEqual([cheat]);
    expect(found.every((one) => one.path === file.path && one.detail !== '')).toBe(true);
  });

  test('the table has a row for every kind', () => {
    expect(new Set(rows.map((one) => one.cheat))).toEqual(new Set(cheats));
  });
});

describe('an honest change is let through', () => {
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
