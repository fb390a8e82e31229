import { promptOf } from '@patchwright/agent/scripted';
import type { CommandResult } from '@patchwright/workspace';
import { describe, expect, test as it } from 'vitest';
import type { Files } from './memory-workspace.ts';
import { change, conforms, names, openSite, planOf, step, test, write } from './site.ts';

const PATH = 'test/cart.test.ts';
const OLD = "test('adds up', () => { expect(total(1, 2)).toBe(3); });\n";
const NEW = "test('has a floor', () => { expect(total(1, -5)).toBe(0); });\n";
const plan = planOf(
  step({ order: 1, type: 'test', file: PATH, testName: 'has a floor', command: 'one cart' }),
  step({ order: 2, type: 'implement', file: 'src/cart.ts', dependsOn: [1] }),
  // A plan may name a file of tests for a change; that alone does not let its tests be weakened.
  step({ order: 3, type: 'refactor', file: PATH }),
);

/** Counts the tests of a file; the new one fails until the code has a floor. */
function run(files: Files): Partial<CommandResult> {
  const tests = files[PATH]?.match(/test\(/g)?.length ?? 0;
  const isRed = files[PATH]?.includes('has a floor') && !files['src/cart.ts']?.includes('floor');
  return {
    exitCode: isRed ? 1 : 0,
    excerpt: isRed ? '✖ has a floor: expected -4 to be 0' : 'ok',
    counts: {
      total: tests,
      passed: isRed ? tests - 1 : tests,
      failed: isRed ? 1 : 0,
      skipped: 0,
      failing: isRed ? ['has a floor'] : [],
    },
  };
}

function openCart(...turns: Parameters<typeof openSite>[0]['turns']) {
  const files = { [PATH]: OLD, 'src/cart.ts': 'sum' };
  return openSite({ plan, files, turns, commands: { 'npm test': run, 'one cart': run } });
}

const honest = [write(PATH, OLD + NEW), test];
const floor = [write('src/cart.ts', 'sum floor'), change, conforms];

describe('an execution refuses what weakens its proof, and says what', () => {
  it('an old test that says less, along with the new one', async () => {
    const vague = OLD.replace('toBe(3)', 'toBeDefined()') + NEW;
    const site = openCart(write(PATH, vague), test, ...honest, ...floor, change, conforms);
    const facts = await site.execute();

    expect(names(facts).slice(2, 4)).toEqual(['test_not_reproduced', 'test_proved_red']);
    expect(promptOf(site.model.asked[2])).toContain('asserted "expect ( total ( 1 , 2 ) ) . toBe');
    expect(site.head()[PATH]).toBe(OLD + NEW);
  });

  it('a proved test that would be changed by a later step', async () => {
    const easier = OLD + NEW.replace('toBe(0)', 'toBe(-4)');
    const site = openCart(...honest, ...floor, write(PATH, easier), change, change, conforms);
    await site.execute();

    // The file is frozen, so the desk does not even take it.
    expect(site.head()[PATH]).toBe(OLD + NEW);
  });

  it('code that weakens tests while it is run, seen by what it leaves behind', async () => {
    const sly = 'sum floor, then write other tests';
    const site = openSite({
      plan,
      files: {
        [PATH]: OLD,
        'src/cart.ts': 'sum',
        'test/old.test.ts': OLD,
        'test/fixtures/last-run.txt': 'then',
      },
      turns: [...honest, write('src/cart.ts', sly), change, ...floor, change, conforms],
      commands: {
        'npm test': (files) => ({
          ...run(files),
          files:
            files['src/cart.ts'] === sly
              ? { ...files, 'test/old.test.ts': OLD.replace('toBe(3)', 'toBe(4)') }
              : // As it did before the change, and nobody minds.
                { ...files, 'coverage/report.txt': 'all', 'test/fixtures/last-run.txt': 'now' },
        }),
        'one cart': run,
      },
    });
    const facts = await site.execute();

    expect(names(facts)).toContain('execution_completed');
    const told = site.model.asked.map(promptOf).join('\n');
    expect(told).toContain('what was run changed its own tests:\ntest/old.test.ts: ');
    expect(site.head()['src/cart.ts']).toBe('sum floor');
  });

  it('what tests compare with, where it is no text', async () => {
    const shot = 'test/fixtures/shot.bin';
    const site = openSite({
      plan,
      files: { [PATH]: OLD, 'src/cart.ts': 'sum', [shot]: '1' },
      terms: { allowedPaths: [PATH, 'src/cart.ts', shot] },
      turns: [
        ...honest,
        ...[write('src/cart.ts', 'sum floor'), write(shot, '2'), change],
        ...[...floor, change, conforms],
      ],
      commands: { 'npm test': run, 'one cart': run },
    });
    const { workspace } = site.world;
    const readFile = workspace.readFile.bind(workspace);
    Object.assign(workspace, {
      readFile: async (input: Parameters<typeof readFile>[0]) =>
        input.path === shot ? null : readFile(input),
    });
    await site.execute();

    expect(site.model.asked.map(promptOf).join('\n')).toContain('(support-changed)');
    expect(site.head()[shot]).toBe('1');
  });

  it('code that asks whether it is tested', async () => {
    const sly = "const floor = process.env.NODE_ENV === 'test' ? 0 : undefined;";
    const site = openCart(...honest, write('src/cart.ts', sly), change, ...floor, change, conforms);
    const facts = await site.execute();

    expect(names(facts)).toContain('execution_completed');
    expect(site.model.asked.map(promptOf).join('\n')).toContain(
      'behaves otherwise when it is tested',
    );
    expect(site.head()['src/cart.ts']).toBe('sum floor');
  });
});
