import { setTimeout as pause } from 'node:timers/promises';
import { claimsOn, madeOnce } from '@patchwright/chassis';
import { newId } from '@patchwright/events';
import type { Write } from '@patchwright/faults';
import { expect, test } from 'vitest';
import { tenant } from './mesh.ts';
import { mesh, useMesh } from './use-mesh.ts';

useMesh();

const context = { signal: new AbortController().signal, progress() {} };

interface Comment {
  readonly key: string;
  readonly revision: number;
}

/** A comment that is looked for, and then made, which takes `ms`: two that look at once both find none. */
function board(ms = 100) {
  const made: Comment[] = [];
  const write: Write<Comment, Comment> = {
    probe: async ({ revision }) => made.find((one) => one.revision >= revision),
    async perform(input, { signal }) {
      const there = made.length > 0;
      await pause(ms, undefined, { signal });
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
  const mine = (await Promise.all(claims)).filter(({ isMine }) => isMine);
  expect(mine).toHaveLength(1);
  expect(await claimsOn(journal, tenant)(`${name}-other`)).toMatchObject({ isMine: true });
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

test('who holds a name holds on to it by a sign of life, or loses it to whoever saw none', async () => {
  const claim = claimsOn(mesh.bus.journal, tenant);
  const name = newId();
  const { at } = await claim(name);
  expect(await claim(name)).toEqual({ isMine: false, at });
  const sign = await claim(name, at);
  expect(sign.isMine).toBe(true);
  expect(await claim(name, at)).toEqual({ isMine: false, at: sign.at });
  expect(await claim(name, sign.at)).toMatchObject({ isMine: true });
});

test('what is made slowly is made once: whoever waits sees that its maker lives', async () => {
  const { made, write } = board(9000);
  const name = newId();
  const processes = [1, 2, 3].map(() =>
    madeOnce(write, claimsOn(mesh.bus.journal, tenant), () => name),
  );
  await Promise.all(
    processes.map((one, index) => one.perform({ key: `${index}`, revision: 1 }, context)),
  );
  expect(made).toHaveLength(1);
}, 30_000);

test('what a process claimed that is gone is made by one of those who wait, some seconds later', async () => {
  const { made, write } = board();
  const name = newId();
  expect(await claimsOn(mesh.bus.journal, tenant)(name)).toMatchObject({ isMine: true });
  const others = [1, 2, 3].map(() =>
    madeOnce(write, claimsOn(mesh.bus.journal, tenant), () => name),
  );
  await Promise.all(others.map((other) => other.perform({ key: '1', revision: 1 }, context)));
  expect(made).toHaveLength(1);
}, 30_000);

test('a maker that was taken to be gone is told to stop', async () => {
  const { made, write } = board(20_000);
  const name = newId();
  const claim = claimsOn(mesh.bus.journal, tenant);
  const held = Promise.withResolvers<number>();
  const noting: typeof claim = async (asked, at) => {
    const claimed = await claim(asked, at);
    held.resolve(claimed.at);
    return claimed;
  };
  const making = madeOnce(write, noting, () => name).perform({ key: '1', revision: 1 }, context);
  expect(await claim(name, await held.promise)).toMatchObject({ isMine: true });
  await expect(making).rejects.toThrow('aborted');
  expect(made).toEqual([]);
}, 30_000);

test('without a claim, they would make it twice', async () => {
  const { made, write } = board();
  await Promise.all([1, 2].map((revision) => write.perform({ key: 'x', revision }, context)));
  expect(made).toHaveLength(2);
});
