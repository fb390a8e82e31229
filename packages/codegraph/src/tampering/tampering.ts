import { languageOf } from '../languages.ts';
import { roleOf } from '../roles.ts';
import { parses, readTests, type TestFile } from '../tests/read-tests.ts';
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
    const isTest =
      roleOf(path) === 'test' ||
      frozen.some((test) => test.path === path) ||
      plan.steps.some((step) => step.type === 'test' && step.file === path);
    // In Rust tests stand within the code that they test.
    const part = { tests: isTest, code: !isTest || languageOf(path) === 'rust' };
    const steering = steeringFindings(file, plan);
    const told = [...steering, ...(await tellFindings(file, part, plan))];
    found.push(...told);
    if (steering.length > 0) continue;
    const ofTests = await testFindings(file, plan, frozen, isTest);
    found.push(
      ...ofTests.filter(({ cheat }) => told.length === 0 || cheat !== 'surroundings-changed'),
    );
  }
  return found;
}

/** Data and code that tests were using before the change. New ones are nobody's loss. */
function supportFindings(path: string, plan: StatedChanges): readonly Finding[] {
  if (plan.steps.some((step) => step.file === path)) return [];
  const detail = 'tests use it, and the plan does not name it';
  return [{ cheat: 'support-changed', path, detail }];
}

async function testFindings(
  { path, before, after }: ChangedFile,
  plan: StatedChanges,
  frozen: readonly FrozenTest[],
  isTest: boolean,
): Promise<readonly Finding[]> {
  if (before === null) return [];
  const was = await testsIn(path, before, isTest);
  if (was.tests.length === 0) return isTest ? supportFindings(path, plan) : [];
  if (after === null) {
    const detail = `the file is gone, and ${was.tests.length} tests with it`;
    return [{ cheat: 'test-deleted', path, detail }];
  }
  if (isTest && (await parses(path, before)) && (await parses(path, after)) === false) {
    return [{ cheat: 'test-file-broken', path, detail: 'it no longer parses' }];
  }
  return compareTests(path, was, await testsIn(path, after, isTest), {
    planned: new Set(
      plan.steps.flatMap((step) =>
        step.type === 'test' && step.file === path && step.testName ? [step.testName] : [],
      ),
    ),
    frozen: new Set(frozen.flatMap((test) => (test.path === path ? [test.name] : []))),
  });
}

/** The tests of a file. In code, what looks like a test and asserts nothing is something else, and what stands around tests is code. */
async function testsIn(path: string, text: string, isTest: boolean): Promise<TestFile> {
  const read = (await readTests(path, text)) ?? { tests: [], around: [] };
  if (isTest && (roleOf(path) === 'test' || languageOf(path) !== 'rust')) return read;
  return { tests: read.tests.filter(({ assertions }) => assertions.length > 0), around: [] };
}
