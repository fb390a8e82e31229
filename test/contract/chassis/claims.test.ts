import { setTimeout as pause } from 'node:timers/promises';
import { claimsOn, madeOnce } from '@patchwright/chassis';
import { newId } from '@patchwright/events';
import type { Write } from '@patchwright/faults';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startMesh, tenant } from './mesh.ts';

let mesh: Awaited<ReturnType<typeof startMesh>>;
beforeAll(async () => {
  mesh = await startMesh();
});
afterAll(() => mesh[Symbol.asyncDispose]());

const context = { signal: new AbortController().signal, progress() {} };

interface Comment {
  readonly key: string;
  readonly revision: number;
}

/** A comment that is looked for, and then made: two that look at once both find none. */
function board() {
  const made: Comment[] = [];
  const write: Write<Comment, Comment> = {
    probe: async ({ revision }) => made.find((one) => one.revision >= revision),
    async perform(input) {
      const there = made.length > 0;
      await pause(100);
      if (there) made[0] = input;
      else made.push(input);
      return input;
    },
  };
  return { made, write };
}

test('a name is claimed once, by whoever of many is first', async () => {
  const { journal } = mesh.bus;
  const name = newId();
  const claims = Array.from({ length: 20 }, () => claimsOn(journal, tenant)(name));
  expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1);
  expect(await claimsOn(journal, tenant)(`${name}-other`)).toBe(true);
});

test('what several processes make at once is made once', async () => {
  const { made, write } = board();
  const name = newId();
  const processes = Array.from({ length: 4 }, () =>
    madeOnce(
      write,
      claimsOn(mesh.bus.journal, tenant),
      () => name,
      (input) => ({ ...input, revision: 0 }),
    ),
  );
  await Promise.all(
    processes.map((one, index) => one.perform({ key: `${index}`, revision: index + 1 }, context)),
  );
  expect(made).toHaveLength(1);
});

test('what a process claimed that is gone is made by another, some seconds later', async () => {
  const { made, write } = board();
  const name = newId();
  expect(await claimsOn(mesh.bus.journal, tenant)(name)).toBe(true);
  const other = madeOnce(write, claimsOn(mesh.bus.journal, tenant), () => name);
  await other.perform({ key: '1', revision: 1 }, context);
  expect(made).toHaveLength(1);
});

test('without a claim, they would make it twice', async () => {
  const { made, write } = board();
  await Promise.all([1, 2].map((revision) => write.perform({ key: 'x', revision }, context)));
  expect(made).toHaveLength(2);
});
