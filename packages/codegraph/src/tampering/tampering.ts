import { roleOf } from '../roles.ts';
import { parses, readTests } from '../tests/read-tests.ts';
import { compareTests } from './compare-tests.ts';
import type { ChangedFile, Finding } from './finding.ts';
import type { StatedChanges } from './stated-changes.ts';
import { steeringFindings } from './steering.ts';
import { tellFindings } from './tells.ts';

/** A test that was proved red: its file, and its name as the plan states it. */
export interface FrozenTest {
  readonly path: string;
  readonly name: string;
}

/**
 * In which ways a change weakens the proof, whatever a model says about it: syntax trees of tests before and after, configuration that
 * steers tests, words that turn checks off. Empty when it does not. What the plan itself states is no finding.
 */
export async function tampering(
  files: readonly ChangedFile[],
  plan: StatedChanges,
  frozen: readonly FrozenTest[],
): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const file of files) {
    const { path } = file;
    const isTest = roleOf(path) === 'test' || frozen.some((test) => test.path === path);
    found.push(...steeringFindings(file, plan), ...tellFindings(file, isTest));
    found.push(...(await testFindings(file, plan, frozen, isTest)));
  }
  return found;
}

async function testFindings(
  { path, before, after }: ChangedFile,
  plan: StatedChanges,
  frozen: readonly FrozenTest[],
  isTest: boolean,
): Promise<readonly Finding[]> {
  if (before === null) return [];
  const was = await readTests(path, before);
  if (was === undefined || was.tests.length === 0) return [];
  if (after === null) {
    return [
      {
        cheat: 'test-deleted',
        path,
        detail: `the file is gone, and ${was.tests.length} tests with it`,
      },
    ];
  }
  if (isTest && (await parses(path, before)) && (await parses(path, after)) === false) {
    return [{ cheat: 'test-file-broken', path, detail: 'it no longer parses' }];
  }
  const now = await readTests(path, after);
  return compareTests(path, was, now ?? { tests: [], around: '' }, {
    planned: new Set(
      plan.steps.flatMap((step) =>
        step.type === 'test' && step.file === path && step.testName ? [step.testName] : [],
      ),
    ),
    frozen: new Set(frozen.flatMap((test) => (test.path === path ? [test.name] : []))),
  });
}
