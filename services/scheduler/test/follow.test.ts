import type { Command } from '@patchwright/task';
import { history, id } from '@patchwright/task/story';
import { expect, test } from 'vitest';
import { follow, lookAround, type Onlooker } from '../src/follow.ts';

/** A house whose log has these tasks, and which only notes what is commanded. */
function house(histories: Readonly<Record<string, ReturnType<typeof history>>>) {
  const commands: { readonly about: string; readonly other: string; readonly cause: string }[] = [];
  const context = {
    tenant: 'acme',
    bus: {
      log: {
        history: async ({ id: about }: { id: string }) => ({ events: histories[about] ?? [] }),
      },
    },
    command: async (about: string, command: Command, meta: { readonly causationId: string }) => {
      if (command.kind === 'follow') {
        commands.push({ about, other: command.other.id, cause: meta.causationId });
      }
      return { kind: 'refused' };
    },
  } as unknown as Onlooker;
  return { context, commands };
}

const pullRequest = { repository: 'acme/money', number: 3, url: '' };

test('a task looks at another as that stands now, because of an event', async () => {
  const { context, commands } = house({ [id]: history('task_requested') });
  await follow(
    context,
    { kind: 'follow', task: `${id}__money`, again: false },
    { of: id, id: 'e1' },
  );
  expect(commands).toEqual([{ about: `${id}__money`, other: id, cause: 'e1' }]);
});

test('the sweep lets a part that waits look at its whole', async () => {
  const { context, commands } = house({ [id]: history('task_requested') });
  await lookAround(
    context,
    { id: `${id}__money`, part: { whole: id, after: [], pullRequest } },
    's1',
  );
  expect(commands).toEqual([{ about: `${id}__money`, other: id, cause: 's1' }]);
});

test('the sweep lets a whole look at parts that have ended, and parts that are not there yet at the whole', async () => {
  const ended = history('task_requested', 'task_cancelled');
  const working = history('task_requested');
  const { context, commands } = house({ [id]: working, ended, working });
  const parts = ['ended', 'working', 'missing', 'completed'].map((task) => ({
    ...{ task, repository: 'acme/money', pullRequest, after: [] },
    state: task === 'completed' ? ('completed' as const) : ('waiting' as const),
  }));
  await lookAround(context, { id, parts }, 's1');
  expect(commands.map(({ about }) => about)).toEqual([id, 'missing']);
});
