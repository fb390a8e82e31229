import { promptOf } from '@patchwright/agent/scripted';
import { allCheats } from '@patchwright/codegraph/cheats';
import { describe, expect, test as it } from 'vitest';
import type { Files } from './memory-workspace.ts';
import { change, conforms, names, openSite, planOf, red, step, test, write } from './site.ts';

/** What a model can do with its tools: it cannot delete, and what is proved red is frozen as a whole. */
const rows = allCheats.flatMap(({ trick, file, cheat, frozen }) =>
  file.after === null || frozen !== undefined
    ? []
    : [{ trick, cheat, path: file.path, before: file.before, after: file.after }],
);

const NOTES = 'docs/notes.txt';

describe('an execution in which the model cheats', () => {
  it.each(rows)('$trick: $cheat', async ({ path, before, after, cheat }) => {
    // The command of the plan sees nothing of it, as in a repository where the cheat works.
    const files: Files = {
      'src/cart': 'sum',
      'test/sum.test': 'a total is a sum needs sum',
      ...(before === null ? {} : { [path]: before }),
    };
    const plan = planOf(
      red,
      step({ order: 2, type: 'implement', file: 'src/cart', dependsOn: [1] }),
      step({ order: 3, type: 'refactor', file: NOTES }),
    );
    const site = openSite({
      plan,
      files,
      terms: { allowedPaths: ['src/cart', 'test/cart.test', NOTES, path] },
      turns: [
        ...[write(red.file, `${red.testName} needs bedrock`), test],
        ...[write('src/cart', 'sum bedrock'), write(path, after), change],
        ...[write('src/cart', 'sum bedrock'), change, conforms],
        ...[write(path, after), change],
        ...[write(NOTES, 'done'), change, conforms],
      ],
    });
    const facts = await site.execute();

    expect(names(facts).at(-1)).toBe('execution_completed');
    expect(site.head()).toMatchObject({ 'src/cart': 'sum bedrock', [NOTES]: 'done' });
    expect(site.head()[path]).toBe(before ?? undefined);
    const told = site.model.asked.map(promptOf).filter((prompt) => prompt.includes(`(${cheat})`));
    // Once by the step that writes code, once by the one that tidies up.
    expect(new Set(told).size).toBe(2);
  });
});
